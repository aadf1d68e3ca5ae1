//! Shoppers' sessions, in Redis under a hash of their token.

use std::time::Duration;

use domain::CustomerId;
use redis::AsyncCommands as _;
use redis::aio::ConnectionManager;

use crate::{clock, secret};

/// A session ends after this long without use.
pub const LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// However often it is used, a session ends this long after it was opened: whoever has come by a token does not have it
/// for ever.
pub const ENDS: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Within this long after it was opened a session may do what wants a password just given.
pub const RECENT: Duration = Duration::from_secs(10 * 60);

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
        let value = format!("{customer} {}", clock::unix_seconds());
        let mut opening = redis::pipe();
        opening.atomic();
        opening.set_ex(key(&self.prefix, &token), value, LASTS.as_secs()).ignore();
        opening.set_ex(recent_key(&self.prefix, &token), 1, RECENT.as_secs()).ignore();
        opening.sadd(&all, hash(&token)).ignore();
        opening.cmd("EXPIRE").arg(&all).arg(ENDS.as_secs()).ignore();
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

    /// Whose session this is, if it is one; using it prolongs it, until it has to end.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn find(&self, token: &str) -> redis::RedisResult<Option<CustomerId>> {
        let mut redis = self.redis.clone();
        let expiry = redis::Expiry::EX(LASTS.as_secs());
        let kept: Option<String> = redis.get_ex(key(&self.prefix, token), expiry).await?;
        let Some(kept) = kept else { return Ok(None) };
        // Sessions were kept without the time of their opening once. They have to end, too, and begin to count now.
        let (customer, opened) = kept.split_once(' ').unwrap_or((&kept, ""));
        let now = clock::unix_seconds();
        match opened.parse::<u64>() {
            Ok(opened) if now.saturating_sub(opened) >= ENDS.as_secs() => {
                self.close(token).await?;
                return Ok(None);
            }
            Ok(_) => {}
            Err(_) => {
                let value = format!("{customer} {now}");
                let () = redis.set_ex(key(&self.prefix, token), value, LASTS.as_secs()).await?;
            }
        }
        Ok(customer.parse().ok())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close(&self, token: &str) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        let kept: Option<String> = redis.get_del(key(&self.prefix, token)).await?;
        let customer = kept.and_then(|kept| kept.split(' ').next().and_then(|id| id.parse().ok()));
        if let Some(customer) = customer {
            let () = redis.srem(sessions_key(&self.prefix, customer), hash(token)).await?;
        }
        redis.del(recent_key(&self.prefix, token)).await
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn h4_a_session_ends_however_often_it_is_used() {
        let stores = fresh_stores().await;
        let (sessions, customer) = (&stores.sessions, CustomerId(Uuid::now_v7()));
        let token = sessions.open(customer).await.expect("Redis is up");
        let key = key(&sessions.prefix, &token);
        let mut redis = stores.redis.clone();
        let now = clock::unix_seconds();
        for (value, expected) in [
            (format!("{customer} {}", now - ENDS.as_secs() + 60), Some(customer)),
            (format!("{customer} {}", now - ENDS.as_secs()), None),
            // As they were kept once.
            (customer.to_string(), Some(customer)),
        ] {
            let () = redis.set(&key, &value).await.expect("Redis is up");
            assert_eq!(sessions.find(&token).await.expect("Redis is up"), expected, "{value}");
        }
        let kept: String = redis.get(&key).await.expect("Redis is up");
        assert!(kept.len() > customer.to_string().len(), "it counts from now on: {kept}");
        let () = redis.set(&key, format!("{customer} 0")).await.expect("Redis is up");
        assert_eq!(sessions.find(&token).await.expect("Redis is up"), None);
        assert!(!redis.exists::<_, bool>(&key).await.expect("Redis is up"), "it is gone");
    }
}
