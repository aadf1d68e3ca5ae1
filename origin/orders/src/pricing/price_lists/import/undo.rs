//! Taking an import of price lists back.

use api::checkout::price_list_imports::{
    ListPriceListImports, PriceListImport, PriceListImportUndone, UndoPriceListImport,
};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError, Stores};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Done, subject};
use crate::pricing::customer_groups::ONE_AT_A_TIME;
use crate::pricing::price_lists::{read, write};

/// The latest imports.
pub(in crate::pricing::price_lists) async fn list_price_list_imports(
    stores: Stores,
    _: Call<ListPriceListImports>,
) -> Result<Vec<PriceListImport>, ServiceError> {
    // Only the names: what the lists said before may be large.
    let rows: Vec<(Uuid, Vec<String>, String, bool)> = sqlx::query_as(
        "select id,
                array(select one ->> 'name' from jsonb_array_elements(lists) with ordinality as done (one, place) order by place),
                to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), undone_at is not null
         from orders.price_list_imports order by id desc",
    )
    .fetch_all(&stores.db)
    .await?;
    let import = |(id, lists, created_at, is_undone): (Uuid, Vec<String>, String, bool)| PriceListImport {
        id,
        created_at,
        lists,
        is_undone,
    };
    Ok(rows.into_iter().map(import).collect())
}

/// Makes each list what it was before, unless somebody has changed it since.
///
/// # Errors
/// `not_found`; `wrong_state` if it was taken back already; a problem if what a list was cannot be any more.
pub(in crate::pricing::price_lists) async fn undo_price_list_import(
    stores: Stores,
    call: Call<UndoPriceListImport>,
) -> Result<PriceListImportUndone, ServiceError> {
    let import = call.endpoint.import;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let row: Option<(Json<Vec<Done>>, bool)> =
        sqlx::query_as("select lists, undone_at is not null from orders.price_list_imports where id = $1 for update")
            .bind(import)
            .fetch_optional(&mut *tx)
            .await?;
    let (Json(done), is_undone) = row.ok_or_else(|| {
        Problem::new(Code::NotFound, "There is no such import of price lists, or it is too old to be taken back.")
    })?;
    if is_undone {
        return Err(Problem::new(Code::WrongState, "This import was taken back already.").into());
    }
    let mut undone = PriceListImportUndone::default();
    for Done { list, name, version, before } in done {
        // One that was taken away is changed, too.
        let now = read::find(&mut tx, list).await?.filter(|now| now.version == version);
        match (now, before) {
            (None, _) => {
                undone.left.push(name);
                continue;
            }
            (Some(now), Some(before)) => drop(write::set(&mut tx, Some(&now), before).await?),
            (Some(now), None) => write::take_away(&mut tx, &now).await?,
        }
        undone.lists.push(name);
    }
    sqlx::query("update orders.price_list_imports set undone_at = now() where id = $1")
        .bind(import)
        .execute(&mut *tx)
        .await?;
    call.audit(&mut tx, &subject(import), Some(json!({ "lists": undone.lists })), None).await?;
    call.commit(tx, undone).await
}
