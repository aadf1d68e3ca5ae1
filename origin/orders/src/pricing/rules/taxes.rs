//! Rates of tax, as staff set them.

use api::checkout::taxes::{AdminTaxes, CurrentRates, GetAdminTaxes, UpdateTaxes};
use api::event::TAXES_CHANGED;
use domain::checkout::{Country, TaxRule, TaxTable, Territory};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit, clock};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::{check, schedule};

/// Lets one at a time set something; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x74_6178_6573;

/// How the audit log calls what is set.
const SUBJECT: &str = "taxes";

/// What is set, with its version, and what holds now.
pub(super) async fn get_admin_taxes(stores: Stores, _: Call<GetAdminTaxes>) -> Result<AdminTaxes, ServiceError> {
    let mut db = stores.db.acquire().await?;
    let (version, rules) = current(&mut db).await?;
    Ok(view(&mut db, version, rules).await?)
}

/// What is given takes the place of what was.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(super) async fn update_taxes(stores: Stores, call: Call<UpdateTaxes>) -> Result<AdminTaxes, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let (version, before) = current(&mut tx).await?;
    if !admits(call.endpoint.if_match, version)? {
        let now = view(&mut tx, version, before).await?;
        return Err(outdated(version, &now));
    }
    let rules = &call.endpoint.rules;
    check::tax_rules(rules)?;
    if *rules == before {
        let unchanged = view(&mut tx, version, before).await?;
        return call.commit(tx, unchanged).await;
    }
    let after = view(&mut tx, version + 1, rules.clone()).await?;
    sqlx::query("insert into orders.tax_versions (version, rules) values ($1, $2)")
        .bind(after.version)
        .bind(Json(&after.rules))
        .execute(&mut *tx)
        .await?;
    // No page says a rate before somebody orders, so nothing that is cached is stale.
    outbox::record(&mut tx, &[NewEvent::new(TAXES_CHANGED, vec![], &json!({}))]).await?;
    let (old, new) = audit::changes(&json!({ "rules": before }), &json!({ "rules": after.rules }));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// Version and rules that count now.
async fn current(db: &mut PgConnection) -> sqlx::Result<(i64, Vec<TaxRule>)> {
    let row: Option<(i64, Json<Vec<TaxRule>>)> =
        sqlx::query_as("select version, rules from orders.tax_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(version, Json(rules))| (version, rules)).unwrap_or_default())
}

/// The rules as staff see them.
async fn view(db: &mut PgConnection, version: i64, rules: Vec<TaxRule>) -> sqlx::Result<AdminTaxes> {
    let schedule = schedule(db, rules.clone()).await?;
    let now = clock::database_seconds(db).await?;
    Ok(AdminTaxes { version, rules, rates: rates(schedule.at(now)) })
}

/// The rates of every place that has its own.
fn rates(table: &TaxTable) -> Vec<CurrentRates> {
    let whole = |country: Country| {
        let rates = *table.rates(country)?;
        Some(CurrentRates { country, territory: None, rates })
    };
    let part = |territory: Territory| {
        let country = territory.country();
        let rates = table.rates_in(country, Some(territory)).filter(|rates| table.rates(country) != Some(rates))?;
        Some(CurrentRates { country, territory: Some(territory), rates })
    };
    let countries = Country::ALL.into_iter().filter_map(|entry| whole(entry.0));
    countries.chain(Territory::all().filter_map(part)).collect()
}
