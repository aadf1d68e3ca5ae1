//! Forgets codes and notifications that have served their time (`docs/retention.md`).

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// How often old ones are looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// The job that forgets.
pub fn forget_old(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let forgotten = forget(&stores.db).await.context("forgetting old codes")?;
            if forgotten > 0 {
                tracing::info!(forgotten, "forgot codes, and what was told of accounts");
            }
            Ok(())
        }
    })
}

/// A code is known for a week, so that whoever opens an old link learns what became of it; what was told, for a month.
/// Returns how many rows.
async fn forget(db: &Database) -> sqlx::Result<u64> {
    let codes = sqlx::query(
        "delete from accounts.code_requests
         where id in (select id from accounts.code_requests where created_at < now() - interval '7 days' limit 5000)",
    );
    let told = sqlx::query(
        "delete from accounts.notifications
         where id in (select id from accounts.notifications where created_at < now() - interval '30 days' limit 5000)",
    );
    Ok(codes.execute(db).await?.rows_affected() + told.execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scene;

    #[tokio::test]
    async fn old_codes_are_forgotten_and_new_ones_stay() {
        let scene = Scene::new().await;
        for email in ["ada@example.com", "bob@example.com"] {
            scene.register("Ada", email, "correct horse").await.expect("a free address");
        }
        let db = &scene.stores.db;
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 0);
        sqlx::query("update accounts.code_requests set created_at = now() - interval '8 days' where email like 'ada%'")
            .execute(db)
            .await
            .expect("PostgreSQL is up");
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 1);
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 0);
    }
}
