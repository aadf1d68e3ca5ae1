//! Throws away what has served its time.

use std::time::Duration;

use origin_base::{Stores, idempotency, relay_queue, webhooks};

use crate::shutdown::Shutdown;

const EACH: Duration = Duration::from_secs(60);

/// Sweeps each minute until the worker shall end.
pub(crate) async fn run(stores: Stores, mut shutdown: Shutdown) {
    loop {
        match sweep(&stores).await {
            Ok((0, 0, 0)) => {}
            Ok((keys, events, deliveries)) => {
                tracing::info!(keys, events, deliveries, "swept old idempotency keys, published events and deliveries");
            }
            Err(error) => tracing::warn!(error = format!("{error:#}"), "sweeping failed; the next minute will do"),
        }
        if !shutdown.pause(EACH).await {
            return;
        }
    }
}

/// Returns how many idempotency keys, published events and deliveries to webhooks were thrown away.
async fn sweep(stores: &Stores) -> anyhow::Result<(u64, u64, u64)> {
    let keys = idempotency::forget_old(&stores.db).await?;
    let events = relay_queue::forget_old(&stores.db).await?;
    let deliveries = webhooks::forget_old(&stores.db).await?;
    Ok((keys, events, deliveries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::record;
    use origin_base::testing::fresh_stores;

    #[tokio::test]
    async fn what_is_not_old_stays() {
        let stores = fresh_stores().await;
        record(&stores, 3).await;
        assert_eq!(sweep(&stores).await.expect("PostgreSQL is up"), (0, 0, 0));
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 3);
    }
}
