//! Throwing away what has served its time.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// Throws away old deliveries and secrets, each minute.
pub fn sweep(stores: Stores) -> Job {
    Job::by_the_clock("sweep", Duration::from_secs(60), move |_| {
        let stores = stores.clone();
        async move {
            let deliveries = forget_old(&stores.db).await?;
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
