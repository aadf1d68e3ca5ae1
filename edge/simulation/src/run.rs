//! A run: everything that happens between the origin, the stream and the nodes, in an order that a seed decides and
//! that is the same each time.

use std::sync::{Arc, Mutex, MutexGuard};

use edge_node::cache::page_cache::Found;
use edge_node::http::cache_status::CacheStatus;
use http::{HeaderMap, Method};

use crate::check::{Checks, Seen};
use crate::clock::{self, MILLISECOND, SECOND};
use crate::dice::Dice;
use crate::event::{Event, Look, PopId, Sent};
use crate::origin::{Change, Fact, Origin};
use crate::plan::{Plan, Seeded};
use crate::pop::{Around, Pop, wall};
use crate::schedule::{Schedule, Step};
use crate::stream::{Stream, message};
use crate::worker::OLD;

/// A node that has heard nothing for so long takes its connection for lost: twice the pause between two signs of
/// life, as its client does.
const SILENCE: u64 = 4 * SECOND;
const HEARTBEAT: u64 = 2 * SECOND;
/// How often it looks.
const WATCH: u64 = 500 * MILLISECOND;
/// Turns of the runtime in which all tasks have gone as far as they can.
const TURNS: usize = 24;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the checks say.
    pub checks: Checks,
    /// Events that nodes heard.
    pub heard: u64,
    /// The longest way of one from its change to a node, in microseconds, reached while nothing was broken.
    pub slowest: u64,
    /// Connections that were lost.
    pub lost: u64,
}

struct World {
    plan: Plan,
    dice: Dice,
    schedule: Schedule,
    origin: Arc<Mutex<Origin>>,
    stream: Stream,
    pops: Vec<Pop>,
    waiting: Vec<Change>,
    checks: Arc<Mutex<Checks>>,
    heard: u64,
    slowest: u64,
    lost: u64,
}

/// Runs a plan with a seed, on this thread alone.
pub fn run(plan: Plan, seed: u64) -> Outcome {
    clock::set(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async { World::new(plan, seed).play().await })
}

impl World {
    fn new(plan: Plan, seed: u64) -> Self {
        let (dice, schedule) = (Dice::new(seed), Schedule::default());
        let origin = Arc::new(Mutex::new(Origin::new(plan.products)));
        let around =
            Around { origin: Arc::clone(&origin), schedule: schedule.clone(), dice: dice.clone(), seeded: plan.seeded };
        let pops = (0..plan.pops).map(|id| {
            let one_way = dice.between(10 * MILLISECOND, 300 * MILLISECOND);
            let skew = i64::try_from(dice.between(0, 2 * plan.skew * MILLISECOND + 1)).expect("seconds")
                - i64::try_from(plan.skew * MILLISECOND).expect("seconds");
            Pop::new(id, one_way, skew, around.clone())
        });
        let pops: Vec<_> = pops.collect();
        let (stream, waiting, checks) = (Stream::default(), Vec::new(), Arc::default());
        Self { plan, dice, schedule, origin, stream, pops, waiting, checks, heard: 0, slowest: 0, lost: 0 }
    }

    async fn play(mut self) -> Outcome {
        self.plan_all();
        let end = self.plan.seconds * SECOND;
        while let Some(step) = self.schedule.next() {
            if clock::now() > end {
                break;
            }
            match step {
                Step::Happens(event) => self.happens(event),
                // Whoever slept may be gone with its program.
                Step::Wakes(sender) => drop(sender.send(())),
            }
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
        }
        let checks = std::mem::take(&mut *self.checks.lock().expect("no panic"));
        Outcome { checks, heard: self.heard, slowest: self.slowest, lost: self.lost }
    }

    fn plan_all(&self) {
        let plan = self.plan;
        self.after(plan.change_every * MILLISECOND, Event::Change);
        for pop in &self.pops {
            let id = pop.id();
            self.schedule.plan(self.dice.between(0, SECOND), Event::Connect(id, 0));
            self.after(plan.ask_every * MILLISECOND, Event::Ask(id));
            if plan.cut_every > 0 {
                self.after(plan.cut_every * SECOND, Event::Cut(id));
            }
            if plan.crash_every > 0 {
                self.after(plan.crash_every * SECOND, Event::Crash(id));
            }
        }
        if plan.loses_stream {
            self.schedule.plan(self.dice.between(0, plan.seconds * SECOND), Event::LoseStream);
            self.schedule.plan(self.dice.between(0, plan.seconds * SECOND), Event::Trim);
        }
    }

    fn after(&self, mean: u64, event: Event) {
        self.schedule.plan(self.dice.pause(mean), event);
    }

    fn origin(&self) -> MutexGuard<'_, Origin> {
        self.origin.lock().expect("no panic")
    }

    fn checks(&self) -> MutexGuard<'_, Checks> {
        self.checks.lock().expect("no panic")
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Change => self.change(),
            Event::Publish(waiting) => self.publish(self.waiting[waiting]),
            Event::Ask(id) => self.ask(id),
            Event::Connect(id, connection) => self.connect(id, connection),
            Event::Looked(id, connection, look) => self.looked(id, connection, look),
            Event::Consume(id, connection, look, next) => self.consume(id, connection, look, next),
            Event::Begun(id, connection, next, last) => self.begun(id, connection, next, last),
            Event::Deliver(id, connection, sent) => self.deliver(id, connection, sent),
            Event::Heartbeat(id, connection) => self.heartbeat(id, connection),
            Event::Watch(id, connection) => self.watch(id, connection),
            Event::Regain(id, connection) => {
                if self.is_of_use(id, connection) {
                    self.pops[id].regain();
                }
            }
            Event::Cut(id) => self.cut(id),
            Event::Heal(id) => self.heal(id),
            Event::Crash(id) => {
                // One that has ended already cannot end again, nor be started twice.
                if self.pops[id].is_up {
                    self.pops[id].crash();
                    self.schedule.plan(self.dice.between(SECOND, 5 * SECOND), Event::Start(id));
                }
                self.after(self.plan.crash_every * SECOND + 5 * SECOND, Event::Crash(id));
            }
            Event::Start(id) => self.start(id),
            Event::LoseStream => {
                self.stream.lose();
                // The server that had it is another one now. A program that has ended connects when it is started.
                for id in (0..self.pops.len()).filter(|id| self.pops[*id].is_up).collect::<Vec<_>>() {
                    self.disconnect(id);
                }
            }
            Event::Trim => self.stream.trim(2),
        }
    }

    /// Whether a node's connection is the one that is meant.
    fn is_of_use(&self, id: PopId, connection: u64) -> bool {
        self.pops[id].is_up && self.pops[id].connection == connection
    }

    fn change(&mut self) {
        let product = usize::try_from(self.dice.pause(1).min(self.plan.products as u64 - 1)).expect("small");
        let fact = Fact::ALL[usize::from(self.dice.one_in_thousand(600))];
        let hard = fact == Fact::Text && self.dice.one_in_thousand(50);
        // A relay takes moments, and now and then it has to try again: then others pass it over.
        let relay = match self.dice.one_in_thousand(50) {
            true => self.dice.between(200 * MILLISECOND, 1_000 * MILLISECOND),
            false => self.dice.between(MILLISECOND, 20 * MILLISECOND),
        };
        let change = self.origin().change(product, fact, hard);
        if self.plan.seeded == Some(Seeded::ToldTooEarly) {
            // What was told now is committed a moment later: the same as if it had been told before.
            self.publish(change);
            self.origin().postpone(change, 200 * MILLISECOND);
        } else {
            self.waiting.push(change);
            self.schedule.plan(relay, Event::Publish(self.waiting.len() - 1));
        }
        self.after(self.plan.change_every * MILLISECOND, Event::Change);
    }

    fn publish(&mut self, change: Change) {
        let names_tags = self.plan.seeded != Some(Seeded::NamesNoTags);
        let change = self.origin().tell(change);
        let sequence = self.stream.append(message(change, wall(change.committed), names_tags));
        let created = self.stream.look().created;
        for id in 0..self.pops.len() {
            if self.pops[id].is_consuming {
                self.send(id, created, sequence, 0);
            }
        }
    }

    /// Sends a message to a node's consumer; on one connection nothing passes anything over.
    fn send(&mut self, id: PopId, created: i64, sequence: u64, pending: u64) {
        let pop = &mut self.pops[id];
        pop.sent += 1;
        if self.dice.one_in_thousand(self.plan.lost_in_thousand) {
            // Its client had no room for it, and says so.
            return self.disconnect(id);
        }
        let sent = Sent { consumer_sequence: pop.sent, created, sequence, pending };
        let now = clock::now();
        let travels = pop.one_way + self.dice.between(0, pop.one_way / 2 + 1);
        pop.reached = pop.reached.max(now + travels);
        self.schedule.plan(pop.reached - now, Event::Deliver(id, pop.connection, sent));
    }

    fn disconnect(&mut self, id: PopId) {
        self.lost += 1;
        let pause = self.pops[id].disconnect();
        self.schedule.plan(pause, Event::Connect(id, self.pops[id].connection));
    }

    fn connect(&mut self, id: PopId, connection: u64) {
        if !self.is_of_use(id, connection) {
            return;
        }
        let pop = &self.pops[id];
        if pop.is_deaf {
            // The look ends after two seconds without an answer.
            let pause = 2 * SECOND + self.pops[id].disconnect();
            return self.schedule.plan(pause, Event::Connect(id, self.pops[id].connection));
        }
        // There and back; what it is told is how the stream was when it was asked.
        let look = self.stream.look();
        self.schedule.plan(2 * pop.one_way, Event::Looked(id, connection, look));
    }

    fn looked(&mut self, id: PopId, connection: u64, look: Look) {
        if !self.is_of_use(id, connection) {
            return;
        }
        if self.pops[id].is_deaf {
            return self.disconnect(id);
        }
        let next = self.pops[id].look(look);
        if next == look.last + 1 && self.plan.seeded != Some(Seeded::SkipsWhatItMissed) {
            self.hears_all(id, look);
        }
        self.schedule.plan(self.pops[id].one_way, Event::Consume(id, connection, look, next));
    }

    /// All that the stream says up to its end counts as heard.
    fn hears_all(&self, id: PopId, look: Look) {
        let mut checks = self.checks();
        for sequence in look.first..=look.last {
            if let Some(message) = self.stream.message(look.created, sequence) {
                checks.hears(id, message.change, clock::now());
            }
        }
    }

    fn consume(&mut self, id: PopId, connection: u64, look: Look, next: u64) {
        if !self.is_of_use(id, connection) {
            return;
        }
        let now = self.stream.look();
        if self.pops[id].is_deaf || now.created != look.created {
            return self.disconnect(id);
        }
        let pop = &mut self.pops[id];
        assert!(!pop.is_consuming, "node {id} has two consumers on one connection");
        (pop.sent, pop.reached, pop.is_consuming) = (0, clock::now() + pop.one_way, true);
        self.schedule.plan(pop.one_way, Event::Begun(id, connection, next, look.last));
        for sequence in next.max(now.first)..=now.last {
            self.send(id, now.created, sequence, now.last - sequence);
            if !self.is_of_use(id, connection) {
                return;
            }
        }
        self.schedule.plan(HEARTBEAT, Event::Heartbeat(id, connection));
    }

    fn begun(&mut self, id: PopId, connection: u64, next: u64, last: u64) {
        if !self.is_of_use(id, connection) {
            return;
        }
        self.pops[id].begin(next, last);
        self.schedule.plan(WATCH, Event::Watch(id, connection));
    }

    fn deliver(&mut self, id: PopId, connection: u64, sent: Sent) {
        if !self.is_of_use(id, connection) {
            return;
        }
        if self.pops[id].is_deaf {
            return self.pops[id].held.push(sent);
        }
        let Some(message) = self.stream.message(sent.created, sent.sequence).cloned() else { return };
        let Some(late_until) = self.pops[id].deliver(sent, &message.payload) else { return self.disconnect(id) };
        let now = clock::now();
        self.heard += 1;
        self.checks().hears(id, message.change, now);
        if self.plan.cut_every == 0 {
            self.slowest = self.slowest.max(now - message.change.committed);
        }
        if let Some(until) = late_until {
            self.schedule.plan(until.saturating_sub(now), Event::Regain(id, connection));
        }
    }

    fn heartbeat(&mut self, id: PopId, connection: u64) {
        if !self.is_of_use(id, connection) {
            return;
        }
        if !self.pops[id].is_deaf {
            self.pops[id].last_heard = clock::now();
        }
        self.schedule.plan(HEARTBEAT, Event::Heartbeat(id, connection));
    }

    fn watch(&mut self, id: PopId, connection: u64) {
        if !self.is_of_use(id, connection) {
            return;
        }
        if clock::now() - self.pops[id].last_heard > SILENCE {
            return self.disconnect(id);
        }
        self.schedule.plan(WATCH, Event::Watch(id, connection));
    }

    fn cut(&mut self, id: PopId) {
        let pop = &mut self.pops[id];
        let which = self.dice.between(0, 3);
        pop.is_deaf = which != 1;
        pop.cut_origin(which != 0);
        // Some are over before anybody notices.
        let length = match self.dice.one_in_thousand(300) {
            true => self.dice.between(100 * MILLISECOND, 4 * SECOND),
            false => self.dice.between(4 * SECOND, 25 * SECOND),
        };
        self.schedule.plan(length, Event::Heal(id));
    }

    fn heal(&mut self, id: PopId) {
        let pop = &mut self.pops[id];
        pop.is_deaf = false;
        pop.cut_origin(false);
        let (connection, held) = (pop.connection, std::mem::take(&mut pop.held));
        for sent in held {
            self.deliver(id, connection, sent);
        }
        self.after(self.plan.cut_every * SECOND, Event::Cut(id));
    }

    fn start(&mut self, id: PopId) {
        self.pops[id].start();
        let origin = Arc::clone(&self.origin);
        let origin = origin.lock().expect("no panic");
        self.checks().begins(id, &origin, self.plan.products, clock::now());
        self.schedule.plan(self.dice.between(0, SECOND), Event::Connect(id, self.pops[id].connection));
    }

    fn ask(&self, id: PopId) {
        self.after(self.plan.ask_every * MILLISECOND, Event::Ask(id));
        let pop = &self.pops[id];
        if !pop.is_up {
            return;
        }
        let product = usize::try_from(self.dice.pause(1).min(self.plan.products as u64 - 1)).expect("small");
        let page = format!("/{}/{product}", ["a", "b"][usize::from(self.dice.one_in_thousand(300))]);
        let (asked, least) = (clock::now(), self.checks().least(id, &page));
        let (cache, checks, origin) = (Arc::clone(&pop.cache), Arc::clone(&self.checks), Arc::clone(&self.origin));
        tokio::spawn(async move {
            let (found, status) = cache.get(&page, &page).await;
            let Found::Page(stored) = found else { return };
            let answer = cache.answer(&stored, &Method::GET, &HeaderMap::new(), status).await;
            let (shown, is_old) = shown(answer.body()).expect("a page of ours");
            let marked = is_old || matches!(status, CacheStatus::StaleIfError(_));
            let seen = Seen { pop: id, page, product, asked, shown, least, marked };
            checks.lock().expect("no panic").sees(seen, &origin.lock().expect("no panic"));
        });
    }
}

/// The text and the price that a page shows, and whether it says that they are old.
fn shown(page: &[u8]) -> Option<([u64; 2], bool)> {
    let page = std::str::from_utf8(page).ok()?;
    let mut words = page.split(' ').map(|word| word.trim_end_matches(OLD));
    let text = words.nth(1)?.parse().ok()?;
    Some(([text, words.nth(1)?.parse().ok()?], page.contains(OLD)))
}
