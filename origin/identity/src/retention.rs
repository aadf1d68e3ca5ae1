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

/// A code is known for a week, so that whoever opens an old link learns what became of it; what was told, for a month. An
/// account that was opened under an address which nobody has confirmed goes after a week; nobody was ever in it. What was
/// chosen for one goes with the code. Returns how many rows.
async fn forget(db: &Database) -> sqlx::Result<u64> {
    let chosen = sqlx::query(
        "update accounts.code_requests set chosen_name = null, chosen_password_hash = null
         where id in (select id from accounts.code_requests
                      where chosen_password_hash is not null and expires_at < now() limit 5000)",
    );
    let unopened = sqlx::query(
        "delete from accounts.customers
         where id in (
             select id from accounts.customers as customer
             where email_verified_at is null and password_hash = $1 and created_at < now() - interval '7 days'
                   and not exists (select from accounts.identities where customer_id = customer.id)
                   and not exists (select from accounts.code_requests as request
                                   where request.customer_id = customer.id and request.expires_at > now())
             limit 5000
         )",
    )
    .bind(crate::password::NOBODYS);
    let codes = sqlx::query(
        "delete from accounts.code_requests
         where id in (select id from accounts.code_requests where created_at < now() - interval '7 days' limit 5000)",
    );
    let told = sqlx::query(
        "delete from accounts.notifications
         where id in (select id from accounts.notifications where created_at < now() - interval '30 days' limit 5000)",
    );
    let mut forgotten = chosen.execute(db).await?.rows_affected();
    for rows in [codes, told, unopened] {
        forgotten += rows.execute(db).await?.rows_affected();
    }
    Ok(forgotten)
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
        let age = "update accounts.code_requests set created_at = now() - interval '8 days' where email like 'ada%'";
        scene.execute(age).await;
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 1);
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 0);
    }

    #[tokio::test]
    async fn an_account_that_nobody_confirmed_is_forgotten_and_one_that_somebody_is_in_stays() {
        let scene = Scene::new().await;
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        scene.register_unconfirmed("bob@example.com", "battery staple").await;
        let ask = serde_json::json!({ "name": "Eve", "email": "eve@example.com", "password": "correct horse" });
        let db = &scene.stores.db;
        for _ in 0..2 {
            scene.answer("/v1/customers", &ask).await;
            scene.execute("update accounts.customers set created_at = now() - interval '8 days'").await;
            assert_eq!(forget(db).await.expect("PostgreSQL is up"), 0, "its code is still good");
        }
        scene.execute("update accounts.code_requests set expires_at = now() - interval '1 second'").await;
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 3, "what was chosen twice, and the account");
        assert_eq!(scene.count("select count(*) from accounts.customers where email like 'eve%'").await, 0);
        assert_eq!((scene.customers().await, forget(db).await.expect("PostgreSQL is up")), (2, 0));
    }
}
