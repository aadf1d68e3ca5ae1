//! A node: the real tables, caches and reading of the stream, and around them a network that can break.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use edge_node::cache::cursor::StreamCursor;
use edge_node::cache::page_cache::PageCache;
use edge_node::cache::volatile::VolatileTable;
use edge_node::purge::hearing::{Delivery, Hearing};
use edge_node::purge::position::{Position, SharedCursor};
use edge_node::wasm::key_value::KeyValue;
use freshness::TagVersions;
use futures::future::BoxFuture;
use time::OffsetDateTime;
use tokio::time::Instant;

use crate::clock::{self, MILLISECOND};
use crate::dice::Dice;
use crate::event::{Look, PopId, Sent};
use crate::origin::Origin;
use crate::plan::Seeded;
use crate::schedule::Schedule;
use crate::worker::{self, Place};

/// No request waits for so long by the clock of this machine.
const TIMEOUT: Duration = Duration::from_secs(600);
/// Bytes of a node's page cache.
const CAPACITY: u64 = 1 << 20;
/// The first pause before a node tries to reach the stream again, and the longest, in microseconds: those of
/// `edge_node::purge`.
const PAUSES: (u64, u64) = (250 * MILLISECOND, 5_000 * MILLISECOND);

/// A node.
pub struct Pop {
    id: PopId,
    /// Raised when its program ends: what it had begun is of no interest any more.
    pub incarnation: u64,
    /// Whether its program runs.
    pub is_up: bool,
    /// Microseconds from here to the origin and the stream, at least.
    pub one_way: u64,
    /// What its clock shows more than it should, in microseconds.
    skew: i64,
    /// Whether the network to the stream is cut, and that to the origin.
    pub is_deaf: bool,
    /// Whether that to the origin is.
    pub is_cut: Arc<AtomicBool>,
    /// Its tables, and what reads the stream into them.
    pub tags: Arc<TagVersions>,
    volatile: Arc<VolatileTable>,
    position: Position,
    hearing: Option<Hearing>,
    /// Counts its connections to the stream.
    pub connection: u64,
    /// Whether it has a consumer that messages are sent to.
    pub is_consuming: bool,
    /// Counts what was sent to its consumer.
    pub sent: u64,
    /// When the last thing that was sent reaches it: what is sent later comes later.
    pub reached: u64,
    /// When it last heard anything of the stream.
    pub last_heard: u64,
    /// What reached it while its network was cut, and is told when that is whole again.
    pub held: Vec<Sent>,
    pause: u64,
    /// Its pages.
    pub cache: Arc<PageCache>,
    around: Around,
}

/// What a node is put into.
#[derive(Clone)]
pub struct Around {
    /// What is true.
    pub origin: Arc<Mutex<Origin>>,
    /// What passes the time.
    pub schedule: Schedule,
    /// What decides.
    pub dice: Dice,
    /// The fault that is there on purpose.
    pub seeded: Option<Seeded>,
}

impl Pop {
    /// A node that was just started.
    pub fn new(id: PopId, one_way: u64, skew: i64, around: Around) -> Self {
        let is_cut = Arc::new(AtomicBool::new(false));
        let (tags, volatile, cache) = program(&around, one_way, &is_cut);
        Self {
            id,
            incarnation: 0,
            is_up: true,
            one_way,
            skew,
            is_deaf: false,
            is_cut,
            tags,
            volatile,
            position: Position::default(),
            hearing: None,
            connection: 0,
            is_consuming: false,
            sent: 0,
            reached: 0,
            last_heard: 0,
            held: Vec::new(),
            pause: PAUSES.0,
            cache,
            around,
        }
    }

    /// Its number.
    pub fn id(&self) -> PopId {
        self.id
    }

    /// Its program ends.
    pub fn crash(&mut self) {
        self.is_up = false;
        self.incarnation += 1;
        self.drop_connection();
    }

    /// Its program is started, with nothing stored.
    pub fn start(&mut self) {
        assert!(!self.is_up, "node {} runs already", self.id);
        self.is_up = true;
        (self.tags, self.volatile, self.cache) = program(&self.around, self.one_way, &self.is_cut);
        self.position = Position::default();
        self.pause = PAUSES.0;
    }

    fn drop_connection(&mut self) {
        self.connection += 1;
        self.is_consuming = false;
        self.hearing = None;
        self.held.clear();
    }

    /// Its connection is lost; the pause until it tries again.
    pub fn disconnect(&mut self) -> u64 {
        self.drop_connection();
        if self.tags.is_live() {
            self.pause = PAUSES.0;
        }
        self.tags.set_live(self.around.seeded == Some(Seeded::Deaf));
        let pause = self.pause;
        self.pause = (pause * 2).min(PAUSES.1);
        pause
    }

    /// Looks where the stream is; returns where to read from.
    pub fn look(&mut self, look: Look) -> u64 {
        if self.around.seeded == Some(Seeded::SkipsWhatItMissed) {
            let cursor = StreamCursor { created: look.created, next: look.last + 1 };
            self.position = Position::new(Arc::new(SharedCursor::new(Some(cursor))), false);
        }
        self.position.resume(look.created, look.first, look.last, &self.tags)
    }

    /// Its consumer is there.
    pub fn begin(&mut self, next: u64, last: u64) {
        self.hearing = Some(Hearing::begin(next, last, &self.tags));
        self.last_heard = clock::now();
    }

    /// Takes in a message; until when purges count as late, if they do. None if the connection is of no more use.
    pub fn deliver(&mut self, sent: Sent, payload: &[u8]) -> Option<Option<u64>> {
        self.last_heard = clock::now();
        let hearing = self.hearing.as_mut()?;
        let delivery = Delivery {
            consumer_sequence: sent.consumer_sequence,
            stream_sequence: sent.sequence,
            pending: sent.pending,
            payload,
        };
        let (begin, now) = (anchor(), clock::now());
        let at = begin + Duration::from_micros(now);
        let wall = wall(now) + time::Duration::microseconds(self.skew);
        hearing.hear(delivery, &mut self.position, (&self.tags, &self.volatile), (wall, at)).ok()?;
        if self.around.seeded == Some(Seeded::Deaf) {
            self.tags.set_live(true);
        }
        let until = hearing.late_until().map(|until| until.duration_since(begin).as_micros());
        Some(until.map(|until| u64::try_from(until).expect("a run is short")))
    }

    /// Purges count as in time again, if none was late since.
    pub fn regain(&mut self) {
        let now = anchor() + Duration::from_micros(clock::now());
        if let Some(hearing) = &mut self.hearing
            && hearing.late_until().is_some_and(|until| until <= now)
        {
            hearing.regain(&self.tags);
        }
    }

    /// Cuts or mends the way to the origin.
    pub fn cut_origin(&self, is_cut: bool) {
        self.is_cut.store(is_cut, Ordering::Relaxed);
    }
}

/// The instant at which all runs of a thread begin: instants cannot be made, but reckoned from one another.
fn anchor() -> Instant {
    thread_local! {
        static ANCHOR: Instant = Instant::now();
    }
    ANCHOR.with(|anchor| *anchor)
}

/// What a clock that is right shows.
pub fn wall(now: u64) -> OffsetDateTime {
    let begin = clock::milliseconds() - clock::now() / MILLISECOND;
    let begin = OffsetDateTime::UNIX_EPOCH + Duration::from_millis(begin);
    begin + Duration::from_micros(now)
}

/// The tables and caches of a program that was just started.
fn program(
    around: &Around,
    one_way: u64,
    is_cut: &Arc<AtomicBool>,
) -> (Arc<TagVersions>, Arc<VolatileTable>, Arc<PageCache>) {
    let (tags, volatile) = (Arc::new(TagVersions::default()), Arc::new(VolatileTable::default()));
    let store = KeyValue::new(Arc::clone(&tags), Arc::clone(&volatile)).with_clock(clock::milliseconds);
    let place = Arc::new(Place {
        store,
        origin: Arc::clone(&around.origin),
        is_cut: Arc::clone(is_cut),
        one_way,
        dice: around.dice.clone(),
        schedule: around.schedule.clone(),
        seeded: around.seeded,
    });
    let render = Box::new(move |target: Arc<str>| {
        let place = Arc::clone(&place);
        Box::pin(async move { Ok(worker::answer(place, target).await) }) as BoxFuture<'static, _>
    });
    let cache = PageCache::new(CAPACITY, Arc::clone(&tags), render, TIMEOUT, Arc::default());
    (tags, volatile, Arc::new(cache.with_clock(clock::milliseconds)))
}
