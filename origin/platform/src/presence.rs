//! Who has something open: for a line that tells two people of each other. It lasts some minutes, and is in Redis alone.

use std::time::Duration;

use crate::{Stores, clock, secret};

/// How long somebody is named after they opened something, in seconds.
pub const SECONDS: u64 = 600;
/// Whoever was heard of within so many seconds has it open now: a page that is looked at says so every ten.
pub const NOW: u64 = 30;
/// How long a page waits for it.
const WAIT: Duration = Duration::from_millis(200);
/// As many as a line names.
const MAX_NAMED: usize = 8;

/// The names of whoever else has a thing open, the last first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Who looks at it now.
    pub now: Vec<String>,
    /// Who did within the last minutes.
    pub lately: Vec<String>,
}

/// Notes that somebody has `thing`, such as `product 0193…`, open, and tells the names of the others who had it lately, the
/// last first. `whom` tells them apart, and is no name. Nobody is told of where Redis does not answer at once: no page waits
/// for this.
pub async fn others(stores: &Stores, thing: &str, whom: &str, name: &str) -> Others {
    match tokio::time::timeout(WAIT, ask(stores, thing, whom, name)).await {
        Ok(Ok(others)) => others,
        Ok(Err(error)) => {
            tracing::debug!(%error, "who else has it open is not known");
            Others::default()
        }
        Err(_) => Others::default(),
    }
}

async fn ask(stores: &Stores, thing: &str, whom: &str, name: &str) -> redis::RedisResult<Others> {
    let key = format!("{}open:{}", stores.redis_prefix, const_hex::encode(&secret::sha256(thing)[..16]));
    let now = clock::unix_seconds();
    // Whoever has another name by now is the same.
    let own = format!("{whom} ");
    let mut noting = redis::pipe();
    noting.atomic();
    noting.cmd("ZREMRANGEBYSCORE").arg(&key).arg("-inf").arg(now.saturating_sub(SECONDS)).ignore();
    noting.cmd("ZADD").arg(&key).arg(now).arg(format!("{own}{name}")).ignore();
    noting.cmd("EXPIRE").arg(&key).arg(SECONDS).ignore();
    noting.cmd("ZREVRANGE").arg(&key).arg(0).arg(MAX_NAMED).arg("WITHSCORES");
    let (all,): (Vec<(String, u64)>,) = noting.query_async(&mut stores.redis.clone()).await?;
    let mut others = Others::default();
    for (one, at) in all.into_iter().filter(|(one, _)| !one.starts_with(&own)) {
        let Some((_, name)) = one.split_once(' ') else { continue };
        let list = if at + NOW >= now { &mut others.now } else { &mut others.lately };
        list.push(name.to_owned());
    }
    Ok(others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn whoever_opens_a_thing_is_told_of_the_others_and_they_of_them() {
        let stores = fresh_stores().await;
        let open = async |thing: &str, whom: &str, name: &str| others(&stores, thing, whom, name).await.now;
        assert_eq!(open("product 1", "a", "Ada").await, [""; 0]);
        assert_eq!(open("product 1", "g", "Grace Hopper").await, ["Ada"]);
        assert_eq!(open("product 1", "a", "Ada").await, ["Grace Hopper"]);
        assert_eq!(open("product 1", "a", "Ada").await, ["Grace Hopper"], "once is enough");
        assert_eq!(open("product 2", "a", "Ada").await, [""; 0], "another thing");
    }

    #[tokio::test]
    async fn whoever_was_not_heard_of_for_a_while_had_it_open() {
        let stores = fresh_stores().await;
        others(&stores, "order 1", "a", "Ada").await;
        // As if Ada had gone half a minute ago.
        let key = format!("{}open:{}", stores.redis_prefix, const_hex::encode(&secret::sha256("order 1")[..16]));
        let gone = clock::unix_seconds() - NOW - 1;
        let aged = redis::cmd("ZADD").arg(&key).arg(gone).arg("a Ada").query_async(&mut stores.redis.clone()).await;
        let () = aged.expect("Redis is up");
        let seen = others(&stores, "order 1", "g", "Grace").await;
        assert_eq!(seen, Others { now: vec![], lately: vec!["Ada".to_owned()] });
        assert_eq!(others(&stores, "order 1", "a", "Ada").await.now, ["Grace"]);
        assert_eq!(others(&stores, "order 1", "g", "Grace").await.now, ["Ada"], "back again");
    }
}
