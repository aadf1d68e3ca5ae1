//! Counting what somebody does, to slow down whoever does too much of it.

use crate::{ServiceError, Stores, secret};

/// So much of something within a time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted, such as `order link`.
    pub what: &'static str,
    /// How often it may happen, at most.
    pub max: u64,
    /// Within so many seconds, counted from the first time.
    pub seconds: u64,
}

/// Counts once more what `whom` does; false if it was too much. `whom`, such as an address in one
/// way of writing, is kept as a hash alone.
///
/// # Errors
/// If Redis does not answer.
pub async fn allows(stores: &Stores, limit: Limit, whom: &str) -> Result<bool, ServiceError> {
    allows_all(stores, &[(limit, whom)]).await
}

/// The same by several limits at once: false if it was too much by any. It is counted by all of them, before its
/// outcome is known, so that many at once are counted as many.
///
/// # Errors
/// If Redis does not answer.
pub async fn allows_all(stores: &Stores, limits: &[(Limit, &str)]) -> Result<bool, ServiceError> {
    let mut counting = redis::pipe();
    counting.atomic();
    for (limit, whom) in limits {
        let key = key(stores, *limit, whom);
        counting.cmd("SET").arg(&key).arg(0).arg("EX").arg(limit.seconds).arg("NX").ignore();
        counting.cmd("INCR").arg(&key);
    }
    let counts: Vec<u64> = counting.query_async(&mut stores.redis.clone()).await?;
    Ok(counts.iter().zip(limits).all(|(count, (limit, _))| *count <= limit.max))
}

/// How often each was counted by its limit until now. Nothing is counted by asking.
///
/// # Errors
/// If Redis does not answer.
pub async fn counts(stores: &Stores, limits: &[(Limit, &str)]) -> Result<Vec<u64>, ServiceError> {
    let mut asking = redis::cmd("MGET");
    for (limit, whom) in limits {
        asking.arg(key(stores, *limit, whom));
    }
    let counts: Vec<Option<u64>> = asking.query_async(&mut stores.redis.clone()).await?;
    Ok(counts.into_iter().map(Option::unwrap_or_default).collect())
}

/// In how many seconds whoever did too much of it may do it again, begun ones included.
///
/// # Errors
/// If Redis does not answer.
pub async fn seconds_left(stores: &Stores, limit: Limit, whom: &str) -> Result<u32, ServiceError> {
    let mut redis = stores.redis.clone();
    let left: i64 = redis::cmd("PTTL").arg(key(stores, limit, whom)).query_async(&mut redis).await?;
    // Below zero it has just ended.
    Ok(u32::try_from(left.max(1)).unwrap_or(u32::MAX).div_ceil(1000))
}

/// Takes back what was counted last: it was none of that kind.
///
/// # Errors
/// If Redis does not answer.
pub async fn take_back(stores: &Stores, limits: &[(Limit, &str)]) -> Result<(), ServiceError> {
    let mut counting = redis::pipe();
    for (limit, whom) in limits {
        let key = key(stores, *limit, whom);
        // The key may have ended since; one that is made anew must end too.
        counting.cmd("SET").arg(&key).arg(0).arg("EX").arg(limit.seconds).arg("NX").ignore();
        counting.cmd("DECR").arg(&key).ignore();
    }
    let () = counting.query_async(&mut stores.redis.clone()).await?;
    Ok(())
}

/// Forgets all that was counted of `whom` by this limit.
///
/// # Errors
/// If Redis does not answer.
pub async fn forget(stores: &Stores, limit: Limit, whom: &str) -> Result<(), ServiceError> {
    let mut redis = stores.redis.clone();
    let () = redis::cmd("DEL").arg(key(stores, limit, whom)).query_async(&mut redis).await?;
    Ok(())
}

fn key(stores: &Stores, limit: Limit, whom: &str) -> String {
    // An address is nobody's business in Redis.
    let hash = const_hex::encode(&secret::sha256(whom)[..16]);
    format!("{}throttle:{}:{hash}", stores.redis_prefix, limit.what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn each_is_counted_by_itself() {
        let stores = fresh_stores().await;
        let limit = Limit { what: "tests", max: 2, seconds: 60 };
        let mut allowed = Vec::new();
        for whom in ["ada", "ada", "bob", "ada", "bob"] {
            allowed.push(allows(&stores, limit, whom).await.expect("Redis is up"));
        }
        assert_eq!(allowed, [true, true, true, false, true]);
        let left = seconds_left(&stores, limit, "ada").await.expect("Redis is up");
        assert!((30..=60).contains(&left), "{left}");
        assert_eq!(seconds_left(&stores, limit, "eve").await.expect("Redis is up"), 1, "nothing was counted");
        let other = Limit { what: "others", ..limit };
        assert!(allows(&stores, other, "ada").await.expect("Redis is up"));
    }

    #[tokio::test]
    async fn l10_whoever_is_counted_is_known_by_a_hash_alone() {
        let stores = fresh_stores().await;
        let limit = Limit { what: "codes of a cart", max: 2, seconds: 60 };
        for whom in ["0190b0a0-0000-7000-8000-000000000000", "ada@example.com", "client 192.0.2.7"] {
            let key = key(&stores, limit, whom);
            assert!(key.starts_with(&stores.redis_prefix) && !key.contains(whom), "{key}");
        }
    }

    #[tokio::test]
    async fn any_limit_is_enough_and_what_is_taken_back_does_not_count() {
        let stores = fresh_stores().await;
        let (each, all) = (Limit { what: "each", max: 1, seconds: 60 }, Limit { what: "all", max: 3, seconds: 60 });
        let allows = async |whom| allows_all(&stores, &[(each, whom), (all, "")]).await.expect("Redis is up");
        assert_eq!([allows("ada").await, allows("ada").await], [true, false], "too much of one");
        take_back(&stores, &[(each, "ada"), (all, "")]).await.expect("Redis is up");
        forget(&stores, each, "ada").await.expect("Redis is up");
        assert_eq!([allows("ada").await, allows("bob").await, allows("eve").await], [true, true, false]);
    }
}
