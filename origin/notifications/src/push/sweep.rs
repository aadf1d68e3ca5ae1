//! Throwing away what has served its time.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// Throws away messages that are over, and what nobody waits for any more, each hour.
pub fn sweep(stores: Stores) -> Job {
    Job::by_the_clock("sweep", Duration::from_secs(60 * 60), move |_| {
        let stores = stores.clone();
        async move { Ok(forget_old(&stores.db).await?) }
    })
}

/// Forgets messages after thirty days, what is followed after half a year, and browsers that follow nothing and wait for
/// nothing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn forget_old(db: &Database) -> sqlx::Result<()> {
    sqlx::query("delete from shop.push_messages where created_at < now() - interval '30 days'").execute(db).await?;
    sqlx::query("delete from shop.push_topics where created_at < now() - interval '180 days'").execute(db).await?;
    sqlx::query(
        "delete from shop.push_subscriptions as browser
         where browser.created_at < now() - interval '1 day'
           and not exists (select from shop.push_topics as topic where topic.subscription_id = browser.id)
           and not exists (select from shop.push_messages as message
                           where message.subscription_id = browser.id and message.settled_at is null)",
    )
    .execute(db)
    .await?;
    Ok(())
}
