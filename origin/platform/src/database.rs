//! PostgreSQL, by a pool of connections.
//!
//! `sqlx` has a pool of its own. It hands out the connection that has waited longest, and asks each one that is
//! given back whether it is well, which is a second round trip for whoever has one statement. This one hands out
//! the connection that was used last, whose process at PostgreSQL has everything at hand, and asks only those
//! whose last use did not end well or is long ago (ADR 19).

mod refused;
mod saturation;
mod server;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use deadpool::managed::{self, Object, PoolError, QueueMode, Timeouts};
use deadpool::{Runtime, managed::PoolConfig};
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{Describe, Either, Execute, Executor, PgConnection, Postgres, Row as _, SqlStr};

pub(crate) use self::refused::rolled_back;
pub use self::saturation::{Saturation, waits};
use self::server::{Server, is_broken};

/// How long somebody waits for a connection, and for a new one to be made.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How long a connection may take to say that it is well.
const ANSWER: Duration = Duration::from_secs(1);
/// A connection that was used so shortly before is taken to be well.
const FRESH: Duration = Duration::from_secs(1);
/// After this time a connection is replaced: what its process keeps only grows.
const LIFETIME: Duration = Duration::from_secs(30 * 60);
/// A connection that nobody has needed for so long is closed.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// Between two looks for those.
const LOOK: Duration = Duration::from_secs(60);
/// How long a connection may take to end what it was left with. Until then it counts as one: PostgreSQL is
/// still at work on it.
const SETTLING: Duration = Duration::from_secs(60);
/// Between two tries to reach a server that is not up yet.
const RETRY: Duration = Duration::from_millis(100);

/// One database. Clones share its connections, which are made when first needed.
#[derive(Clone)]
pub struct Database {
    pool: managed::Pool<Server>,
    timeout: Duration,
    /// When somebody last looked for connections that nobody needs.
    looked: Arc<Mutex<Instant>>,
}

/// One connection, given back when it is dropped.
pub struct PooledConnection {
    connection: Option<Object<Server>>,
    ending: Ending,
}

/// How the last use of a connection ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Well: nothing is on its way.
    Well,
    /// By an error, in the middle of a statement, or nobody knows.
    Unknown,
    /// With a transaction that is open.
    Open,
}

/// Statements that happen together or not at all. If it is dropped before it is committed, nothing of it
/// happens; its locks are gone a moment later, and before a refused call is answered.
pub struct Transaction(PooledConnection);

impl Database {
    /// Of at most `connections` connections to the database at `url`.
    ///
    /// # Errors
    /// If the address cannot be read.
    pub fn lazy(url: &str, connections: u32) -> anyhow::Result<Self> {
        Self::with_timeout(url, connections, TIMEOUT)
    }

    /// The same for those who wait longer until a connection is free.
    ///
    /// # Errors
    /// If the address cannot be read.
    pub fn with_timeout(url: &str, connections: u32, timeout: Duration) -> anyhow::Result<Self> {
        let options: PgConnectOptions = url
            .parse()
            .context("DATABASE_URL is not an address of PostgreSQL (postgres://user:password@host/database)")?;
        // Every table is named with its schema. Were the user's own schema searched first, as is
        // PostgreSQL's default, a user called `shop` would hide the record of applied migrations.
        // Statements are prepared once for each connection and planned once, for whatever values: planning
        // costs more than most of them. Where the values make all the difference, see `plan_for_values`.
        let options =
            options.options([("search_path", "public"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")]);
        let config = PoolConfig {
            max_size: connections.max(1) as usize,
            timeouts: Timeouts { wait: None, create: None, recycle: Some(ANSWER) },
            queue_mode: QueueMode::Lifo,
        };
        let pool = managed::Pool::builder(Server::at(options)).config(config).runtime(Runtime::Tokio1).build();
        let pool = pool.context("a pool of connections")?;
        Ok(Self { pool, timeout, looked: Arc::new(Mutex::new(Instant::now())) })
    }

    /// A connection for several statements.
    ///
    /// # Errors
    /// If none is free in time, or the server does not answer.
    pub async fn acquire(&self) -> sqlx::Result<PooledConnection> {
        self.look_for_idle();
        let begun = Instant::now();
        let got = tokio::time::timeout(self.timeout, self.pool.get()).await;
        saturation::waited(begun.elapsed());
        let Ok(got) = got else { return Err(sqlx::Error::PoolTimedOut) };
        let connection = got.map_err(|error| match error {
            PoolError::Backend(error) => error,
            PoolError::Closed => sqlx::Error::PoolClosed,
            PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                sqlx::Error::PoolTimedOut
            }
        })?;
        Ok(PooledConnection { connection: Some(connection), ending: Ending::Unknown })
    }

    /// Now and then closes what nobody needs any more. Those that are used are always the same few.
    fn look_for_idle(&self) {
        let Ok(mut looked) = self.looked.try_lock() else { return };
        if looked.elapsed() >= LOOK {
            *looked = Instant::now();
            self.close_idle(IDLE);
        }
    }

    /// Closes the connections that were not used for so long.
    fn close_idle(&self, idle: Duration) {
        self.pool.retain(|_, metrics| metrics.last_used() < idle);
    }

    /// Begins a transaction. Where the connection turns out to be gone, as all are whose server has failed over, another is
    /// taken: nothing has happened yet.
    ///
    /// # Errors
    /// As [`acquire`](Self::acquire).
    pub async fn begin(&self) -> sqlx::Result<Transaction> {
        match begin_on(self.acquire().await?).await {
            Err(error) if is_broken(&error) => {
                self.pool.manager().note(&error);
                begin_on(self.acquire().await?).await
            }
            begun => begun,
        }
    }

    /// A connection that belongs to nobody else and is none of the pool's: for whoever listens.
    pub fn apart(&self) -> PgPool {
        let alone = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        alone.acquire_timeout(TIMEOUT).connect_lazy_with(self.pool.manager().options.clone())
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No more of it: its address has a password.
        f.write_str("Database")
    }
}

impl Deref for PooledConnection {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.connection.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for PooledConnection {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("it is there until it is dropped")
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if self.ending == Ending::Well {
            return;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                let settling = runtime.spawn(settle(connection, self.ending));
                if self.ending == Ending::Open {
                    refused::note(settling);
                }
            }
            // The process ends.
            Err(_) => drop(Object::take(connection)),
        }
    }
}

async fn begin_on(mut pooled: PooledConnection) -> sqlx::Result<Transaction> {
    pooled.ending = Ending::Open;
    sqlx::raw_sql("begin").execute(&mut *pooled).await?;
    Ok(Transaction(pooled))
}

/// Ends what a connection was left with, and gives it back; one that does not answer any more, or whose server may only be
/// read from, is given up.
async fn settle(mut connection: Object<Server>, ending: Ending) {
    let ended = tokio::time::timeout(SETTLING, end(&mut connection, ending)).await;
    let ended = ended.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    match &ended {
        Ok(true) => return,
        Ok(false) => tracing::warn!("a connection leads to a PostgreSQL that may only be read from"),
        Err(error) => tracing::warn!(%error, "a connection to PostgreSQL broke"),
    }
    if let Some(pool) = Object::pool(&connection) {
        match &ended {
            Ok(_) => pool.manager().note_demoted(),
            Err(error) => pool.manager().note(error),
        }
    }
    drop(Object::take(connection));
}

/// Leaves nothing under way; whether the server may be written to.
async fn end(connection: &mut PgConnection, ending: Ending) -> sqlx::Result<bool> {
    let how = match ending {
        Ending::Open => "rollback; show transaction_read_only",
        Ending::Unknown | Ending::Well => "show transaction_read_only",
    };
    // Whoever asks first may be told of the failure of a statement that nobody waited for.
    match sqlx::raw_sql(how).fetch_all(&mut *connection).await {
        Err(error) if !is_broken(&error) => is_writable(&sqlx::raw_sql(how).fetch_all(&mut *connection).await?),
        said => is_writable(&said?),
    }
}

fn is_writable(said: &[PgRow]) -> sqlx::Result<bool> {
    let is_read_only = said.last().ok_or(sqlx::Error::RowNotFound)?.try_get::<String, _>(0)?;
    Ok(is_read_only == "off")
}

impl Transaction {
    /// Makes it happen.
    ///
    /// # Errors
    /// If a statement of it failed, whoever has heard of that: nothing of it happens then. If PostgreSQL does not answer:
    /// whether it has happened is then unknown.
    pub async fn commit(self) -> sqlx::Result<()> {
        // PostgreSQL ends a failed transaction at `commit` by rolling back, and calls that no error; the driver does not tell
        // the one answer from the other. The empty statement before it fails there, and costs no round trip.
        self.end("select; commit").await
    }

    /// Has it not happen, and waits until that is so.
    ///
    /// # Errors
    /// If PostgreSQL does not answer. It does not happen all the same.
    pub async fn rollback(self) -> sqlx::Result<()> {
        self.end("rollback").await
    }

    async fn end(mut self, how: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(how).execute(&mut *self).await?;
        self.0.ending = Ending::Well;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.0
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

/// Each statement has a connection of its own. Many rows are there at once, not one after the other.
impl<'p> Executor<'p> for &'_ Database {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Either<PgQueryResult, PgRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let db = self.clone();
        let steps = async move {
            let mut pooled = db.acquire().await?;
            let steps: sqlx::Result<Vec<_>> = pooled.fetch_many(query).try_collect().await;
            let steps = steps.inspect_err(|error| db.pool.manager().note(error))?;
            pooled.ending = Ending::Well;
            Ok::<_, sqlx::Error>(stream::iter(steps.into_iter().map(Ok)))
        };
        stream::once(steps).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let db = self.clone();
        Box::pin(async move {
            let mut pooled = db.acquire().await?;
            let row = pooled.fetch_optional(query).await.inspect_err(|error| db.pool.manager().note(error))?;
            pooled.ending = Ending::Well;
            Ok(row)
        })
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, sqlx::Result<PgStatement>>
    where
        'p: 'e,
    {
        let db = self.clone();
        Box::pin(async move { db.acquire().await?.prepare_with(sql, parameters).await })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<Postgres>>>
    where
        'p: 'e,
    {
        let db = self.clone();
        Box::pin(async move { db.acquire().await?.describe(sql).await })
    }
}

#[cfg(test)]
mod tests;
