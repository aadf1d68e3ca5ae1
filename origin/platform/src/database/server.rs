//! One server of PostgreSQL, or whichever stands behind an address: making connections, and what they show of it.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use super::{FRESH, LIFETIME, RETRY, TIMEOUT};

/// Makes connections, and looks at those that are used again.
pub(super) struct Server {
    pub(super) options: PgConnectOptions,
    seen: Mutex<Seen>,
}

/// What connections have shown of the server they lead to.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// When one was last found broken. Those that were not used since then were perhaps cut with it.
    broke: Option<Instant>,
    /// When one was last found to lead to a server that may only be read from. Those that were made before lead to a primary of
    /// the past, most likely: it may keep them open for as long as anybody uses them.
    demoted: Option<Instant>,
}

impl managed::Manager for Server {
    type Type = PgConnection;
    type Error = sqlx::Error;

    /// Tries again while the server is not up yet, for as long as the caller waits.
    async fn create(&self) -> sqlx::Result<PgConnection> {
        let begun = Instant::now();
        loop {
            match PgConnection::connect_with(&self.options).await.map_err(as_io) {
                Err(error) if is_starting(&error) && begun.elapsed() + 2 * RETRY < TIMEOUT => {
                    tokio::time::sleep(RETRY).await;
                }
                done => return done,
            }
        }
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.age() > LIFETIME {
            return Err(RecycleError::message("old"));
        }
        let Seen { broke, demoted } = *self.seen();
        if demoted.is_some_and(|demoted| metrics.created <= demoted) {
            return Err(RecycleError::message("its server may only be read from"));
        }
        if metrics.last_used() >= FRESH || broke.is_some_and(|broke| metrics.last_used() >= broke.elapsed()) {
            connection.ping().await?;
        }
        Ok(())
    }
}

impl Server {
    pub(super) fn at(options: PgConnectOptions) -> Self {
        Self { options, seen: Mutex::default() }
    }

    /// Notes whether a connection broke, so that the others are asked before they are used.
    pub(super) fn note(&self, error: &sqlx::Error) {
        if is_broken(error) {
            self.seen().broke = Some(Instant::now());
        }
    }

    /// Notes that a connection leads to a server that may only be read from, so that none that was made before is used again.
    /// Once a second at most: where there is no other server, those who only read need not connect for each who would write.
    pub(super) fn note_demoted(&self) {
        let mut seen = self.seen();
        if seen.demoted.is_none_or(|demoted| demoted.elapsed() >= FRESH) {
            seen.demoted = Some(Instant::now());
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error of a connection that does not come about. A proxy that has no server to lead to closes it before the first byte,
/// which is then taken for an unknown one.
fn as_io(error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) => {
            io::Error::new(io::ErrorKind::ConnectionAborted, error).into()
        }
        error => error,
    }
}

/// Whether the connection is gone, as opposed to a statement that failed.
pub(super) fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        // 57P01 to 57P05: what the server says before it closes.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        _ => false,
    }
}

/// Whether the server is about to come up.
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        // Nobody listens, or a proxy that has nowhere to lead to yet.
        sqlx::Error::Io(error) => matches!(
            error.kind(),
            io::ErrorKind::ConnectionRefused
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof
        ),
        // 57P03: it is starting up; 53300: too many connections for now.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| matches!(&*code, "57P03" | "53300")),
        _ => false,
    }
}
