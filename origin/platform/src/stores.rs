//! PostgreSQL, Redis and NATS. Each is connected lazily: the process comes up without them,
//! says what is missing and recovers by itself.

mod servers;
mod text_search;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use sqlx::PgConnection;

pub use self::servers::nats_servers;
pub use self::text_search::beginnings;

use crate::redis::Redis;
use crate::session::Sessions;
use crate::{Database, Vault};

/// Where the stores are.
#[derive(Clone, Debug)]
pub struct StoresConfig {
    /// `postgres://…`
    pub database_url: String,
    /// `redis://…`, or `redis+sentinel://…` of those who know which of several servers it is.
    pub redis_url: String,
    /// `nats://…`, several with commas between them.
    pub nats_url: String,
    /// On how many servers of NATS the stream of events lies, at least.
    pub nats_replicas: usize,
    /// The most connections to PostgreSQL.
    pub database_connections: u32,
    /// What keys in Redis begin with; empty but for tests that share a server.
    pub redis_prefix: String,
    /// Certificates, as PEM, of the authorities that Redis and NATS are certified by, where those are not the
    /// system's.
    pub authorities: Option<PathBuf>,
}

/// The stores of one process.
#[derive(Clone)]
pub struct Stores {
    /// PostgreSQL.
    pub db: Database,
    /// Redis.
    pub redis: Redis,
    /// What keys in Redis begin with.
    pub redis_prefix: String,
    /// NATS.
    pub nats: async_nats::Client,
    /// On how many of its servers the stream of events lies, at least.
    pub nats_replicas: usize,
    /// Shoppers' sessions.
    pub sessions: Sessions,
    /// By what secrets in PostgreSQL are encrypted; closed until somebody has given it keys.
    pub vault: Vault,
}

impl Stores {
    /// Prepares the connections. None of the servers needs to be up yet.
    ///
    /// # Errors
    /// If an address cannot be read.
    pub async fn connect(config: &StoresConfig) -> anyhow::Result<Self> {
        let db = Database::lazy(&config.database_url, config.database_connections)?;
        // Redis' client asks for the process' way to encrypt. It may have been set by another connection.
        drop(rustls::crypto::ring::default_provider().install_default());
        let authorities = config.authorities.as_deref().map(read_authorities).transpose()?;
        let redis = Redis::lazy(&config.redis_url, authorities)?;
        let nats = connect_nats(&config.nats_url, config.authorities.as_deref())
            .await
            .context("NATS_URL is not an address of NATS (nats://user:password@host:port)")?;
        let sessions = Sessions::new(redis.clone(), config.redis_prefix.clone());
        let (redis_prefix, nats_replicas) = (config.redis_prefix.clone(), config.nats_replicas);
        Ok(Self { db, redis, redis_prefix, nats, nats_replicas, sessions, vault: Vault::default() })
    }
}

/// Which stores answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoresUp {
    /// PostgreSQL does.
    pub postgres: bool,
    /// Redis does.
    pub redis: bool,
    /// NATS is connected, and has answered within the last seconds.
    pub nats: bool,
}

impl StoresUp {
    /// Each store's name, and whether it answers.
    pub fn by_name(self) -> [(&'static str, bool); 3] {
        [("postgres", self.postgres), ("redis", self.redis), ("nats", self.nats)]
    }
}

impl Stores {
    /// Asks each store for a sign of life; none may take longer than `timeout`.
    pub async fn look(&self, timeout: Duration) -> StoresUp {
        let mut connection = self.redis.clone();
        let postgres = tokio::time::timeout(timeout, sqlx::query("select 1").execute(&self.db));
        let ping = redis::cmd("PING");
        let redis = tokio::time::timeout(timeout, ping.query_async::<String>(&mut connection));
        let (postgres, redis) = tokio::join!(postgres, redis);
        StoresUp {
            postgres: matches!(postgres, Ok(Ok(_))),
            redis: matches!(redis, Ok(Ok(_))),
            nats: self.nats.connection_state() == async_nats::connection::State::Connected,
        }
    }
}

impl AsRef<Stores> for Stores {
    fn as_ref(&self) -> &Stores {
        self
    }
}

/// Has PostgreSQL plan statements for the values they are given until the transaction ends: for those
/// in which a filter may be left out.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn plan_for_values(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("set local plan_cache_mode = force_custom_plan").execute(tx).await.map(drop)
}

fn read_authorities(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("the authorities' certificates, {}", file.display()))
}

/// Where NATS sends what the origin has asked for. Edge nodes may listen to what others are answered below `_INBOX`, and the
/// names of consumers stand in that: who knows one can take its events.
const ANSWERS: &str = "_ORIGIN";

/// How often a server of NATS is asked for a sign of life. One that has not answered three times in a row stands still or cannot
/// be reached any more, and another is looked for. By itself the client would ask once a minute.
const NATS_PING: Duration = Duration::from_secs(3);

/// The client does not read the user and password of an address by itself.
async fn connect_nats(url: &str, authorities: Option<&Path>) -> anyhow::Result<async_nats::Client> {
    let servers = nats_servers(url)?;
    let first = servers.first().context("there is none")?;
    let options =
        async_nats::ConnectOptions::new().retry_on_initial_connect().connection_timeout(Duration::from_secs(2));
    let options = options.ping_interval(NATS_PING);
    let options = options.custom_inbox_prefix(ANSWERS);
    // Those that a cluster tells of are spoken to as those that were named.
    let options = options.require_tls(servers.iter().all(async_nats::ServerAddr::tls_required));
    let options = match (first.username(), first.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    let options = match authorities {
        Some(file) => options.add_root_certificates(file.to_owned()),
        None => options,
    };
    Ok(options.connect(servers).await?)
}
