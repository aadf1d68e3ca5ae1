//! Shoppers' sessions, in Redis under a hash of their token.

mod groups;

pub use self::groups::Joined;

use std::time::Duration;

use domain::CustomerId;
use redis::AsyncCommands as _;

use crate::redis::Redis;
use crate::{clock, secret};

/// A session ends after this long without use.
pub const LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// However often it is used, a session ends this long after it was opened: whoever has come by a token does not have it
/// for ever.
pub const ENDS: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Within this long after it was opened a session may do what wants a password just given.
pub const RECENT: Duration = Duration::from_secs(10 * 60);

fn key(prefix: &str, token: &str) -> String {
    key_of_hash(prefix, &hash(token))
}

fn key_of_hash(prefix: &str, hash: &str) -> String {
    format!("{prefix}session:{hash}")
}

fn recent_key(prefix: &str, token: &str) -> String {
    recent_key_of_hash(prefix, &hash(token))
}

fn recent_key_of_hash(prefix: &str, hash: &str) -> String {
    format!("{prefix}recent:{hash}")
}

/// The hashes of the tokens of an account's sessions, some of which may be over.
fn sessions_key(prefix: &str, customer: CustomerId) -> String {
    format!("{prefix}sessions-of:{customer}")
}

fn hash(token: &str) -> String {
    const_hex::encode(secret::sha256(token))
}

/// Whose a session is, when it was opened and in which browser, as it is kept. Of an old one only the first is known.
fn parts(kept: &str) -> (&str, &str, &str) {
    let (customer, rest) = kept.split_once(' ').unwrap_or((kept, ""));
    let (opened, browser) = rest.split_once(' ').unwrap_or((rest, ""));
    (customer, opened, browser)
}

/// A session as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The hash of its token, in hexadecimal digits: it names the session and opens nothing.
    pub id: String,
    /// What its browser is called; empty if nobody knows.
    pub browser: String,
    /// When it was opened, in seconds since 1970.
    pub opened_at: u64,
    /// When it was used last, likewise.
    pub used_at: u64,
}

/// A session that is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub customer: CustomerId,
    /// Whether it was opened within [`RECENT`].
    pub is_recent: bool,
}

/// Where sessions are kept.
#[derive(Clone)]
pub struct Sessions {
    redis: Redis,
    prefix: String,
}

impl Sessions {
    /// Sessions in `redis`, their keys beginning with `prefix`.
    pub fn new(redis: Redis, prefix: String) -> Self {
        Self { redis, prefix }
    }

    /// Opens a session in a browser that is called so, and returns its token.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn open_in(&self, customer: CustomerId, browser: &str) -> redis::RedisResult<String> {
        let token = secret::token();
        let all = sessions_key(&self.prefix, customer);
        let value = format!("{customer} {} {browser}", clock::unix_seconds());
        let value = value.trim_end();
        let mut opening = redis::pipe();
        opening.atomic();
        opening.set_ex(key(&self.prefix, &token), value, LASTS.as_secs()).ignore();
        opening.set_ex(recent_key(&self.prefix, &token), 1, RECENT.as_secs()).ignore();
        opening.sadd(&all, hash(&token)).ignore();
        opening.cmd("EXPIRE").arg(&all).arg(ENDS.as_secs()).ignore();
        let () = opening.query_async(&mut self.redis.clone()).await?;
        Ok(token)
    }

    /// The same in a browser that nobody knows.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn open(&self, customer: CustomerId) -> redis::RedisResult<String> {
        self.open_in(customer, "").await
    }

    /// Whether the session was opened within [`RECENT`].
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn is_recent(&self, token: &str) -> redis::RedisResult<bool> {
        self.redis.clone().exists(recent_key(&self.prefix, token)).await
    }

    /// Lets a session count as one that was opened a while ago: what opened it shows nothing of this moment.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn let_age(&self, token: &str) -> redis::RedisResult<()> {
        self.redis.clone().del(recent_key(&self.prefix, token)).await
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

    /// Ends every session of an account but the one with this token.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close_others(&self, customer: CustomerId, token: &str) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        let (all, own) = (sessions_key(&self.prefix, customer), hash(token));
        let mut hashes: Vec<String> = redis.smembers(&all).await?;
        hashes.retain(|hash| *hash != own);
        if hashes.is_empty() {
            return Ok(());
        }
        let keys: Vec<String> = hashes.iter().map(|hash| format!("{}session:{hash}", self.prefix)).collect();
        redis::pipe().atomic().del(keys).ignore().srem(&all, hashes).ignore().query_async(&mut redis).await
    }

    /// Ends the session of an account that is listed under this id, if there is one.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close_named(&self, customer: CustomerId, id: &str) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        // Whoever names another account's session finds none.
        let was_theirs: bool = redis.srem(sessions_key(&self.prefix, customer), id).await?;
        if was_theirs {
            let () = redis.del(format!("{}session:{id}", self.prefix)).await?;
        }
        Ok(())
    }

    /// The sessions of an account, the one used last first.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn list(&self, customer: CustomerId) -> redis::RedisResult<Vec<OpenSession>> {
        let mut redis = self.redis.clone();
        let all = sessions_key(&self.prefix, customer);
        let hashes: Vec<String> = redis.smembers(&all).await?;
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = hashes.iter().map(|hash| format!("{}session:{hash}", self.prefix)).collect();
        let mut asking = redis::pipe();
        for key in &keys {
            asking.cmd("TTL").arg(key);
        }
        let left: Vec<i64> = asking.query_async(&mut redis).await?;
        let kept: Vec<Option<String>> = redis::cmd("MGET").arg(&keys).query_async(&mut redis).await?;
        let now = clock::unix_seconds();
        let (mut open, mut over) = (Vec::new(), Vec::new());
        for ((id, left), kept) in hashes.into_iter().zip(left).zip(kept) {
            let Some(kept) = kept else {
                over.push(id);
                continue;
            };
            let (_, opened, browser) = parts(&kept);
            // Each use lets it last as long again.
            let unused = LASTS.as_secs().saturating_sub(u64::try_from(left).unwrap_or_default());
            let used_at = now.saturating_sub(unused);
            let opened_at = opened.parse().unwrap_or(used_at);
            open.push(OpenSession { id, browser: browser.to_owned(), opened_at, used_at });
        }
        if !over.is_empty() {
            let () = redis.srem(&all, over).await?;
        }
        open.sort_by(|a, b| b.used_at.cmp(&a.used_at).then_with(|| b.opened_at.cmp(&a.opened_at)));
        Ok(open)
    }

    /// The id under which the session with this token is listed.
    pub fn id(token: &str) -> String {
        hash(token)
    }

    /// Whose session this is, if it is one; using it prolongs it, until it has to end.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn find(&self, token: &str) -> redis::RedisResult<Option<CustomerId>> {
        Ok(self.get(token).await?.map(|session| session.customer))
    }

    /// The same, and whether it was opened within [`RECENT`]: one round trip for both, since each request of whoever is
    /// logged in waits for it (`cargo xtask bench session`).
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn get(&self, token: &str) -> redis::RedisResult<Option<Session>> {
        let mut redis = self.redis.clone();
        let mut asking = redis::pipe();
        asking.get_ex(key(&self.prefix, token), redis::Expiry::EX(LASTS.as_secs()));
        asking.exists(recent_key(&self.prefix, token));
        let (kept, is_recent): (Option<String>, bool) = asking.query_async(&mut redis).await?;
        let Some(kept) = kept else { return Ok(None) };
        // Sessions were kept without the time of their opening once. They have to end, too, and begin to count now.
        let (customer, opened, _) = parts(&kept);
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
        Ok(customer.parse().ok().map(|customer| Session { customer, is_recent }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close(&self, token: &str) -> redis::RedisResult<()> {
        let mut redis = self.redis.clone();
        let kept: Option<String> = redis.get_del(key(&self.prefix, token)).await?;
        let customer = kept.and_then(|kept| parts(&kept).0.parse().ok());
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
    async fn sessions_are_listed_and_ended_one_by_one_or_all_but_one() {
        let stores = fresh_stores().await;
        let (sessions, ada, eve) = (&stores.sessions, CustomerId(Uuid::now_v7()), CustomerId(Uuid::now_v7()));
        let own = sessions.open_in(ada, "Firefox, Linux").await.expect("Redis is up");
        let other = sessions.open(ada).await.expect("Redis is up");
        let third = sessions.open_in(ada, "Safari, iPhone").await.expect("Redis is up");
        let theirs = sessions.open(eve).await.expect("Redis is up");
        let listed = sessions.list(ada).await.expect("Redis is up");
        let mut browsers: Vec<&str> = listed.iter().map(|one| one.browser.as_str()).collect();
        browsers.sort_unstable();
        assert_eq!(browsers, ["", "Firefox, Linux", "Safari, iPhone"]);
        let now = clock::unix_seconds();
        for one in &listed {
            assert!(now - one.opened_at < 60 && now - one.used_at < 60, "{one:?}");
            assert!(!one.id.contains(&own) && one.id.len() == 64, "{one:?}");
        }
        let is_open = async |token: &str| sessions.find(token).await.expect("Redis is up").is_some();
        // Nobody ends another's.
        sessions.close_named(eve, &Sessions::id(&other)).await.expect("Redis is up");
        assert!(is_open(&other).await);
        for _ in 0..2 {
            sessions.close_named(ada, &Sessions::id(&other)).await.expect("Redis is up");
        }
        assert_eq!((is_open(&other).await, is_open(&third).await), (false, true));
        for _ in 0..2 {
            sessions.close_others(ada, &own).await.expect("Redis is up");
        }
        assert_eq!((is_open(&own).await, is_open(&third).await, is_open(&theirs).await), (true, false, true));
        let listed = sessions.list(ada).await.expect("Redis is up");
        assert_eq!(listed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [Sessions::id(&own)]);
        // One that ended by itself is listed no more.
        let () = stores.redis.clone().del(key(&sessions.prefix, &own)).await.expect("Redis is up");
        assert_eq!(sessions.list(ada).await.expect("Redis is up"), []);
    }

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
