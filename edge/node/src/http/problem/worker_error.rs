//! Why the worker gave no answer. Whoever calls it, stores what it makes, counts or reports it, uses
//! this one type.

/// Why the worker gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerError {
    /// The component is still being loaded.
    Starting,
    /// As many requests of its class as allowed are inside, or no instance could be made.
    Overloaded,
    /// The instance trapped, or its answer broke off or was too large.
    Trapped,
    /// The time for one request ran out.
    TimedOut,
    /// Another request is having the page made, and that takes longer than this one may wait.
    Waited,
}
