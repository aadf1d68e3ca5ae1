//! PostgreSQL, Redis and NATS. Each is connected lazily: the process comes up without them,
//! says what is missing and recovers by itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use redis::TlsCertificates;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use sqlx::PgConnection;

use crate::Database;
use crate::session::Sessions;

/// Where the stores are.
#[derive(Clone, Debug)]
pub struct StoresConfig {
    /// `postgres://…`
    pub database_url: String,
    /// `redis://…`
    pub redis_url: String,
    /// `nats://…`
    pub nats_url: String,
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
    pub redis: ConnectionManager,
    /// What keys in Redis begin with.
    pub redis_prefix: String,
    /// NATS.
    pub nats: async_nats::Client,
    /// Shoppers' sessions.
    pub sessions: Sessions,
}

impl Stores {
    /// Prepares the connections. None of the servers needs to be up yet.
    ///
    /// # Errors
    /// If an address cannot be read.
    pub async fn connect(config: &StoresConfig) -> anyhow::Result<Self> {
        let db = Database::lazy(&config.database_url, config.database_connections)?;
        let redis_config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_secs(2)))
            .set_response_timeout(Some(Duration::from_secs(2)));
        // Redis' client asks for the process' way to encrypt. It may have been set by another connection.
        drop(rustls::crypto::ring::default_provider().install_default());
        let authorities = config.authorities.as_deref().map(read_authorities).transpose()?;
        let opened = match (&authorities, config.redis_url.starts_with("rediss:")) {
            (Some(authorities), true) => redis::Client::build_with_tls(
                config.redis_url.as_str(),
                TlsCertificates { client_tls: None, root_cert: Some(authorities.clone()) },
            ),
            _ => redis::Client::open(config.redis_url.as_str()),
        };
        let redis = opened
            .and_then(|client| ConnectionManager::new_lazy_with_config(client, redis_config))
            .context("REDIS_URL is not an address of Redis (redis://host:port)")?;
        let nats = connect_nats(&config.nats_url, config.authorities.as_deref())
            .await
            .context("NATS_URL is not an address of NATS (nats://user:password@host:port)")?;
        let sessions = Sessions::new(redis.clone(), config.redis_prefix.clone());
        Ok(Self { db, redis, redis_prefix: config.redis_prefix.clone(), nats, sessions })
    }
}

/// Which stores answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoresUp {
    /// PostgreSQL does.
    pub postgres: bool,
    /// Redis does.
    pub redis: bool,
    /// NATS is connected.
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

/// The client does not read the user and password of an address by itself.
async fn connect_nats(url: &str, authorities: Option<&Path>) -> anyhow::Result<async_nats::Client> {
    let server: async_nats::ServerAddr = url.parse()?;
    let options =
        async_nats::ConnectOptions::new().retry_on_initial_connect().connection_timeout(Duration::from_secs(2));
    let options = match (server.username(), server.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    let options = match authorities {
        Some(file) => options.add_root_certificates(file.to_owned()),
        None => options,
    };
    Ok(options.connect(server).await?)
}
