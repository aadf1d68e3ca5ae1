//! Looking at price lists.

use api::checkout::price_lists::{
    GetPriceList, ListPriceLists, PriceList, PriceListEntry, PriceListSummary, PriceListTerms,
};
use api::problem::{Code, Problem};
use domain::{Currency, CustomerGroupId, PriceListId, Quantity};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
struct SummaryRow {
    id: Uuid,
    name: String,
    currency: String,
    group_name: Option<String>,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
    entries: i64,
}

/// Every list.
pub(super) async fn list_price_lists(
    stores: Stores,
    _: Call<ListPriceLists>,
) -> Result<Vec<PriceListSummary>, ServiceError> {
    let rows: Vec<SummaryRow> = sqlx::query_as(
        "select list.id, list.name, list.currency, one.name as group_name,
                floor(extract(epoch from list.starts_at))::bigint as starts_at,
                floor(extract(epoch from list.ends_at))::bigint as ends_at, (
                    select count(*) from orders.price_list_entries as entry where entry.list_id = list.id) as entries
         from orders.price_lists as list left join orders.customer_groups as one on one.id = list.group_id
         order by list.name",
    )
    .fetch_all(&stores.db)
    .await?;
    let summary = |row: SummaryRow| {
        let SummaryRow { id, name, currency, group_name, starts_at, ends_at, entries } = row;
        let currency: Currency = currency.parse().map_err(anyhow::Error::new)?;
        let id = PriceListId(id);
        Ok::<_, ServiceError>(PriceListSummary { id, name, currency, group: group_name, starts_at, ends_at, entries })
    };
    rows.into_iter().map(summary).collect()
}

/// One list.
///
/// # Errors
/// `not_found`.
pub(super) async fn get_price_list(stores: Stores, call: Call<GetPriceList>) -> Result<PriceList, ServiceError> {
    let list = call.endpoint.list;
    let mut tx = stores.db.begin().await?;
    // Whoever changes it waits, so that what two statements read is of one moment.
    sqlx::query("select from orders.price_lists where id = $1 for key share").bind(list.0).execute(&mut *tx).await?;
    Ok(find(&mut tx, list).await?.ok_or_else(not_found)?)
}

#[derive(FromRow)]
struct ListRow {
    name: String,
    currency: String,
    group_id: Option<Uuid>,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
    version: i64,
}

/// A list as it is in the caller's transaction; none if there is none.
pub(super) async fn find(tx: &mut PgConnection, list: PriceListId) -> Result<Option<PriceList>, ServiceError> {
    let row: Option<ListRow> = sqlx::query_as(
        "select name, currency, group_id, floor(extract(epoch from starts_at))::bigint as starts_at,
                floor(extract(epoch from ends_at))::bigint as ends_at, version
         from orders.price_lists where id = $1",
    )
    .bind(list.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(ListRow { name, currency, group_id, starts_at, ends_at, version }) = row else { return Ok(None) };
    let rows: Vec<(String, i32, i64)> = sqlx::query_as(
        "select sku, from_quantity, amount_minor from orders.price_list_entries
         where list_id = $1 order by sku collate \"C\", from_quantity",
    )
    .bind(list.0)
    .fetch_all(tx)
    .await?;
    let entry = |(sku, from, amount_minor): (String, i32, i64)| {
        let sku = sku.parse().map_err(anyhow::Error::new)?;
        let from = Quantity::try_from(i64::from(from)).map_err(anyhow::Error::new)?;
        Ok::<_, ServiceError>(PriceListEntry { sku, from, amount_minor })
    };
    let entries = rows.into_iter().map(entry).collect::<Result<_, _>>()?;
    let currency = currency.parse().map_err(anyhow::Error::new)?;
    let group = group_id.map(CustomerGroupId);
    let terms = PriceListTerms { name, currency, group, starts_at, ends_at, entries };
    Ok(Some(PriceList { id: list, version, terms }))
}

pub(super) fn not_found() -> Problem {
    Problem::new(Code::NotFound, "There is no such price list; perhaps somebody has taken it away.")
}
