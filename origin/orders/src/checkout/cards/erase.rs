//! Having the provider forget an account that was deleted, with all that it keeps of it.

use anyhow::Context as _;
use domain::CustomerId;
use origin_platform::{Database, Stores};
use uuid::Uuid;

use crate::checkout::payments::{Provider, ProviderError};

/// How many are asked for in one run at most.
const BATCH: i64 = 100;

/// Notes that an account was deleted. An account that the provider does not know is noted too: an order that is being
/// placed for it right now has nothing kept.
pub(crate) async fn mark(db: &Database, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into orders.card_owners as known (customer_id, deleted_at) values ($1, now())
         on conflict (customer_id) do update set deleted_at = coalesce(known.deleted_at, now())",
    )
    .bind(customer.0)
    .execute(db)
    .await
    .map(drop)
}

/// Has the provider forget accounts that were deleted, those first for whom it was asked longest ago or never: however many
/// it refuses, the others get their turn. Until it has forgotten them, it is asked again and again, and the log says so.
/// Returns how many it has forgotten.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn erase_due(stores: &Stores, provider: &Provider) -> anyhow::Result<usize> {
    let due: Vec<(Uuid, String, Option<String>)> = sqlx::query_as(
        "select customer_id, reference, account from orders.card_owners
         where deleted_at is not null and reference is not null
         order by asked_at nulls first, deleted_at limit $1",
    )
    .bind(BATCH)
    .fetch_all(&stores.db)
    .await
    .context("reading whom the provider is to forget")?;
    let mut erased = 0;
    for (customer, reference, account) in due {
        match provider.delete_owner(&reference, account.as_deref()).await {
            Ok(()) => {
                let gone = "update orders.card_owners set reference = null where customer_id = $1 and reference = $2";
                sqlx::query(gone).bind(customer).bind(reference).execute(&stores.db).await.context("noting it")?;
                erased += 1;
                continue;
            }
            Err(ProviderError::NoAnswer(error)) => {
                tracing::warn!(%error, "the payment provider keeps cards of an account that was deleted; trying again");
            }
            Err(ProviderError::Refused(reason)) => {
                tracing::error!(reason, "the payment provider does not forget an account that was deleted");
            }
        }
        let asked = "update orders.card_owners set asked_at = clock_timestamp() where customer_id = $1";
        sqlx::query(asked).bind(customer).execute(&stores.db).await.context("noting that it was asked")?;
    }
    // A day is longer than any request goes on.
    let old = "delete from orders.card_owners where reference is null and deleted_at < now() - interval '1 day'";
    sqlx::query(old).execute(&stores.db).await.context("forgetting accounts that are gone")?;
    Ok(erased)
}
