//! PostgreSQL, Redis and NATS. Each is connected lazily: the process comes up without them,
//! says what is missing and recovers by itself.

use std::time::Duration;

use anyhow::Context as _;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::session::Sessions;

/// Every change of the database's shape, in order.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// A connection that answered so shortly before is taken to be well.
const FRESH: Duration = Duration::from_secs(1);

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
    pub db: PgPool,
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
        let db = database(&config.database_url, config.database_connections)?;
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

/// A pool of at most `connections` connections to the database at `url`, made when first needed.
///
/// # Errors
/// If the address cannot be read.
pub fn database(url: &str, connections: u32) -> anyhow::Result<PgPool> {
    let options: PgConnectOptions =
        url.parse().context("DATABASE_URL is not an address of PostgreSQL (postgres://user:password@host/database)")?;
    // Every table is named with its schema. Were the user's own schema searched first, as is
    // PostgreSQL's default, a user called `shop` would hide the record of applied migrations.
    // Statements are prepared once for each connection and planned once, for whatever values: planning
    // costs more than most of them. Where the values make all the difference, see `plan_for_values`.
    let options =
        options.options([("search_path", "public"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")]);
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(3));
    // A connection answers when it is given back; only one that has been idle since then is asked again.
    let pool = pool.test_before_acquire(false).before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for >= FRESH {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    Ok(pool.connect_lazy_with(options))
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
