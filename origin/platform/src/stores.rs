//! PostgreSQL, Redis and NATS. Each is connected lazily: the process comes up without them,
//! says what is missing and recovers by itself.

use std::time::Duration;

use anyhow::Context as _;
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
        let redis = redis::Client::open(config.redis_url.as_str())
            .and_then(|client| ConnectionManager::new_lazy_with_config(client, redis_config))
            .context("REDIS_URL is not an address of Redis (redis://host:port)")?;
        let nats = connect_nats(&config.nats_url)
            .await
            .context("NATS_URL is not an address of NATS (nats://user:password@host:port)")?;
        let sessions = Sessions::new(redis.clone(), config.redis_prefix.clone());
        Ok(Self { db, redis, redis_prefix: config.redis_prefix.clone(), nats, sessions })
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

/// The client does not read the user and password of an address by itself.
async fn connect_nats(url: &str) -> anyhow::Result<async_nats::Client> {
    let server: async_nats::ServerAddr = url.parse()?;
    let options =
        async_nats::ConnectOptions::new().retry_on_initial_connect().connection_timeout(Duration::from_secs(2));
    let options = match (server.username(), server.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    Ok(options.connect(server).await?)
}
