//! Shoppers' sessions, in Redis under a hash of their token.

use std::time::Duration;

use domain::CustomerId;
use redis::AsyncCommands as _;
use redis::aio::ConnectionManager;

use crate::secret;

/// A session ends after this long without use.
pub const LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

fn key(prefix: &str, token: &str) -> String {
    let hash = const_hex::encode(secret::sha256(token));
    format!("{prefix}session:{hash}")
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
        let mut redis = self.redis.clone();
        let () = redis.set_ex(key(&self.prefix, &token), customer.to_string(), LASTS.as_secs()).await?;
        Ok(token)
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
        self.redis.clone().del(key(&self.prefix, token)).await
    }
}
