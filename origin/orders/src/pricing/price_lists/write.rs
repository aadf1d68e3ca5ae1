//! Making, changing and taking away price lists.

use std::collections::BTreeSet;

use api::checkout::price_lists::{
    CreatePriceList, DeletePriceList, MAX_PRICE_LISTS, PriceList, PriceListTerms, UpdatePriceList,
};
use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Problem};
use domain::{PriceListId, Sku};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use sqlx::PgConnection;
use uuid::Uuid;

use super::check;
use super::due::{tell, tell_skus};
use super::read::{find, not_found};
use crate::pricing::customer_groups::{ONE_AT_A_TIME, is_there, taken};

/// Makes one.
///
/// # Errors
/// A problem with the field to mend; `wrong_state` if there are as many as there may be.
pub(super) async fn create_price_list(stores: Stores, call: Call<CreatePriceList>) -> Result<PriceList, ServiceError> {
    let terms = check::terms(&call.endpoint.terms)?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let count: i64 = sqlx::query_scalar("select count(*) from orders.price_lists").fetch_one(&mut *tx).await?;
    if count >= MAX_PRICE_LISTS {
        let detail = format!("There are {MAX_PRICE_LISTS} price lists already. Take one away that is over.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let made = set(&mut tx, None, terms).await?;
    call.audit(&mut tx, &subject(made.id), None, Some(serde_json::to_value(&made.terms)?)).await?;
    call.commit(tx, made).await
}

/// What is given takes the place of what was.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the list as it is now; a problem with the field to mend.
pub(super) async fn update_price_list(stores: Stores, call: Call<UpdatePriceList>) -> Result<PriceList, ServiceError> {
    let UpdatePriceList { list, if_match, terms } = &call.endpoint;
    let terms = check::terms(terms)?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = lock(&mut tx, *list, *if_match).await?;
    if before.terms == terms {
        return call.commit(tx, before).await;
    }
    let after = set(&mut tx, Some(&before), terms).await?;
    let (old, new) = audit::changes(&serde_json::to_value(&before.terms)?, &serde_json::to_value(&after.terms)?);
    call.audit(&mut tx, &subject(*list), Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// Takes one away.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the list as it is now.
pub(super) async fn delete_price_list(stores: Stores, call: Call<DeletePriceList>) -> Result<(), ServiceError> {
    let DeletePriceList { list, if_match } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = lock(&mut tx, list, if_match).await?;
    take_away(&mut tx, &before).await?;
    call.audit(&mut tx, &subject(list), Some(serde_json::to_value(&before.terms)?), None).await?;
    call.commit(tx, ()).await
}

/// Makes a list, or sets what it says in place of what it said, in the caller's transaction. The caller lets nobody else change
/// one, and has looked at how many there are.
///
/// # Errors
/// A problem with the field to mend.
pub(super) async fn set(
    tx: &mut PgConnection,
    before: Option<&PriceList>,
    terms: PriceListTerms,
) -> Result<PriceList, ServiceError> {
    let id = before.map_or_else(|| PriceListId(Uuid::now_v7()), |before| before.id);
    check_known(tx, id, &terms).await?;
    let version = match before {
        Some(before) => {
            // Pages that showed what it was have to be made anew, and so have those that are to show what it is.
            untell(tx, id, &before.terms).await?;
            sqlx::query("update orders.price_lists set version = version + 1 where id = $1")
                .bind(id.0)
                .execute(&mut *tx)
                .await?;
            before.version + 1
        }
        None => {
            sqlx::query("insert into orders.price_lists (id, name, currency) values ($1, $2, $3)")
                .bind(id.0)
                .bind(&terms.name)
                .bind(terms.currency.code())
                .execute(&mut *tx)
                .await?;
            1
        }
    };
    put(tx, id, &terms).await?;
    tell(tx, Some(id)).await?;
    Ok(PriceList { id, version, terms })
}

/// Takes one away, in the caller's transaction.
pub(super) async fn take_away(tx: &mut PgConnection, list: &PriceList) -> Result<(), ServiceError> {
    untell(tx, list.id, &list.terms).await?;
    sqlx::query("delete from orders.price_lists where id = $1").bind(list.id.0).execute(tx).await?;
    Ok(())
}

/// Reads a list that is about to be changed. The caller lets nobody else change one.
async fn lock(tx: &mut PgConnection, list: PriceListId, if_match: Option<IfMatch>) -> Result<PriceList, ServiceError> {
    sqlx::query("select from orders.price_lists where id = $1 for update").bind(list.0).execute(&mut *tx).await?;
    let kept = find(tx, list).await?.ok_or_else(not_found)?;
    if admits(if_match, kept.version)? { Ok(kept) } else { Err(outdated(kept.version, &kept)) }
}

/// Refuses a name that another list has, and a group and SKUs that there are not.
async fn check_known(tx: &mut PgConnection, list: PriceListId, terms: &PriceListTerms) -> Result<(), ServiceError> {
    let is_taken: bool =
        sqlx::query_scalar("select exists (select from orders.price_lists where name = $1 and id <> $2)")
            .bind(&terms.name)
            .bind(list.0)
            .fetch_one(&mut *tx)
            .await?;
    if is_taken {
        return Err(taken("terms.name").into());
    }
    if let Some(group) = terms.group
        && !is_there(tx, group).await?
    {
        return Err(
            Problem::field("terms.group", "There is no such group of customers. Choose one of the list.").into()
        );
    }
    let skus: BTreeSet<&Sku> = terms.entries.iter().map(|entry| &entry.sku).collect();
    let unknown: Option<String> = sqlx::query_scalar(
        "select given.sku from unnest($1::text[]) as given (sku)
         where not exists (select from orders.sellable_snapshots as snapshot where snapshot.sku = given.sku) limit 1",
    )
    .bind(skus.iter().map(|sku| sku.as_str()).collect::<Vec<_>>())
    .fetch_optional(&mut *tx)
    .await?;
    let Some(unknown) = unknown else { return Ok(()) };
    let index = terms.entries.iter().position(|entry| entry.sku.as_str() == unknown).unwrap_or_default();
    let detail =
        format!("No variant that was ever on sale has the SKU “{unknown}”. Put it on sale first, or mend the SKU.");
    Err(Problem::field(format!("terms.entries[{index}].sku"), detail).into())
}

/// Writes what a list says.
async fn put(tx: &mut PgConnection, list: PriceListId, terms: &PriceListTerms) -> sqlx::Result<()> {
    sqlx::query(
        "update orders.price_lists
         set name = $2, currency = $3, group_id = $4, starts_at = to_timestamp($5::bigint), ends_at = to_timestamp($6::bigint)
         where id = $1",
    )
    .bind(list.0)
    .bind(&terms.name)
    .bind(terms.currency.code())
    .bind(terms.group.map(|group| group.0))
    .bind(terms.starts_at)
    .bind(terms.ends_at)
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from orders.price_list_entries where list_id = $1").bind(list.0).execute(&mut *tx).await?;
    sqlx::query(
        "insert into orders.price_list_entries (sku, list_id, from_quantity, amount_minor)
         select given.sku, $1, given.from_quantity, given.amount_minor
         from unnest($2::text[], $3::int[], $4::bigint[]) as given (sku, from_quantity, amount_minor)",
    )
    .bind(list.0)
    .bind(terms.entries.iter().map(|entry| entry.sku.as_str()).collect::<Vec<_>>())
    .bind(terms.entries.iter().map(|entry| i64::from(entry.from) as i32).collect::<Vec<_>>())
    .bind(terms.entries.iter().map(|entry| entry.amount_minor).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

/// Tells of a list that pages may show as it was.
async fn untell(tx: &mut PgConnection, list: PriceListId, before: &PriceListTerms) -> sqlx::Result<()> {
    let was_told: bool = sqlx::query_scalar(
        "update orders.price_lists as list set is_told = false
         from (select id, is_told from orders.price_lists where id = $1) as before
         where list.id = before.id returning before.is_told",
    )
    .bind(list.0)
    .fetch_one(&mut *tx)
    .await?;
    match was_told {
        true => tell_skus(tx, before.entries.iter().map(|entry| entry.sku.as_str())).await,
        false => Ok(()),
    }
}

/// How the audit log calls a list.
fn subject(list: PriceListId) -> String {
    format!("price list {list}")
}
