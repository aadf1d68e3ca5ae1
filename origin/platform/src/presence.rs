//! Who has something open: for a line that tells two people of each other. It lasts some minutes, and is in Redis alone.

use std::time::Duration;

use crate::{Stores, clock, secret};

/// How long somebody is named after they opened something, in seconds.
pub const SECONDS: u64 = 600;
/// How long a page waits for it.
const WAIT: Duration = Duration::from_millis(200);
/// As many as a line names.
const MAX_NAMED: usize = 8;

/// Notes that somebody has `thing`, such as `product 0193…`, open, and tells the names of the others who had it lately, the
/// last first. `whom` tells them apart, and is no name. Nobody is told of where Redis does not answer at once: no page waits
/// for this.
pub async fn others(stores: &Stores, thing: &str, whom: &str, name: &str) -> Vec<String> {
    match tokio::time::timeout(WAIT, ask(stores, thing, whom, name)).await {
        Ok(Ok(others)) => others,
        Ok(Err(error)) => {
            tracing::debug!(%error, "who else has it open is not known");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

async fn ask(stores: &Stores, thing: &str, whom: &str, name: &str) -> redis::RedisResult<Vec<String>> {
    let key = format!("{}open:{}", stores.redis_prefix, const_hex::encode(&secret::sha256(thing)[..16]));
    let now = clock::unix_seconds();
    // Whoever has another name by now is the same.
    let own = format!("{whom} ");
    let mut noting = redis::pipe();
    noting.atomic();
    noting.cmd("ZREMRANGEBYSCORE").arg(&key).arg("-inf").arg(now.saturating_sub(SECONDS)).ignore();
    noting.cmd("ZADD").arg(&key).arg(now).arg(format!("{own}{name}")).ignore();
    noting.cmd("EXPIRE").arg(&key).arg(SECONDS).ignore();
    noting.cmd("ZREVRANGE").arg(&key).arg(0).arg(MAX_NAMED);
    let (all,): (Vec<String>,) = noting.query_async(&mut stores.redis.clone()).await?;
    let others = all.into_iter().filter(|one| !one.starts_with(&own));
    Ok(others.filter_map(|one| Some(one.split_once(' ')?.1.to_owned())).take(MAX_NAMED).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn whoever_opens_a_thing_is_told_of_the_others_and_they_of_them() {
        let stores = fresh_stores().await;
        let open = async |thing: &str, whom: &str, name: &str| others(&stores, thing, whom, name).await;
        assert_eq!(open("product 1", "a", "Ada").await, [""; 0]);
        assert_eq!(open("product 1", "g", "Grace Hopper").await, ["Ada"]);
        assert_eq!(open("product 1", "a", "Ada").await, ["Grace Hopper"]);
        assert_eq!(open("product 1", "a", "Ada").await, ["Grace Hopper"], "once is enough");
        assert_eq!(open("product 2", "a", "Ada").await, [""; 0], "another thing");
    }
}
