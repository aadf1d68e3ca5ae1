//! As whom the provider knows an account.

use domain::CustomerId;
use origin_identity::verified_email;
use origin_platform::{Database, ServiceError};
use uuid::Uuid;

use crate::checkout::payments::{Provider, ProviderError};

/// The provider's name for an account that has had cards kept; none for another, or once it is deleted.
/// None, too, where it was made in another account of the provider's than that of new payments.
pub(crate) async fn find(db: &Database, provider: &Provider, customer: CustomerId) -> sqlx::Result<Option<String>> {
    match known(db, customer).await? {
        Some(known) => usable(db, provider, customer, known).await,
        None => Ok(None),
    }
}

/// As whom an account is known, and in which of the provider's.
struct Known {
    reference: String,
    account: Option<String>,
}

async fn known(db: &Database, customer: CustomerId) -> sqlx::Result<Option<Known>> {
    let found: Option<(Option<String>, Option<String>)> = sqlx::query_as(
        "select reference, account from orders.card_owners where customer_id = $1 and deleted_at is null",
    )
    .bind(customer.0)
    .fetch_optional(db)
    .await?;
    Ok(found.and_then(|(reference, account)| Some(Known { reference: reference?, account })))
}

/// The name, if the provider's account of new payments knows it. One that was made by the keys of a file may be in the
/// account whose keys staff have given since: that is asked once.
async fn usable(
    db: &Database,
    provider: &Provider,
    customer: CustomerId,
    known: Known,
) -> sqlx::Result<Option<String>> {
    let Known { reference, account } = known;
    let now = provider.account().await;
    if account.as_deref() == now.as_deref() {
        return Ok(Some(reference));
    }
    if account.is_some() || provider.has_owner(&reference).await != Ok(true) {
        return Ok(None);
    }
    sqlx::query(
        "update orders.card_owners set account = $2 where customer_id = $1 and reference = $3 and account is null",
    )
    .bind(customer.0)
    .bind(now.as_deref())
    .bind(&reference)
    .execute(db)
    .await?;
    Ok(Some(reference))
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
    // Cards that lie in another account of the provider's stay there, and none is kept beside them.
    if let Some(known) = known(db, customer).await? {
        return Ok(usable(db, provider, customer, known).await?);
    }
    if verified_email(db, customer).await?.is_none() {
        return Ok(None);
    }
    let (made, account) = match provider.new_owner(payment).await {
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
        "insert into orders.card_owners as known (customer_id, reference, account) values ($1, $2, $3)
         on conflict (customer_id) do update set reference = coalesce(known.reference, excluded.reference),
             account = case when known.reference is null then excluded.account else known.account end
         returning reference, deleted_at is not null",
    )
    .bind(customer.0)
    .bind(made)
    .bind(account.as_deref())
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
