//! Price lists by the lines of a file: all of them or none, and taken back as a whole.

mod lines;
#[cfg(test)]
mod tests;
mod undo;

use std::collections::BTreeMap;

use api::checkout::price_list_imports::{
    CreatePriceListImport, MAX_LINES, PriceListImportReport, PriceListLineOutcome,
};
use api::checkout::price_lists::{MAX_PRICE_LISTS, PriceList, PriceListTerms};
use api::problem::Problem;
use domain::PriceListId;
use origin_platform::{Call, ServiceError, Stores};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use self::lines::planned;
use super::write;
use crate::pricing::customer_groups::ONE_AT_A_TIME;

pub(super) use self::undo::{list_price_list_imports, undo_price_list_import};

/// Imports that can be taken back: what lists said before is kept for so many.
const KEPT: i64 = 20;

/// What an import did to a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Done {
    list: PriceListId,
    name: String,
    version: i64,
    before: Option<PriceListTerms>,
}

/// Sets prices by lines.
///
/// # Errors
/// A problem if there are too many lines, or a list that they make is none. What one line is refused for its result says.
pub(super) async fn create_price_list_import(
    stores: Stores,
    call: Call<CreatePriceListImport>,
) -> Result<PriceListImportReport, ServiceError> {
    let CreatePriceListImport { lines, dry_run } = &call.endpoint;
    if lines.is_empty() || lines.len() > MAX_LINES {
        return Err(Problem::field("lines", format!("Give between 1 and {MAX_LINES} lines.")).into());
    }
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let plan = planned(&mut tx, lines).await?;
    let is_refused = plan.results.iter().any(|result| result.outcome == PriceListLineOutcome::Refused);
    let count: i64 = sqlx::query_scalar("select count(*) from orders.price_lists").fetch_one(&mut *tx).await?;
    let made = plan.lists.iter().filter(|list| list.before.is_none()).count();
    if count + i64::try_from(made).unwrap_or(i64::MAX) > MAX_PRICE_LISTS {
        let detail = format!("There are at most {MAX_PRICE_LISTS} price lists. Take some away that are over.");
        return Err(Problem::field("lines", detail).into());
    }
    if is_refused || *dry_run {
        return call.commit(tx, PriceListImportReport { import: None, lines: plan.results }).await;
    }
    let (mut done, mut said) = (Vec::new(), BTreeMap::new());
    for list in plan.lists {
        if list.before.as_ref().is_some_and(|before| before.terms == list.terms) {
            continue;
        }
        let name = list.terms.name.clone();
        let PriceList { id, version, terms } = write::set(&mut tx, list.before.as_ref(), list.terms).await?;
        said.insert(name.clone(), terms);
        done.push(Done { list: id, name, version, before: list.before.map(|before| before.terms) });
    }
    if done.is_empty() {
        return call.commit(tx, PriceListImportReport { import: None, lines: plan.results }).await;
    }
    let import = Uuid::now_v7();
    sqlx::query("insert into orders.price_list_imports (id, lists) values ($1, $2)")
        .bind(import)
        .bind(Json(&done))
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "delete from orders.price_list_imports
         where id not in (select id from orders.price_list_imports order by id desc limit $1)",
    )
    .bind(KEPT)
    .execute(&mut *tx)
    .await?;
    let before: BTreeMap<&str, _> = done.iter().map(|one| (one.name.as_str(), one.before.as_ref())).collect();
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(said)?);
    call.audit(&mut tx, &subject(import), Some(before), Some(after)).await?;
    call.commit(tx, PriceListImportReport { import: Some(import), lines: plan.results }).await
}

/// How the audit log calls an import.
fn subject(import: Uuid) -> String {
    format!("import of price lists {import}")
}
