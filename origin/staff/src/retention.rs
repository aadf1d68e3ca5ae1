//! Forgets what of staff has served its time (`docs/retention.md`), also where nobody signs in or is invited any more.

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// How often old things are looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// The job that forgets.
pub fn forget_old(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let forgotten = forget(&stores.db).await.context("forgetting what staff have left behind")?;
            if forgotten > 0 {
                tracing::info!(forgotten, "forgot sessions, browsers and invitations of staff");
            }
            Ok(())
        }
    })
}

/// Returns how many rows. What somebody else is ending is left to them.
async fn forget(db: &Database) -> sqlx::Result<u64> {
    let over = [
        "delete from staff.sign_ins where ticket_sha256 in (
             select ticket_sha256 from staff.sign_ins where expires_at < now() for update skip locked)",
        "delete from staff.sessions where id_sha256 in (
             select id_sha256 from staff.sessions
             where used_at < now() - interval '2 hours' or opened_at < now() - interval '12 hours'
             for update skip locked)",
        "delete from staff.devices where token_sha256 in (
             select token_sha256 from staff.devices where used_at < now() - interval '180 days'
             for update skip locked)",
        "delete from staff.invitations where token_sha256 in (
             select token_sha256 from staff.invitations where expires_at < now() - interval '30 days'
             for update skip locked)",
    ];
    let mut forgotten = 0;
    for statement in over {
        forgotten += sqlx::query(statement).execute(db).await?.rows_affected();
    }
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_over_goes_though_nobody_comes_and_what_is_not_stays() {
        let stores = origin_testing::fresh_stores().await;
        let db = &stores.db;
        let execute = async |sql: &'static str| sqlx::query(sql).execute(db).await.expect("a good statement");
        let count = async |sql: &'static str| -> i64 { sqlx::query_scalar(sql).fetch_one(db).await.expect("a count") };
        execute(
            "insert into staff.accounts (id, email, name, password_hash, totp_secret, totp_last_step, roles)
             values (gen_random_uuid(), 'ada@example.com', 'Ada', '$argon2id$x', decode(repeat('07', 20), 'hex'), 1,
                     '{support}')",
        )
        .await;
        for age in ["1 minute", "200 days"] {
            let made = [
                "insert into staff.sessions (id_sha256, account, opened_at, used_at)
                 select sha256(convert_to($1, 'UTF8')), id, now() - $1::interval, now() - $1::interval
                 from staff.accounts",
                "insert into staff.devices (token_sha256, account, used_at)
                 select sha256(convert_to($1, 'UTF8')), id, now() - $1::interval from staff.accounts",
                "insert into staff.sign_ins (ticket_sha256, account, expires_at)
                 select sha256(convert_to($1, 'UTF8')), id, now() + interval '5 minutes' - $1::interval
                 from staff.accounts",
                "insert into staff.invitations (token_sha256, email, roles, totp_secret, expires_at)
                 values (sha256(convert_to($1, 'UTF8')), 'eve@example.com', '{support}',
                         decode(repeat('07', 20), 'hex'), now() - $1::interval)",
            ];
            for statement in made {
                sqlx::query(statement).bind(age).execute(db).await.expect("a good statement");
            }
        }
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 4);
        assert_eq!(forget(db).await.expect("PostgreSQL is up"), 0);
        for left in [
            "select count(*) from staff.sessions",
            "select count(*) from staff.devices",
            "select count(*) from staff.sign_ins",
            "select count(*) from staff.invitations",
        ] {
            assert_eq!(count(left).await, 1, "{left}");
        }
    }
}
