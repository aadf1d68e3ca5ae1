//! What a run is like.

/// How many nodes, products and seconds, and what goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Nodes, each with its own distance from the origin.
    pub pops: usize,
    /// Products.
    pub products: usize,
    /// How long it is, in seconds of the run.
    pub seconds: u64,
    /// Milliseconds between two changes, on average.
    pub change_every: u64,
    /// Milliseconds between two requests at a node, on average.
    pub ask_every: u64,
    /// Seconds between two breaks of a node's network, on average; 0 for none.
    pub cut_every: u64,
    /// Seconds between two crashes of a node, on average; 0 for none.
    pub crash_every: u64,
    /// How many of a thousand messages a node loses because it reads too slowly.
    pub lost_in_thousand: u64,
    /// Whether the stream is lost once, and trimmed once.
    pub loses_stream: bool,
    /// By how many milliseconds a node's clock is wrong at most.
    pub skew: u64,
    /// A fault that is there on purpose, for the checks to find.
    pub seeded: Option<Seeded>,
}

impl Plan {
    /// Eight nodes for a minute in which everything goes wrong: many of these find what is rare.
    pub const ROUGH: Self = Self {
        pops: 8,
        products: 3,
        seconds: 60,
        change_every: 400,
        ask_every: 150,
        cut_every: 25,
        crash_every: 60,
        lost_in_thousand: 3,
        loses_stream: true,
        skew: 2_000,
        seeded: None,
    };

    /// Four nodes for twenty seconds, and one thing goes wrong right after the other: thousands of these are the work of
    /// a minute.
    pub const SQUALL: Self = Self { pops: 4, seconds: 20, cut_every: 8, crash_every: 20, ..Self::ROUGH };

    /// Two hundred nodes all over the world, for as long as a partition needs to be noticed and to heal.
    pub const WORLD: Self = Self { pops: 200, products: 5, seconds: 30, ask_every: 400, ..Self::ROUGH };

    /// The same nodes, and nothing that breaks: how late news is then.
    pub const CALM: Self =
        Self { cut_every: 0, crash_every: 0, lost_in_thousand: 0, loses_stream: false, seconds: 10, ..Self::WORLD };

    /// The same with a fault in it.
    pub const fn with(self, seeded: Seeded) -> Self {
        Self { seeded: Some(seeded), ..self }
    }
}

/// A fault of the protocol that is put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// An event is written to the stream before what it tells of is committed.
    ToldTooEarly,
    /// An event names no tags.
    NamesNoTags,
    /// A fill takes a number for its beginning that is higher than what had been applied.
    FilledTooHigh,
    /// A node that was away reads on at the end of the stream, as if it had missed nothing.
    SkipsWhatItMissed,
    /// A node that hears nothing goes on believing that all is well.
    Deaf,
    /// The origin answers from a copy of its database that is behind.
    OldCopy,
}

impl Seeded {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ToldTooEarly,
        Self::NamesNoTags,
        Self::FilledTooHigh,
        Self::SkipsWhatItMissed,
        Self::Deaf,
        Self::OldCopy,
    ];
}
