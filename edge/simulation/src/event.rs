//! What happens in a run.

/// A node, by its number.
pub type PopId = usize;

/// Something that happens.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// Somebody changes something at the origin.
    Change,
    /// What became of a change is written to the stream.
    Publish(usize),
    /// A client asks a node for a page.
    Ask(PopId),
    /// A node tries to reach the stream.
    Connect(PopId, u64),
    /// It is told where the stream is.
    Looked(PopId, u64, Look),
    /// Its wish for a consumer reaches the stream.
    Consume(PopId, u64, Look, u64),
    /// It hears that there is one.
    Begun(PopId, u64, u64, u64),
    /// A message reaches it.
    Deliver(PopId, u64, Sent),
    /// A sign of life of the stream reaches it.
    Heartbeat(PopId, u64),
    /// It looks whether it hears anything.
    Watch(PopId, u64),
    /// Purges that were late count as in time again, if none was since.
    Regain(PopId, u64),
    /// A network breaks: from the events, from the origin, or from both.
    Cut(PopId),
    /// It is whole again.
    Heal(PopId),
    /// The program of a node ends in the middle of all it does.
    Crash(PopId),
    /// It is started.
    Start(PopId),
    /// The stream is made anew, and what was in it is lost.
    LoseStream,
    /// What is old goes out of the stream.
    Trim,
}

/// What a node is told of the stream.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Which stream it is.
    pub created: i64,
    /// Its first sequence.
    pub first: u64,
    /// Its last, or one less than the first if it is empty.
    pub last: u64,
}

/// A message on its way to a node.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// Counts what was sent to this consumer.
    pub consumer_sequence: u64,
    /// Which stream it is of, and its place there.
    pub created: i64,
    /// Its place there.
    pub sequence: u64,
    /// How many are to follow that are in the stream already.
    pub pending: u64,
}
