//! Throwing away what has served its time.

use std::time::Duration;

use origin_platform::{Stores, idempotency};

use crate::{Job, relay_queue};

/// Throws away old idempotency keys and published events, each minute.
pub fn sweep(stores: Stores) -> Job {
    Job::by_the_clock("sweep", Duration::from_secs(60), move |_| {
        let stores = stores.clone();
        async move {
            let (keys, events) = forget_old(&stores).await?;
            if keys + events > 0 {
                tracing::info!(keys, events, "swept old idempotency keys and published events");
            }
            Ok(())
        }
    })
}

/// Returns how many idempotency keys and published events were thrown away.
async fn forget_old(stores: &Stores) -> anyhow::Result<(u64, u64)> {
    Ok((idempotency::forget_old(&stores.db).await?, relay_queue::forget_old(&stores.db).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;
    use origin_testing::fresh_stores;

    #[tokio::test]
    async fn what_is_not_old_stays() {
        let stores = fresh_stores().await;
        record(&stores, 3).await;
        assert_eq!(forget_old(&stores).await.expect("PostgreSQL is up"), (0, 0));
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 3);
    }

    #[tokio::test]
    async fn keys_go_after_a_day_and_events_seven_days_after_they_were_published() {
        let stores = fresh_stores().await;
        record(&stores, 3).await;
        let execute = async |sql: &'static str| sqlx::query(sql).execute(&stores.db).await.expect("a good statement");
        execute(
            "update shop.outbox set published_at = now() - case when seq = (select min(seq) from shop.outbox)
                                                           then interval '8 days' else interval '6 days' end
             where seq < (select max(seq) from shop.outbox)",
        )
        .await;
        execute(
            "insert into shop.idempotency_keys (scope, key, fingerprint, created_at)
             select 'Tests', 'key-of-' || hours, sha256('x'), now() - make_interval(hours => hours)
             from unnest(array[1, 25]) as hours",
        )
        .await;
        assert_eq!(forget_old(&stores).await.expect("PostgreSQL is up"), (1, 1));
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 1, "what waits is never forgotten");
    }
}
