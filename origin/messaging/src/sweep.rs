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
}
