//! Throwing away what has served its time.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores};

use crate::secrets::sealing::seal_all;

/// Throws away old deliveries and secrets, and encrypts secrets that lie there in plain, each minute.
pub fn sweep(stores: Stores) -> Job {
    Job::by_the_clock("sweep", Duration::from_secs(60), move |_| {
        let stores = stores.clone();
        async move {
            let deliveries = forget_old(&stores.db).await?;
            let sealed = seal_all(&stores).await?;
            if sealed > 0 {
                tracing::info!(sealed, "encrypted secrets of webhooks");
            }
            if deliveries > 0 {
                tracing::info!(deliveries, "swept old deliveries to webhooks");
            }
            Ok(())
        }
    })
}

/// Forgets deliveries that are over, and those that wait for a webhook that is disabled, when they are
/// older than thirty days; and secrets that have ended. Returns how many deliveries.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn forget_old(db: &Database) -> sqlx::Result<u64> {
    sqlx::query("delete from shop.webhook_secrets where expires_at < now()").execute(db).await?;
    let done = sqlx::query(
        "delete from shop.webhook_deliveries as delivery using shop.webhooks as webhook
         where webhook.id = delivery.webhook_id and delivery.created_at < now() - interval '30 days'
           and (delivery.state <> 'waiting' or webhook.disabled_at < now() - interval '30 days')",
    );
    Ok(done.execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use origin_platform::clock;

    use super::*;
    use crate::Outcome;
    use crate::testing::Scene;

    #[tokio::test]
    async fn what_is_over_goes_after_thirty_days_and_what_waits_stays() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        scene.orders(2).await;
        assert_eq!(scene.attempt(&Outcome::Taken(200), clock::utc()).await, Some(1));
        assert_eq!(forget_old(&scene.stores.db).await.expect("PostgreSQL is up"), 0);
        scene.execute("update shop.webhook_deliveries set created_at = created_at - interval '31 days'").await;
        assert_eq!(forget_old(&scene.stores.db).await.expect("PostgreSQL is up"), 1);
        let left: Vec<u64> = scene.deliveries(webhook).await.iter().map(|delivery| delivery.sequence).collect();
        assert_eq!(left, [2]);
    }
}
