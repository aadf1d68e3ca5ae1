//! Forgetting edits that are over.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::Stores;
use sqlx::PgExecutor;

/// How often they are looked for.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// The job that forgets edits of many products: 90 days after they were made, or a day if nobody has started them. One that
/// is under way stays.
pub fn forget_bulk_edits(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let edits = forget(&stores.db).await?;
            if edits > 0 {
                tracing::info!(edits, "forgot edits of many products");
            }
            Ok(())
        }
    })
}

/// How many are gone. Of those that nobody has started, twenty may wait.
pub(super) async fn forget(db: impl PgExecutor<'_>) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "delete from catalog.bulk_edits
         where (state = 'ready' and created_at < now() - interval '1 day')
               or (state in ('stopped', 'done', 'undone') and created_at < now() - interval '90 days')
               or (state = 'ready'
                   and id in (select id from catalog.bulk_edits where state = 'ready' order by created_at desc offset 20))",
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
