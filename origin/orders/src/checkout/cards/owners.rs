//! As whom the provider knows an account.

use domain::CustomerId;
use origin_identity::verified_email;
use origin_platform::{Database, ServiceError};
use uuid::Uuid;

use crate::checkout::payments::{Provider, ProviderError};

/// The provider's name for an account that has had cards kept; none for another, or once it is deleted.
pub(crate) async fn find(db: &Database, customer: CustomerId) -> sqlx::Result<Option<String>> {
    let found = sqlx::query_scalar::<_, Option<String>>(
        "select reference from orders.card_owners where customer_id = $1 and deleted_at is null",
    );
    Ok(found.bind(customer.0).fetch_optional(db).await?.flatten())
}

/// The same, made known to the provider for this payment if it is not. None where no card can be kept: the provider keeps none or does not
/// answer, nobody has shown that the account's address is theirs, or the account was deleted meanwhile. Whoever takes an
/// account over finds no card in it, since only one whose address is not confirmed can be taken over.
pub(crate) async fn find_or_make(
    db: &Database,
    provider: &Provider,
    customer: CustomerId,
    payment: Uuid,
) -> Result<Option<String>, ServiceError> {
    if let Some(known) = find(db, customer).await? {
        return Ok(Some(known));
    }
    if verified_email(db, customer).await?.is_none() {
        return Ok(None);
    }
    let made = match provider.new_owner(payment).await {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(None),
        Err(ProviderError::NoAnswer(_)) => return Ok(None),
        Err(ProviderError::Refused(reason)) => {
            tracing::error!(reason, "the payment provider keeps no cards");
            return Ok(None);
        }
    };
    // Of two at once the second is given what the first was; what was made for it holds nothing of anybody. Where the account was deleted meanwhile, what was made for it is noted, so
    // that it is deleted too.
    let noted: (String, bool) = sqlx::query_as(
        "insert into orders.card_owners as known (customer_id, reference) values ($1, $2)
         on conflict (customer_id) do update set reference = coalesce(known.reference, excluded.reference)
         returning reference, deleted_at is not null",
    )
    .bind(customer.0)
    .bind(made)
    .fetch_one(db)
    .await?;
    let (reference, is_deleted) = noted;
    Ok((!is_deleted).then_some(reference))
}

/// Forgets as whom the provider knew an account: it was deleted there.
pub(super) async fn forget(db: &Database, reference: &str) -> sqlx::Result<()> {
    let gone = sqlx::query("delete from orders.card_owners where reference = $1 and deleted_at is null");
    gone.bind(reference).execute(db).await.map(drop)
}
