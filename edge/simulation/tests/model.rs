//! The protocol of purges as a model, of which every state is looked at: one node, one thing that changes, an outbox
//! that tells in any order, a stream of which messages come twice, late, out of their order or not at all, fills
//! that take as long as they like, and a program that ends at any moment.
//!
//! The simulation runs the real code in some orders; the model runs the rules in all of them. Whether something stored
//! is right is asked of the real rule, [`freshness::is_current`].

use stateright::{Checker as _, Model, Property};

/// How often things happen at most, which is what bounds the states.
#[derive(Clone, Copy, Debug)]
struct Protocol {
    changes: u8,
    crashes: u8,
    /// A rule that is broken on purpose.
    fault: Option<Fault>,
}

/// A rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A fill takes its number when it ends instead of when it begins.
    NumberedAtItsEnd,
    /// A message that is missing before another is not noticed.
    GapUnnoticed,
    /// What is told is not committed yet.
    ToldTooEarly,
    /// Two fills of the same page run side by side.
    TwoFills,
    /// A node that has crashed has kept its page, and reads on at the end of the stream.
    KeptAcrossCrash,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq)]
struct World {
    /// What is true: the number of the newest change that is committed.
    truth: u8,
    /// Changes that are recorded and not told yet.
    outbox: Vec<u8>,
    /// The stream: which change each message tells of. The first has the sequence 1.
    stream: Vec<u8>,
    node: Node,
    crashes: u8,
    broken: Option<Broken>,
    /// Whether something untrue was shown whose purge was on its way: what cannot be helped.
    was_behind: bool,
}

#[derive(Clone, Debug, Default, Hash, PartialEq, Eq)]
struct Node {
    /// The sequence to read next.
    next: u8,
    /// The newest purge that was applied.
    applied: u8,
    /// The version of the page's tag, and that of everything.
    version: u8,
    /// Fills under way: the number each begins with, and what it has read.
    fills: Vec<(u8, Option<u8>)>,
    /// What is stored: the number of its fill, and what it shows.
    entry: Option<(u8, u8)>,
    /// The newest change it has heard of, and the newest that it has shown.
    heard: u8,
    shown: u8,
}

/// A property that does not hold.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
enum Broken {
    /// Something older than what the node had heard of is shown.
    Resurrected,
    /// Something older than what was shown is shown.
    Backwards,
    /// Something untrue is shown although everything was told and taken in.
    OlderThanTheBound,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    /// Something changes, and is recorded with the change that tells of it.
    Commit,
    /// One of what is recorded is told: any of them, as relays pass each other over.
    Tell(usize),
    /// A message reaches the node: the next, one again, or one before its turn.
    Deliver(u8),
    /// Somebody asks for the page, and it has to be made.
    BeginFill,
    /// A fill reads what is true.
    Read(usize),
    /// A fill ends, and its page is stored.
    EndFill(usize),
    /// Somebody asks for the page, and what is stored is sent.
    Show,
    /// The program ends and is started again.
    Crash,
}

impl World {
    fn is_right(&self) -> bool {
        self.node.entry.is_some_and(|(filled_at, _)| freshness::is_current(filled_at.into(), self.node.version.into()))
    }

    fn last(&self) -> u8 {
        u8::try_from(self.stream.len()).expect("a short stream")
    }

    /// Whether everything that was changed was told and has been taken in.
    fn is_quiet(&self) -> bool {
        self.outbox.is_empty() && self.node.next == self.last() + 1
    }

    fn apply(&mut self, sequence: u8, fault: Option<Fault>) {
        let next = self.node.next;
        let is_gap = sequence > next;
        self.node.version = self.node.version.max(sequence);
        self.node.applied = self.node.applied.max(sequence);
        self.node.next = next.max(sequence + 1);
        let told = &self.stream[usize::from(sequence) - 1..usize::from(sequence)];
        // What was missed is purged with everything, and so counts as heard.
        let told = if is_gap { &self.stream[..usize::from(sequence)] } else { told };
        if fault != Some(Fault::GapUnnoticed) || !is_gap {
            self.node.heard = told.iter().copied().fold(self.node.heard, u8::max);
        } else {
            // As if the message was about something else.
            self.node.version = self.node.version.min(next.saturating_sub(1));
        }
    }
}

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let node = Node { next: 1, ..Node::default() };
        let (outbox, stream) = (Vec::new(), Vec::new());
        vec![World { truth: 0, outbox, stream, node, crashes: 0, broken: None, was_behind: false }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.broken.is_some() {
            return;
        }
        if world.truth < self.changes {
            actions.push(Action::Commit);
        }
        actions.extend((0..world.outbox.len()).map(Action::Tell));
        actions.extend((1..=world.last()).map(Action::Deliver));
        let most = if self.fault == Some(Fault::TwoFills) { 2 } else { 1 };
        if world.node.fills.len() < most && !world.is_right() {
            actions.push(Action::BeginFill);
        }
        for (place, (_, read)) in world.node.fills.iter().enumerate() {
            actions.push(if read.is_none() { Action::Read(place) } else { Action::EndFill(place) });
        }
        if world.is_right() {
            actions.push(Action::Show);
        }
        if world.crashes < self.crashes {
            actions.push(Action::Crash);
        }
    }

    fn next_state(&self, before: &World, action: Action) -> Option<World> {
        let mut world = before.clone();
        match action {
            Action::Commit => {
                world.truth += 1;
                if self.fault != Some(Fault::ToldTooEarly) {
                    world.outbox.push(world.truth);
                }
            }
            Action::Tell(place) => {
                let change = world.outbox.remove(place);
                world.stream.push(change);
            }
            Action::Deliver(sequence) => world.apply(sequence, self.fault),
            Action::BeginFill => world.node.fills.push((world.node.applied, None)),
            Action::Read(place) => world.node.fills[place].1 = Some(world.truth),
            Action::EndFill(place) => {
                let (mut filled_at, read) = world.node.fills.remove(place);
                if self.fault == Some(Fault::NumberedAtItsEnd) {
                    filled_at = world.node.applied;
                }
                world.node.entry = Some((filled_at, read?));
            }
            Action::Show => {
                let (_, shown) = world.node.entry?;
                world.broken = if shown < world.node.heard {
                    Some(Broken::Resurrected)
                } else if shown < world.node.shown {
                    Some(Broken::Backwards)
                } else if world.is_quiet() && shown < world.truth {
                    Some(Broken::OlderThanTheBound)
                } else {
                    None
                };
                world.was_behind |= shown < world.truth;
                world.node.shown = world.node.shown.max(shown);
            }
            Action::Crash => {
                world.crashes += 1;
                let (last, shown, kept) = (world.last(), world.node.shown, world.node.entry);
                world.node = Node { next: last + 1, applied: last, version: last, shown, ..Node::default() };
                // What was told before it began is true for whatever it makes from now on.
                world.node.heard = world.stream.iter().copied().max().unwrap_or(0);
                if self.fault == Some(Fault::KeptAcrossCrash) {
                    world.node = Node { entry: kept, heard: 0, version: before.node.version, ..world.node };
                }
            }
        }
        // Told before it is committed: the stream has it when the change is still to come.
        if self.fault == Some(Fault::ToldTooEarly)
            && world.outbox.is_empty()
            && world.stream.len() == usize::from(world.truth)
            && world.truth < self.changes
        {
            world.outbox.push(world.truth + 1);
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("what was purged never comes back", |_, world: &World| {
                world.broken != Some(Broken::Resurrected)
            }),
            Property::always("nothing older than before is shown", |_, world: &World| {
                world.broken != Some(Broken::Backwards)
            }),
            Property::always("nothing untrue is shown when all is told", |_, world: &World| {
                world.broken != Some(Broken::OlderThanTheBound)
            }),
            // Without these the model would show nothing.
            Property::sometimes("something untrue is shown while its purge is on its way", |_, world: &World| {
                world.was_behind
            }),
            Property::sometimes("everything is told, taken in and shown", |model: &Self, world: &World| {
                world.is_quiet() && world.truth == model.changes && world.node.shown == model.changes
            }),
        ]
    }
}

/// Changes and crashes of the usual look at all states; more with `MODEL_CHANGES` and `MODEL_CRASHES`.
fn size() -> (u8, u8) {
    let of = |name, usual| std::env::var(name).map_or(usual, |text| text.parse().expect("a small number"));
    (of("MODEL_CHANGES", 3), of("MODEL_CRASHES", 1))
}

#[test]
fn the_protocol_holds_in_every_order() {
    let (changes, crashes) = size();
    let checker = Protocol { changes, crashes, fault: None }.checker().threads(2).spawn_bfs().join();
    println!("{} states, {} of them different", checker.state_count(), checker.unique_state_count());
    checker.assert_properties();
    assert!(checker.unique_state_count() > 1_000, "{} states", checker.unique_state_count());
}

#[test]
fn each_broken_rule_is_found_by_the_property_it_breaks() {
    let (back, older) = ("what was purged never comes back", "nothing older than before is shown");
    let untrue = "nothing untrue is shown when all is told";
    for (fault, property) in [
        (Fault::NumberedAtItsEnd, back),
        (Fault::ToldTooEarly, back),
        (Fault::TwoFills, older),
        (Fault::GapUnnoticed, untrue),
        (Fault::KeptAcrossCrash, untrue),
    ] {
        let checker = Protocol { changes: 2, crashes: 1, fault: Some(fault) }.checker().spawn_bfs().join();
        let path = checker.discovery(property).unwrap_or_else(|| panic!("{fault:?} is not found"));
        assert!(path.into_actions().contains(&Action::Show));
    }
}
