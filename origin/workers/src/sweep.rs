//! Ends holds that are over, and throws away what has served its time.

use std::time::Duration;

use origin_orders::inventory::release_over;
use origin_platform::{Stores, idempotency, relay_queue, webhooks};

use crate::shutdown::Shutdown;

/// How often holds are looked at: shoppers wait for their pieces.
const EACH: Duration = Duration::from_secs(5);
/// What is merely old is looked at once in so many rounds: each minute.
const ROUNDS: u32 = 12;

/// Sweeps until the worker shall end.
pub(crate) async fn run(stores: Stores, mut shutdown: Shutdown) {
    for round in (0..ROUNDS).cycle() {
        if let Err(error) = release_over(&stores.db).await {
            tracing::warn!(error = format!("{error:#}"), "releasing holds failed; the next seconds will do");
        }
        if round == 0 {
            sweep_and_tell(&stores).await;
        }
        if !shutdown.pause(EACH).await {
            return;
        }
    }
}

async fn sweep_and_tell(stores: &Stores) {
    match sweep(stores).await {
        Ok((0, 0, 0)) => {}
        Ok((keys, events, deliveries)) => {
            tracing::info!(keys, events, deliveries, "swept old idempotency keys, published events and deliveries");
        }
        Err(error) => tracing::warn!(error = format!("{error:#}"), "sweeping failed; the next minute will do"),
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
    use origin_platform::testing::fresh_stores;

    #[tokio::test]
    async fn what_is_not_old_stays() {
        let stores = fresh_stores().await;
        record(&stores, 3).await;
        assert_eq!(sweep(&stores).await.expect("PostgreSQL is up"), (0, 0, 0));
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 3);
    }
}
