//! Events from the commit to their effect: the outbox, the relay to JetStream, consumers, and the jobs that run
//! beside requests.
//!
//! Events are hints: each consumer reads the current state anew, may run twice and acknowledges only after the
//! effect. What events missed, jobs by the clock find.

pub mod backoff;
mod cause;
pub mod consumer;
pub mod dead_letters;
mod fingerprint;
mod handler_error;
pub mod job;
pub mod metrics;
pub mod outbox;
pub mod purges;
pub mod relay;
pub mod relay_queue;
pub mod sent_mails;
mod shutdown;
pub mod stream;
mod sweep;
#[cfg(test)]
mod testing;

pub use cause::Cause;
pub use consumer::{Handler, Position, Reader, Received, Subscription};
pub use fingerprint::fingerprint;
pub use handler_error::{BatchError, HandlerError};
pub use job::Job;
pub use shutdown::Shutdown;
pub use sweep::sweep;
