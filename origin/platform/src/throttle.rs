//! Counting what somebody does, to slow down whoever does too much of it.

use crate::{Failure, Stores, secret};

/// So much of something within a time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted, such as `order link`.
    pub what: &'static str,
    /// How often it may happen.
    pub most: u64,
    /// Within so many seconds, counted from the first time.
    pub seconds: u64,
}

/// Counts once more what `whom` does; false if it was too much. `whom`, such as an address in one
/// way of writing, is kept as a hash alone.
///
/// # Errors
/// If Redis does not answer.
pub async fn allows(stores: &Stores, limit: Limit, whom: &str) -> Result<bool, Failure> {
    let hash = secret::sha256(whom);
    let hash: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("{}throttle:{}:{hash}", stores.redis_prefix, limit.what);
    let mut redis = stores.redis.clone();
    let mut counting = redis::pipe();
    counting.atomic().cmd("SET").arg(&key).arg(0).arg("EX").arg(limit.seconds).arg("NX").ignore();
    counting.cmd("INCR").arg(&key);
    let (count,): (u64,) = counting.query_async(&mut redis).await?;
    Ok(count <= limit.most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn each_is_counted_by_itself() {
        let stores = fresh_stores().await;
        let limit = Limit { what: "tests", most: 2, seconds: 60 };
        let mut allowed = Vec::new();
        for whom in ["ada", "ada", "bob", "ada", "bob"] {
            allowed.push(allows(&stores, limit, whom).await.expect("Redis is up"));
        }
        assert_eq!(allowed, [true, true, true, false, true]);
        let other = Limit { what: "others", ..limit };
        assert!(allows(&stores, other, "ada").await.expect("Redis is up"));
    }
}
