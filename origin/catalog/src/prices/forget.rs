//! Forgetting old prices.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::{Database, Stores};

/// How often old prices are looked for.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// Rows that are forgotten by one statement, so that none holds its locks for long.
const AT_ONCE: i64 = 5_000;
/// Statements of one turn: the rest is for the next.
const TURNS: usize = 20;

/// The job that forgets prices that were changed more than 400 days ago: a reduction looks back thirty days, and whoever
/// supervises shops asks about the last season. What is asked still, and what was asked when the 400 days began, stays.
pub fn forget_old_prices(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let mut prices = 0;
            for _ in 0..TURNS {
                let gone = forget_some(&stores.db).await?;
                prices += gone;
                if gone < AT_ONCE.unsigned_abs() {
                    break;
                }
            }
            if prices > 0 {
                tracing::info!(prices, "forgot old prices");
            }
            Ok(())
        }
    })
}

pub(super) async fn forget_some(db: &Database) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "delete from catalog.price_history
         where seq in (
             select h.seq from catalog.price_history h
             where h.changed_at < now() - interval '400 days' and (
                 h.amount_minor is null or exists (
                     select from catalog.price_history later
                     where later.sku = h.sku and later.currency = h.currency
                         and later.changed_at < now() - interval '400 days'
                         and (later.changed_at, later.seq) > (h.changed_at, h.seq)))
             order by h.changed_at, h.seq limit $1)",
    )
    .bind(AT_ONCE)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
