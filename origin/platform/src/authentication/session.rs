//! Shoppers' sessions, in Redis under a hash of their token.

use std::time::Duration;

use domain::CustomerId;
use redis::AsyncCommands as _;
use redis::aio::ConnectionManager;

use crate::secret;

/// A session ends after this long without use.
pub const LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Within this long after it was opened a session may do what wants a password just given.
pub const RECENT: Duration = Duration::from_secs(10 * 60);
/// Which sessions an account has is known for this long after the last one was opened.
const KNOWN: Duration = Duration::from_secs(400 * 24 * 60 * 60);

fn key(prefix: &str, token: &str) -> String {
    format!("{prefix}session:{}", hash(token))
}

fn recent_key(prefix: &str, token: &str) -> String {
    format!("{prefix}recent:{}", hash(token))
}

/// The hashes of the tokens of an account's sessions, some of which may be over.
fn sessions_key(prefix: &str, customer: CustomerId) -> String {
    format!("{prefix}sessions-of:{customer}")
}

fn hash(token: &str) -> String {
    const_hex::encode(secret::sha256(token))
}

/// Where sessions are kept.
#[derive(Clone)]
pub struct Sessions {
    redis: ConnectionManager,
    prefix: String,
}

impl Sessions {
    /// Sessions in `redis`, their keys beginning with `prefix`.
    pub fn new(redis: ConnectionManager, prefix: String) -> Self {
        Self { redis, prefix }
    }

    /// Opens a session and returns its token.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn open(&self, customer: CustomerId) -> redis::RedisResult<String> {
        let token = secret::token();
        let all = sessions_key(&self.prefix, customer);
        let mut opening = redis::pipe();
        opening.atomic();
        opening.set_ex(key(&self.prefix, &token), customer.to_string(), LASTS.as_secs()).ignore();
        opening.set_ex(recent_key(&self.prefix, &token), 1, RECENT.as_secs()).ignore();
        opening.sadd(&all, hash(&token)).ignore();
        opening.cmd("EXPIRE").arg(&all).arg(KNOWN.as_secs()).ignore();
        let () = opening.query_async(&mut self.redis.clone()).await?;
        Ok(token)
    }

    /// Whether the session was opened within [`RECENT`].
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn is_recent(&self, token: &str) -> redis::RedisResult<bool> {
        self.redis.clone().exists(recent_key(&self.prefix, token)).await
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close_all(&self, customer: CustomerId) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        let all = sessions_key(&self.prefix, customer);
        let hashes: Vec<String> = redis.smembers(&all).await?;
        let keys = hashes.iter().map(|hash| format!("{}session:{hash}", self.prefix));
        redis.del(keys.chain([all]).collect::<Vec<_>>()).await
    }

    /// Whose session this is, if it is one; using it prolongs it.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn find(&self, token: &str) -> redis::RedisResult<Option<CustomerId>> {
        let mut redis = self.redis.clone();
        let expiry = redis::Expiry::EX(LASTS.as_secs());
        let customer: Option<String> = redis.get_ex(key(&self.prefix, token), expiry).await?;
        Ok(customer.and_then(|id| id.parse().ok()))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close(&self, token: &str) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        let customer: Option<String> = redis.get_del(key(&self.prefix, token)).await?;
        if let Some(customer) = customer.and_then(|id| id.parse().ok()) {
            let () = redis.srem(sessions_key(&self.prefix, customer), hash(token)).await?;
        }
        redis.del(recent_key(&self.prefix, token)).await
    }
}
