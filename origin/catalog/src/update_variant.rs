//! Changing a variant's prices, its stock, or both.

use std::collections::BTreeSet;

use api::Credentials;
use api::catalog::{PriceEntry, UpdateVariant, VariantState};
use api::inventory::UpdateStock;
use api::problem::{Code, Problem};
use domain::{ProductId, Sku};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError, audit, secret};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::prices::{check_price, price_as_given};
use crate::{Catalog, event, store};

/// Sets the stock first, by the service that counts it, and the prices after: if the process dies
/// in between, a repeat of the request finds the stock set and does the rest.
///
/// # Errors
/// `variant_not_found`; a problem with the field to mend; whatever the stock's service refuses.
pub(crate) async fn update_variant(service: Catalog, call: Call<UpdateVariant>) -> Result<VariantState, ServiceError> {
    let UpdateVariant { sku, prices, on_hand } = &call.endpoint;
    check(prices, *on_hand)?;
    // Looked up before anything is done: a key that was used for another request must not move
    // stock, and neither must an unknown SKU. The claim itself is given back.
    let mut tx = call.begin(&service.stores.db).await?;
    product_of(&mut tx, sku).await?;
    tx.rollback().await?;

    if let Some(units) = *on_hand {
        // Derived from the request's key, so that the repeat of the one repeats the other.
        let key: String = const_hex::encode(&secret::sha256(&format!("{}:stock", call.key().key))[..16]);
        let credentials = Credentials { bearer: call.bearer.clone(), idempotency_key: Some(key) };
        service.inventory.call_as(&UpdateStock::counted(sku.clone(), units), &credentials).await?;
    }

    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, true).await?;
    let product = lock_product_of(&mut tx, sku).await?;
    let before = VariantState { sku: sku.clone(), prices: prices_of(&mut tx, sku).await?, on_hand: None };
    if write_prices(&mut tx, sku, prices).await? {
        store::refresh_listing_prices(&mut tx, &[product], &[]).await?;
        let now = store::versioned_documents(&mut *tx, &[product]).await?;
        let events: Vec<_> = now.into_iter().map(event::prices_changed).collect();
        outbox::record(&mut tx, &events).await?;
    }
    let state = VariantState { sku: sku.clone(), prices: prices_of(&mut tx, sku).await?, on_hand: *on_hand };
    if state != before {
        let (old, new) = audit::changes(&recorded(&before)?, &recorded(&state)?);
        call.audit(&mut tx, &format!("variant {sku}"), Some(old), Some(new)).await?;
    }
    call.commit(tx, state).await
}

/// A variant as the audit log keeps it: without what the shop works out of its prices.
fn recorded(state: &VariantState) -> serde_json::Result<Value> {
    let prices = state.prices.iter().map(price_as_given).collect();
    serde_json::to_value(VariantState { prices, ..state.clone() })
}

fn check(prices: &[PriceEntry], on_hand: Option<u32>) -> Result<(), Problem> {
    if prices.is_empty() && on_hand.is_none() {
        return Err(Problem::field("prices", "There is nothing to change: give prices, on_hand or both."));
    }
    let mut currencies = BTreeSet::new();
    for (index, entry) in prices.iter().enumerate() {
        if !currencies.insert(entry.currency) {
            return Err(Problem::field(format!("prices[{index}].currency"), "Give one price for each currency."));
        }
        check_price(entry).map_err(|(field, reason)| Problem::field(format!("prices[{index}].{field}"), reason))?;
    }
    Ok(())
}

fn not_found() -> Problem {
    Problem::new(Code::VariantNotFound, "No variant has this SKU.")
}

async fn product_of(tx: &mut PgConnection, sku: &Sku) -> Result<Uuid, ServiceError> {
    let product = sqlx::query_scalar("select product_id from catalog.variants where sku = $1")
        .bind(sku.as_str())
        .fetch_optional(tx)
        .await?;
    Ok(product.ok_or_else(not_found)?)
}

/// The variant's product. Whoever changes another variant of it waits, because its lowest price
/// follows from all of them, and so that the versions of its prices rise in the order of the commits.
async fn lock_product_of(tx: &mut PgConnection, sku: &Sku) -> Result<ProductId, ServiceError> {
    let product: Option<Uuid> = sqlx::query_scalar(
        "select p.id from catalog.variants v join catalog.products p on p.id = v.product_id
         where v.sku = $1 for update of p",
    )
    .bind(sku.as_str())
    .fetch_optional(tx)
    .await?;
    Ok(ProductId(product.ok_or_else(not_found)?))
}

/// Whether any price differed.
async fn write_prices(tx: &mut PgConnection, sku: &Sku, prices: &[PriceEntry]) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "insert into catalog.prices as p (sku, currency, amount_minor, compare_at_minor)
         select $1, given.* from unnest($2::text[], $3::bigint[], $4::bigint[]) as given
         on conflict (sku, currency) do update
         set amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor
         where (p.amount_minor, p.compare_at_minor) is distinct from (excluded.amount_minor, excluded.compare_at_minor)",
    )
    .bind(sku.as_str())
    .bind(prices.iter().map(|entry| entry.currency.code()).collect::<Vec<_>>())
    .bind(prices.iter().map(|entry| entry.amount_minor).collect::<Vec<_>>())
    .bind(prices.iter().map(|entry| entry.compare_at_minor).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

async fn prices_of(tx: &mut PgConnection, sku: &Sku) -> Result<Vec<PriceEntry>, ServiceError> {
    let rows: Vec<(String, i64, Option<i64>, Option<i64>)> = sqlx::query_as(
        "select currency, amount_minor, compare_at_minor, lowest_before_minor
         from catalog.prices where sku = $1 order by currency",
    )
    .bind(sku.as_str())
    .fetch_all(tx)
    .await?;
    let entry =
        |(currency, amount_minor, compare_at_minor, lowest_before_minor): (String, i64, Option<i64>, Option<i64>)| {
            anyhow::Ok(PriceEntry {
                currency: store::stored(&currency)?,
                amount_minor,
                compare_at_minor,
                lowest_before_minor,
            })
        };
    Ok(rows.into_iter().map(entry).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prices::MAX_AMOUNT;
    use crate::testing::{Shop, euro, mug, plain};
    use api::catalog::{GetProduct, ListProducts, Sort};
    use api::event::PRICES_CHANGED;
    use domain::Market;

    fn update(prices: Vec<PriceEntry>, on_hand: Option<u32>) -> UpdateVariant {
        UpdateVariant { sku: "MUG-OAT".parse().unwrap(), prices, on_hand }
    }

    async fn shop_with_mug() -> Shop {
        let shop = Shop::open().await;
        shop.upsert(&[mug(), plain("bowl", 1000)]).await;
        shop.forget_events().await;
        shop
    }

    #[tokio::test]
    async fn a_new_price_is_seen_everywhere_and_told_once() {
        let shop = shop_with_mug().await;
        let staff = shop.staff("new-price").await;
        let state = shop.client.call_as(&update(vec![euro(900, Some(1900))], None), &staff).await.expect("staff may");
        let dollars = mug().variants[1].prices[1];
        let reduced = PriceEntry { lowest_before_minor: Some(1900), ..euro(900, Some(1900)) };
        assert_eq!(state.prices, [reduced, dollars], "the other currency keeps its price");
        let get = GetProduct { slug: "harbour-mug".parse().unwrap(), market: Market::Eu };
        let view = shop.client.call(&get).await.expect("it is there");
        assert_eq!(view.variants[0].price.map(|price| price.amount.minor), Some(900));
        let list = ListProducts { market: Market::Eu, collection: None, sort: Sort::PriceAscending, page: 1 };
        let page = shop.client.call(&list).await.expect("a page");
        assert_eq!(page.items[0].slug.as_str(), "harbour-mug", "the list is sorted by the new price");
        let told = shop.told_prices().await;
        let [prices] = &told[..] else { panic!("{told:?}") };
        assert_eq!((prices.product, prices.version), (view.id, view.prices_version));
        let told: Vec<_> = prices.variants.iter().map(|variant| (variant.sku.as_str(), &variant.prices[..])).collect();
        let ink = mug().variants[0].prices[0];
        assert_eq!(told, [("MUG-INK", &[ink][..]), ("MUG-OAT", &state.prices[..])], "in the product's own order");
        assert_eq!((page.items[0].id, page.items[0].prices_version), (view.id, prices.version));
        let tags = vec![format!("pr:{}", view.id), "by-price".into()];
        assert_eq!(shop.forget_events().await, [(PRICES_CHANGED.to_owned(), tags)]);

        let again = shop.client.call_as(&update(vec![euro(900, Some(1900))], None), &staff).await.expect("saved");
        assert_eq!(again, state);
        let same = shop.staff("same-price").await;
        shop.client.call_as(&update(vec![euro(900, Some(1900))], None), &same).await.expect("nothing to do is fine");
        assert_eq!(shop.forget_events().await, [], "neither a repeat nor the same price is news");
    }

    #[tokio::test]
    async fn a_key_is_for_one_request() {
        let shop = shop_with_mug().await;
        let staff = shop.staff("only-once").await;
        shop.client.call_as(&update(vec![euro(900, None)], None), &staff).await.expect("staff may");
        let other = shop.client.call_as(&update(vec![euro(800, None)], Some(7)), &staff).await.expect_err("other body");
        assert_eq!(other.code, Code::IdempotencyKeyReused);
        assert_eq!(shop.counts(), [], "a refused request moves no stock");
    }

    #[tokio::test]
    async fn stock_is_set_where_it_is_counted() {
        let shop = shop_with_mug().await;
        let staff = shop.staff("count-stock").await;
        let state = shop.client.call_as(&update(vec![], Some(7)), &staff).await.expect("staff may");
        assert_eq!(state.on_hand, Some(7));
        let counts = shop.counts();
        assert_eq!((counts.len(), counts[0].0.as_str(), counts[0].1), (1, "MUG-OAT", 7));
        assert_eq!(shop.forget_events().await, [], "the catalogue itself did not change");
        // As if the process had died between the stock and the price: the repeat uses the same key.
        sqlx::query("delete from shop.idempotency_keys").execute(&shop.stores.db).await.unwrap();
        shop.client.call_as(&update(vec![], Some(7)), &staff).await.expect("staff may");
        assert_eq!(shop.counts()[1].2, counts[0].2);
    }

    #[tokio::test]
    async fn only_staff_may_and_only_what_makes_sense() {
        let shop = shop_with_mug().await;
        let cheap = update(vec![euro(1, None)], None);
        let nobody = Credentials { bearer: None, idempotency_key: Some("by-nobody".into()) };
        let check = async |request: &UpdateVariant, as_whom: &Credentials, code, field: Option<&str>| {
            let problem = shop.client.call_as(request, as_whom).await.expect_err("refused");
            assert_eq!((problem.code, problem.field.as_deref()), (code, field));
        };
        check(&cheap, &nobody, Code::Unauthenticated, None).await;
        let customer = domain::CustomerId(Uuid::now_v7());
        let session = shop.stores.sessions.open(customer).await.expect("Redis is up");
        let shopper = Credentials { bearer: Some(session), ..nobody.clone() };
        check(&cheap, &shopper, Code::Forbidden, None).await;
        let staff = shop.staff("bad-requests").await;
        check(&update(vec![], None), &staff, Code::InvalidField, Some("prices")).await;
        check(&update(vec![euro(-1, None)], None), &staff, Code::InvalidField, Some("prices[0].amount_minor")).await;
        let high = update(vec![euro(MAX_AMOUNT + 1, None)], None);
        check(&high, &staff, Code::InvalidField, Some("prices[0].amount_minor")).await;
        let not_higher = update(vec![euro(5, Some(5))], None);
        check(&not_higher, &staff, Code::InvalidField, Some("prices[0].compare_at_minor")).await;
        let twice = update(vec![euro(5, None), euro(6, None)], Some(1));
        check(&twice, &staff, Code::InvalidField, Some("prices[1].currency")).await;
        let unknown = UpdateVariant { sku: "NOBODY-S".parse().unwrap(), prices: vec![], on_hand: Some(1) };
        check(&unknown, &staff, Code::VariantNotFound, None).await;
        assert_eq!((shop.counts(), shop.forget_events().await), (vec![], vec![]));
    }
}
