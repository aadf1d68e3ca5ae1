//! Which failures pass by themselves: those of a store that is away, begins, ends, is full or gives way to another. Whoever
//! waits is asked to come again for these (503); any other failure is ours (500).
//!
//! This is the one place that decides it, for every handler: what a store said is found wherever it stands among the
//! causes, so contexts may be put around it, but it must not be made a text.

use std::error::Error;

use api::{Code, Problem};
use async_nats::client::RequestErrorKind as NatsRequest;
use async_nats::error::Error as NatsError;
use async_nats::jetstream::context::{PublishErrorKind as Publish, RequestErrorKind as StreamRequest};
use redis::{ErrorKind, RedisError};

use crate::redis::{says_elsewhere, says_later};

/// Codes of PostgreSQL (SQLSTATE), or classes of them, which are the first two letters:
///
/// - `08`: the connection broke, or none came about;
/// - `25006`: it may only be read from, since another server has become the one to write to;
/// - `25P03`, `25P04`: it had waited too long for us, and has ended the transaction;
/// - `28`, `3D000`: it does not let us in, or has no such database: a password is being changed, or a backup comes back;
/// - `40001`, `40003`, `40P01`: two were in each other's way, and this one was given up;
/// - `53`: its disk or its memory is full, or no connection is free;
/// - `55000`, `55006`, `55P03`: it takes none for now, or what is wanted is in use or locked for too long;
/// - `57`: it is shutting down, has crashed or starts, or its operator has ended the statement;
/// - `58`: its machine fails it.
const SQL: [&str; 15] = [
    "08", "25006", "25P03", "25P04", "28", "3D000", "40001", "40003", "40P01", "53", "55000", "55006", "55P03", "57",
    "58",
];

/// Whether the same request may go well in a moment, by any of the causes.
pub(super) fn is_temporary(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<sqlx::Error>().is_some_and(of_postgres)
            || cause.downcast_ref::<RedisError>().is_some_and(of_redis)
            || of_nats(cause)
            || cause.downcast_ref::<Problem>().is_some_and(|problem| problem.code == Code::Unavailable)
    })
}

fn of_postgres(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| SQL.iter().any(|known| code.starts_with(known)))
        }
        _ => false,
    }
}

fn of_redis(error: &RedisError) -> bool {
    // A value that is not of the type that we asked for is there, and is the same the next time. What fails before it lets us in
    // is no error of the command.
    error.is_io_error()
        || error.is_timeout()
        || (error.is_unrecoverable_error() && error.kind() != ErrorKind::Parse)
        || says_elsewhere(error)
        || says_later(error)
}

fn of_nats(error: &(dyn Error + 'static)) -> bool {
    let published = error.downcast_ref::<NatsError<Publish>>().is_some_and(|error| {
        use Publish::{BrokenPipe, MaxAckPending, StreamNotFound, TimedOut};
        matches!(error.kind(), TimedOut | BrokenPipe | StreamNotFound | MaxAckPending)
    });
    let told = error.downcast_ref::<NatsError<StreamRequest>>();
    let asked = error.downcast_ref::<NatsError<NatsRequest>>();
    published
        || told.is_some_and(|error| matches!(error.kind(), StreamRequest::NoResponders | StreamRequest::TimedOut))
        || asked.is_some_and(|error| matches!(error.kind(), NatsRequest::NoResponders | NatsRequest::TimedOut))
}

#[cfg(test)]
mod tests;
