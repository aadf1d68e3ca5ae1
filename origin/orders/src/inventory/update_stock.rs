//! Staff set the units of one SKU at one location, and how its stock is kept.

use api::inventory::{StockLevel, UpdateStock};
use api::problem::{Code, Problem};
use domain::inventory::StockPolicy;
use domain::{Sku, Slug};
use origin_platform::{Call, ServiceError, Stores};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::level::{Level, MAIN, ensure_levels_at, lock_levels};
use super::levels_view::levels_of;
use super::set_levels::{Counted, set};
use super::set_policies::{Refused, set_policies};

#[tracing::instrument(name = "inventory.update_stock", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn update_stock(stores: Stores, call: Call<UpdateStock>) -> Result<StockLevel, ServiceError> {
    let UpdateStock { sku, on_hand, location, policy } = &call.endpoint;
    let place = location.as_ref().map_or(MAIN, Slug::as_str);
    let mut tx = call.begin(&stores.db).await?;
    if on_hand.is_none() && policy.is_none() {
        return Err(Problem::field("on_hand", "There is nothing to change: give on_hand, policy or both.").into());
    }
    check_sku(&mut tx, sku).await?;
    check_location(&mut tx, place, "location").await?;
    // Under its lock, so that the log says what this change found.
    ensure_levels_at(&mut tx, &[(sku.as_str(), MAIN), (sku.as_str(), place)]).await?;
    let old = told(&lock_levels(&mut tx, &[sku.as_str()]).await?, place);
    if let Some(units) = on_hand
        && let Some(level) = set(&mut tx, &Counted::from([((sku.as_str(), place), *units)]), None).await?
    {
        let detail =
            format!("{} pieces are reserved for shoppers who are paying; the level cannot be lower.", level.reserved);
        return Err(Problem::field("on_hand", detail).into());
    }
    let policies = policy.map(|policy| (sku.clone(), policy));
    if let Some(Refused { owed, .. }) = set_policies(&mut tx, policies.as_slice()).await? {
        let detail = format!(
            "{owed} pieces are owed to orders or held for shoppers beyond what is here; \
             give on_hand with what has arrived, or allow as many to be owed."
        );
        return Err(Problem::field("policy", detail).into());
    }
    let level = level_at(&mut tx, sku, place).await?;
    let reply = level.ok_or_else(|| anyhow::anyhow!("a level that was just set is gone"))?;
    let new = logged(place, reply.on_hand, reply.policy);
    if old.as_ref() != Some(&new) {
        call.audit(&mut tx, &subject(sku), old, Some(new)).await?;
    }
    call.commit(tx, reply).await
}

/// What the log says of a level: its SKU's policy is kept at the main location.
fn told(levels: &[Level], place: &str) -> Option<Value> {
    let at = |location: &str| levels.iter().find(|level| level.location == location);
    Some(logged(place, at(place)?.on_hand, at(MAIN)?.policy()))
}

fn logged(place: &str, on_hand: i64, policy: StockPolicy) -> Value {
    json!({ "location": place, "on_hand": on_hand, "policy": policy })
}

/// What the audit log calls the stock of a SKU.
pub(super) fn subject(sku: &Sku) -> String {
    format!("stock {sku}")
}

async fn level_at(tx: &mut PgConnection, sku: &Sku, place: &str) -> Result<Option<StockLevel>, ServiceError> {
    Ok(levels_of(tx, sku).await?.into_iter().find(|level| level.location.as_str() == place))
}

/// Refuses SKUs that nobody knows, not even the catalogue of what is not on sale yet, and bundles: they have no stock of their own.
pub(super) async fn check_sku(tx: &mut PgConnection, sku: &Sku) -> Result<(), ServiceError> {
    let (known, bundle): (bool, bool) = sqlx::query_as(
        "select exists (select from orders.sellable_snapshots where sku = $1)
             or exists (select from orders.stock_levels where sku = $1),
                exists (select from orders.bundle_components where bundle = $1)",
    )
    .bind(sku.as_str())
    .fetch_one(&mut *tx)
    .await?;
    let (known, bundle) = match known {
        true => (true, bundle),
        false => origin_catalog::is_bundle(tx, sku).await?.map_or((false, false), |bundle| (true, bundle)),
    };
    if !known {
        let detail = "No variant has this SKU.";
        return Err(Problem::new(Code::VariantNotFound, detail).into());
    }
    if bundle {
        let detail = "This is a bundle: it has the stock of its components. Set theirs instead.";
        return Err(Problem::field("sku", detail).into());
    }
    Ok(())
}

/// Refuses locations that do not exist.
pub(super) async fn check_location(tx: &mut PgConnection, code: &str, field: &str) -> Result<(), ServiceError> {
    let known: bool = sqlx::query_scalar("select exists (select from orders.stock_locations where code = $1)")
        .bind(code)
        .fetch_one(tx)
        .await?;
    let detail = || format!("There is no stock location “{code}”. Make it first, or choose another.");
    if known { Ok(()) } else { Err(Problem::new(Code::LocationNotFound, detail()).at(field).into()) }
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::AVAILABILITY_CHANGED;
    use api::inventory::UpdateStock;

    use crate::testing::Shop;

    fn set(sku: &str, on_hand: u32) -> UpdateStock {
        UpdateStock::counted(sku.parse().expect("a SKU"), on_hand)
    }

    #[tokio::test]
    async fn staff_set_a_level_and_a_repeat_changes_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10)]).await;
        shop.take_events(AVAILABILITY_CHANGED).await;
        let level = shop.call_as_staff(&set("MUG", 2), "stock-key-1").await.expect("set");
        assert_eq!((level.sku.as_str(), level.on_hand), ("MUG", 2));
        shop.call_as_staff(&set("MUG", 9), "stock-key-2").await.expect("set");
        let again = shop.call_as_staff(&set("MUG", 2), "stock-key-1").await.expect("repeated");
        assert_eq!((again, shop.on_hand("MUG").await), (level, 9));
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await.len(), 2);
    }

    #[tokio::test]
    async fn what_is_not_on_sale_yet_is_counted_too() {
        let shop = Shop::open().await;
        let variant = |sku: &str, components: serde_json::Value| {
            let variant = serde_json::json!({ "sku": sku, "components": components });
            let slug = sku.to_lowercase();
            serde_json::from_value(serde_json::json!({
                "slug": slug, "status": "draft", "title": { "en": sku }, "variants": [variant],
            }))
            .expect("a product")
        };
        let drafts =
            [variant("JUG", serde_json::json!([])), variant("SET", serde_json::json!([{ "sku": "JUG", "units": 2 }]))];
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        origin_catalog::upsert_products(&mut tx, &drafts).await.expect("kept");
        tx.commit().await.expect("PostgreSQL is up");
        shop.staff(&set("JUG", 4)).await.expect("a draft");
        assert_eq!(shop.on_hand("JUG").await, 4);
        let bundle = shop.staff(&set("SET", 4)).await.expect_err("a bundle");
        assert_eq!((bundle.code, bundle.field.as_deref()), (Code::InvalidField, Some("sku")));
    }

    #[tokio::test]
    async fn only_staff_set_levels_and_only_of_what_there_is() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10)]).await;
        assert_eq!(shop.call(&set("MUG", 2)).await.expect_err("nobody").code, Code::Unauthenticated);
        assert_eq!(shop.call_as_shopper(&set("MUG", 2)).await.expect_err("a shopper").code, Code::Forbidden);
        let unknown = shop.call_as_staff(&set("NONE", 2), "stock-key-3").await.expect_err("unknown");
        assert_eq!(unknown.code, Code::VariantNotFound);
        shop.execute("update orders.stock_levels set reserved = 3").await;
        let refused = shop.call_as_staff(&set("MUG", 2), "stock-key-4").await.expect_err("reserved");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("on_hand")));
        assert_eq!(shop.on_hand("MUG").await, 10);
    }
}
