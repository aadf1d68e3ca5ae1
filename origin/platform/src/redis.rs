//! Redis: one server, or whichever of several its Sentinels say is to be written to.

mod commands;
mod sentinel_address;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::future::select_ok;
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, RedisResult, TlsCertificates,
    Value,
};

pub(crate) use self::sentinel_address::SentinelAddress;

use self::commands::told;

/// How long connecting, and an answer, may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// How long Sentinels may take to say where the server is. Whoever needs Redis meanwhile waits.
const ASKING: Duration = Duration::from_millis(500);
/// Between two questions to them.
const AGAIN: Duration = Duration::from_millis(500);

/// A way to Redis. Clones share its connection, which is made when first needed, and made anew when it breaks.
#[derive(Clone)]
pub struct Redis {
    way: Way,
    /// Whether traces are told of commands.
    is_told: bool,
}

#[derive(Clone)]
enum Way {
    Straight(Arc<Straight>),
    BySentinels(Arc<Sentinels>),
}

/// One address, behind which another server may come to stand.
struct Straight {
    client: Client,
    current: Mutex<Current>,
}

/// The connection in use, and when the one before it was given up, if it was.
struct Current {
    connection: ConnectionManager,
    begun_anew: Option<Instant>,
}

/// Whom to ask, and what they said last.
struct Sentinels {
    url: String,
    authorities: Option<Vec<u8>>,
    asked: Vec<Client>,
    last: Mutex<Last>,
    /// Held by the one who asks; the others wait for the answer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Last {
    /// The server that was named last, as `host:port`, and the way there.
    server: Option<(String, ConnectionManager)>,
    /// Whether it failed since, so that another may have taken its place.
    doubtful: bool,
    asked_at: Option<Instant>,
}

impl Redis {
    /// Of the server at `url`, or of those that the Sentinels at `url` watch. None of them needs to be up.
    ///
    /// # Errors
    /// If the address cannot be read.
    pub(crate) fn lazy(url: &str, authorities: Option<Vec<u8>>) -> anyhow::Result<Self> {
        let Some(address) = SentinelAddress::read(url) else {
            let straight = open(url, authorities.as_deref()).and_then(Straight::to);
            let straight = straight.context("REDIS_URL is not an address of Redis (redis://host:port)")?;
            return Ok(Self { way: Way::Straight(Arc::new(straight)), is_told: true });
        };
        let asked = address.sentinels().map(|sentinel| open(&sentinel, authorities.as_deref()));
        let asked: RedisResult<Vec<Client>> = asked.collect();
        let asked = asked.context("REDIS_URL names a Sentinel that is no address (host:port)")?;
        let (url, last) = (url.to_owned(), Mutex::default());
        let sentinels = Sentinels { url, authorities, asked, last, asking: tokio::sync::Mutex::default() };
        Ok(Self { way: Way::BySentinels(Arc::new(sentinels)), is_told: true })
    }

    /// The same way, of which traces are told nothing: for what is asked before it is known to which trace a request
    /// belongs. A span that has one below it stays in the trace that it was in then.
    #[must_use]
    pub fn untold(&self) -> Self {
        Self { is_told: false, ..self.clone() }
    }

    async fn connection(&self) -> RedisResult<ConnectionManager> {
        match &self.way {
            Way::Straight(straight) => Ok(straight.current().connection.clone()),
            Way::BySentinels(sentinels) => sentinels.connection().await,
        }
    }

    fn note<T>(&self, result: RedisResult<T>, refused: impl FnOnce(&T) -> bool) -> RedisResult<T> {
        let is_refused = match &result {
            Ok(said) => refused(said),
            Err(error) => says_elsewhere(error),
        };
        match &self.way {
            Way::Straight(straight) if is_refused => straight.begin_anew(),
            Way::BySentinels(sentinels) if is_refused || result.as_ref().is_err_and(is_elsewhere) => {
                sentinels.last().doubtful = true;
            }
            Way::Straight(_) | Way::BySentinels(_) => {}
        }
        result
    }
}

impl ConnectionLike for Redis {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let asking = connection.req_packed_command(cmd);
            let answer = if self.is_told { told(cmd, asking).await } else { asking.await };
            self.note(answer, refused)
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move {
            let mut connection = self.connection().await?;
            let asking = connection.req_packed_commands(pipeline, offset, count);
            let answer = if self.is_told { told(pipeline, asking).await } else { asking.await };
            self.note(answer, |all| all.iter().any(refused))
        })
    }

    fn get_db(&self) -> i64 {
        match &self.way {
            Way::Straight(straight) => straight.current().connection.get_db(),
            Way::BySentinels(_) => 0,
        }
    }
}

impl Straight {
    fn to(client: Client) -> RedisResult<Self> {
        let connection = manager(client.clone())?;
        Ok(Self { client, current: Mutex::new(Current { connection, begun_anew: None }) })
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the connection up: whoever answers there is no longer the one to write to, and would keep it open. The address
    /// may lead to another by now; it is tried twice a second at most.
    fn begin_anew(&self) {
        let mut current = self.current();
        if current.begun_anew.is_none_or(|at| at.elapsed() >= AGAIN)
            && let Ok(connection) = manager(self.client.clone())
        {
            *current = Current { connection, begun_anew: Some(Instant::now()) };
        }
    }
}

impl Sentinels {
    fn last(&self) -> std::sync::MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The way to the server that was named last, unless it is in doubt and may be asked for again.
    fn known(&self) -> Option<ConnectionManager> {
        let last = self.last();
        let is_good = !last.doubtful || last.asked_at.is_some_and(|at| at.elapsed() < AGAIN);
        last.server.as_ref().filter(|_| is_good).map(|(_, connection)| connection.clone())
    }

    async fn connection(&self) -> RedisResult<ConnectionManager> {
        if let Some(connection) = self.known() {
            return Ok(connection);
        }
        let _asking = self.asking.lock().await;
        // Somebody else may have asked meanwhile, with an answer or without: not all who wait ask in turn.
        if let Some(connection) = self.known() {
            return Ok(connection);
        }
        if self.last().asked_at.is_some_and(|at| at.elapsed() < AGAIN) {
            return Err(nobody());
        }
        let named = self.ask().await;
        let mut last = self.last();
        last.asked_at = Some(Instant::now());
        match (named, &last.server) {
            (Ok(named), Some((known, connection))) if named == *known => {
                let connection = connection.clone();
                last.doubtful = false;
                Ok(connection)
            }
            (Ok(named), before) => {
                if before.is_some() {
                    tracing::warn!(server = named, "Redis is another server now");
                }
                let address = SentinelAddress::read(&self.url).ok_or_else(nobody)?;
                let client = open(&address.server(&named), self.authorities.as_deref())?;
                let connection = manager(client)?;
                last.server = Some((named, connection.clone()));
                last.doubtful = false;
                Ok(connection)
            }
            (Err(_), Some((_, connection))) => Ok(connection.clone()),
            (Err(error), None) => Err(error),
        }
    }

    /// Which server is to be written to, as `host:port`, by whichever Sentinel answers first.
    async fn ask(&self) -> RedisResult<String> {
        let address = SentinelAddress::read(&self.url).ok_or_else(nobody)?;
        let asked = self.asked.iter().map(|sentinel| Box::pin(ask(sentinel, address.name)));
        let asked = tokio::time::timeout(ASKING, select_ok(asked));
        asked.await.unwrap_or_else(|_| Err(nobody())).map(|(named, _)| named)
    }
}

async fn ask(sentinel: &Client, name: &str) -> RedisResult<String> {
    let config = AsyncConnectionConfig::new().set_connection_timeout(Some(ASKING)).set_response_timeout(Some(ASKING));
    let mut connection = sentinel.get_multiplexed_async_connection_with_config(&config).await?;
    let question = Cmd::new().arg("SENTINEL").arg("get-master-addr-by-name").arg(name).to_owned();
    let named: Option<(String, u16)> = question.query_async(&mut connection).await?;
    let (host, port) = named.ok_or_else(nobody)?;
    // An address of IPv6 has brackets where a port follows.
    Ok(if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") })
}

fn nobody() -> RedisError {
    (ErrorKind::Io, "no Sentinel says where Redis is").into()
}

/// Whether it may be that another server is the one to write to.
fn is_elsewhere(error: &RedisError) -> bool {
    error.is_unrecoverable_error()
        || error.is_io_error()
        || error.is_timeout()
        || error.is_connection_refusal()
        || says_elsewhere(error)
}

/// What a server says that is not the one to write to for now: it follows another, too few follow it, or it begins.
const ELSEWHERE: [&str; 4] = ["READONLY", "MASTERDOWN", "NOREPLICAS", "LOADING"];

/// Whether an answer is such a refusal: until somebody reads it, that is a value and no error.
fn refused(value: &Value) -> bool {
    match value {
        Value::ServerError(error) => ELSEWHERE.contains(&error.code()),
        Value::Array(all) => all.iter().any(refused),
        _ => false,
    }
}

/// What a server says that is the right one and cannot now: part of its cluster is away or moves, its disk or its memory is
/// full, or a script keeps it busy.
const LATER: [&str; 5] = ["CLUSTERDOWN", "TRYAGAIN", "MISCONF", "OOM", "BUSY"];

/// Whether a server says that it is not the one to write to for now, to one command or to any of several.
pub(crate) fn says_elsewhere(error: &RedisError) -> bool {
    says_any(error, &ELSEWHERE)
}

/// Whether a server says that it cannot for now, to one command or to any of several.
pub(crate) fn says_later(error: &RedisError) -> bool {
    says_any(error, &LATER)
}

fn says_any(error: &RedisError, codes: &[&str]) -> bool {
    let said = error.clone().into_server_errors();
    said.is_some_and(|all| all.iter().any(|(_, error)| codes.contains(&error.code())))
}

fn open(url: &str, authorities: Option<&[u8]>) -> RedisResult<Client> {
    match authorities {
        Some(authorities) if url.starts_with("rediss:") => {
            Client::build_with_tls(url, TlsCertificates { client_tls: None, root_cert: Some(authorities.to_vec()) })
        }
        _ => Client::open(url),
    }
}

fn manager(client: Client) -> RedisResult<ConnectionManager> {
    let config =
        ConnectionManagerConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
    ConnectionManager::new_lazy_with_config(client, config)
}
