//! What the merchant sets of delivery and of tax: read from PostgreSQL, remembered, and set.
//!
//! Each change is a row that is never changed, and whatever reads a cart reads the ids of the rows that count at that
//! moment with it (`orders.adjustments_and_rules_of`). So a process remembers what it has read for as long as it likes, and
//! is never behind: it asks for rows that it does not know by the id it was just told (ADR 69).

mod check;
mod delivery;
mod preview;
mod taxes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use domain::checkout::{DeliveryTable, TaxRule, TaxSchedule, Zone};
use origin_platform::Stores;
use origin_platform::mount as mount_one;
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// Mounts the endpoints.
pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, delivery::get_delivery);
    let router = mount_one(router, delivery::get_admin_delivery);
    let router = mount_one(router, delivery::update_delivery);
    let router = mount_one(router, preview::get_delivery_preview);
    let router = mount_one(router, taxes::get_admin_taxes);
    mount_one(router, taxes::update_taxes)
}

/// The rows that count at some moment; none while what is built in does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub(crate) struct RuleIds {
    delivery: Option<Uuid>,
    taxes: Option<Uuid>,
}

/// What delivery costs and what tax is due. The default is what is built in.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub deliveries: DeliveryTable,
    pub taxes: TaxSchedule,
}

/// What was read. Nobody needs more than the newest and what carts have been told of lately.
static KNOWN: LazyLock<Mutex<HashMap<RuleIds, Arc<Rules>>>> = LazyLock::new(Mutex::default);

/// Rules that are remembered at most.
const MAX_KNOWN: usize = 8;

/// What is built in, made once.
pub(crate) static BUILT_IN: LazyLock<Arc<Rules>> = LazyLock::new(Arc::default);

/// The rules of these rows, from memory or else from the database.
///
/// # Errors
/// If PostgreSQL does not answer, or a row makes no sense to this program.
pub(crate) async fn rules(db: &mut PgConnection, ids: RuleIds) -> sqlx::Result<Arc<Rules>> {
    if let Some(rules) = remembered(ids) {
        return Ok(rules);
    }
    let rules = Arc::new(read(db, ids).await?);
    let mut known = KNOWN.lock().expect("nothing panics while holding it");
    if known.len() >= MAX_KNOWN {
        known.clear();
    }
    known.insert(ids, Arc::clone(&rules));
    Ok(rules)
}

/// The rules of these rows, if they are remembered.
pub(crate) fn remembered(ids: RuleIds) -> Option<Arc<Rules>> {
    if ids == RuleIds::default() {
        return Some(Arc::clone(&BUILT_IN));
    }
    KNOWN.lock().expect("nothing panics while holding it").get(&ids).cloned()
}

async fn read(db: &mut PgConnection, ids: RuleIds) -> sqlx::Result<Rules> {
    let mut rules = Rules::default();
    if let Some(id) = ids.delivery {
        let zones: Json<Vec<Zone>> = sqlx::query_scalar("select zones from orders.delivery_versions where id = $1")
            .bind(id)
            .fetch_one(&mut *db)
            .await?;
        rules.deliveries = DeliveryTable::try_from(zones.0).map_err(unreadable)?;
    }
    if let Some(id) = ids.taxes {
        let set: Json<Vec<TaxRule>> = sqlx::query_scalar("select rules from orders.tax_versions where id = $1")
            .bind(id)
            .fetch_one(&mut *db)
            .await?;
        rules.taxes = schedule(db, set.0).await?;
    }
    Ok(rules)
}

/// Rules of tax with the moments at which they begin: midnight of their days, by the clocks of their countries.
async fn schedule(db: &mut PgConnection, rules: Vec<TaxRule>) -> sqlx::Result<TaxSchedule> {
    let days: Vec<Option<&str>> = rules.iter().map(|rule| rule.from.as_deref()).collect();
    let zones: Vec<&str> = rules.iter().map(|rule| rule.country.time_zone()).collect();
    let begins: Vec<i64> = sqlx::query_scalar(
        "select coalesce(floor(extract(epoch from first_day::timestamp at time zone time_zone))::bigint, 0)
         from unnest($1::text[], $2::text[]) with ordinality as rule (first_day, time_zone, place) order by place",
    )
    .bind(days)
    .bind(zones)
    .fetch_all(db)
    .await?;
    let rules: Vec<(TaxRule, i64)> = rules.into_iter().zip(begins).collect();
    TaxSchedule::new(&rules).map_err(unreadable)
}

/// A row that was written by a program that checked otherwise. Nothing can be priced by it.
fn unreadable(fault: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(fault))
}
