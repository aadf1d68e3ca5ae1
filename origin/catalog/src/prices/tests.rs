//! Prices over months, on real stores.

use api::catalog::admin::{DeleteProduct, GetAdminProduct, ListPriceChanges, PriceChange, ProductInput, UpdateProduct};
use api::catalog::{GetProduct, ListProducts, PriceEntry, Sort, UpdateVariant};
use api::endpoint::if_match::IfMatch;
use api::problem::Code;
use domain::{Market, ProductId};
use origin_platform::audit;
use uuid::Uuid;

use super::forget::forget_some;
use crate::testing::{Shop, euro, plain};

async fn shop_with_bowl(price: PriceEntry) -> Shop {
    let shop = Shop::open().await;
    let mut bowl = plain("bowl", 0);
    bowl.variants[0].prices = vec![price];
    shop.upsert(&[bowl]).await;
    shop
}

async fn ask_for(shop: &Shop, amount: i64, former: Option<i64>) -> PriceEntry {
    let update = UpdateVariant { sku: "BOWL".parse().unwrap(), prices: vec![euro(amount, former)], on_hand: None };
    shop.as_staff(&update).await.expect("a price").prices[0]
}

/// Lets days go by.
async fn wait(shop: &Shop, days: i32) {
    sqlx::query("update catalog.price_history set changed_at = changed_at - make_interval(days => $1)")
        .bind(days)
        .execute(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
}

/// From what the bowl is reduced, on its page, on its card and by the event that tells of it.
async fn reduced_from(shop: &Shop, market: Market) -> Option<i64> {
    let product = shop.client.call(&GetProduct { slug: "bowl".parse().unwrap(), market }).await.expect("a product");
    let list = ListProducts { market, collection: None, sort: Sort::Featured, page: 1 };
    let card = shop.client.call(&list).await.expect("a list").items.remove(0);
    let page = product.variants[0].price.expect("it is sold");
    assert_eq!(card.price, Some(page));
    if let Some(told) = shop.told_prices().await.pop() {
        assert_eq!(told.variants[0].prices[0].price(), page);
    }
    page.reduced_from(market).map(|former| former.price.minor)
}

async fn changes(shop: &Shop) -> Vec<(Option<i64>, Option<i64>)> {
    let product = shop.client.call(&GetProduct { slug: "bowl".parse().unwrap(), market: Market::Eu }).await;
    let list = ListPriceChanges { product: product.expect("a product").id, sku: None };
    let changes: Vec<PriceChange> = shop.as_staff(&list).await.expect("staff may");
    changes.into_iter().map(|change| (change.amount_minor, change.compare_at_minor)).collect()
}

#[tokio::test]
async fn a_price_is_reduced_from_the_lowest_of_the_thirty_days_before() {
    let shop = shop_with_bowl(euro(1000, None)).await;
    wait(&shop, 40).await;
    ask_for(&shop, 800, None).await;
    wait(&shop, 31).await;
    ask_for(&shop, 1200, None).await;
    wait(&shop, 10).await;
    let kept = ask_for(&shop, 700, Some(1500)).await;
    assert_eq!(kept.lowest_before_minor, Some(800), "asked until ten days ago");
    assert_eq!(reduced_from(&shop, Market::Eu).await, Some(800));
    wait(&shop, 60).await;
    ask_for(&shop, 700, Some(1400)).await;
    assert_eq!(reduced_from(&shop, Market::De).await, Some(800), "the same reduction, whatever is said of it");
    ask_for(&shop, 750, Some(1400)).await;
    assert_eq!(reduced_from(&shop, Market::De).await, None, "it was cheaper a moment ago");
    wait(&shop, 31).await;
    ask_for(&shop, 740, Some(1400)).await;
    assert_eq!(reduced_from(&shop, Market::De).await, Some(750));
    ask_for(&shop, 740, None).await;
    assert_eq!(reduced_from(&shop, Market::De).await, None);
    ask_for(&shop, 740, Some(1400)).await;
    assert_eq!(reduced_from(&shop, Market::De).await, None, "what was asked all the time is not reduced");
}

#[tokio::test]
async fn of_the_first_price_the_merchant_says_what_was_asked_before() {
    let shop = shop_with_bowl(euro(700, Some(900))).await;
    assert_eq!(reduced_from(&shop, Market::Eu).await, Some(900));
    ask_for(&shop, 650, Some(900)).await;
    assert_eq!(reduced_from(&shop, Market::Eu).await, Some(700));
}

#[tokio::test]
async fn no_price_changes_without_being_kept_whoever_changes_it() {
    let shop = shop_with_bowl(euro(1000, None)).await;
    ask_for(&shop, 900, Some(1000)).await;
    ask_for(&shop, 900, Some(1000)).await;
    sqlx::query("update catalog.prices set amount_minor = 850").execute(&shop.stores.db).await.expect("a price");
    let mut unpriced = plain("bowl", 0);
    unpriced.variants[0].prices.clear();
    shop.upsert(&[unpriced]).await;
    shop.upsert(&[plain("bowl", 1000)]).await;
    let kept = [(Some(1000), None), (None, None), (Some(850), Some(1000)), (Some(900), Some(1000)), (Some(1000), None)];
    assert_eq!(changes(&shop).await, kept);
    ask_for(&shop, 950, Some(1000)).await;
    assert_eq!(reduced_from(&shop, Market::Eu).await, None, "what was not sold for a moment is not new");
    let nowhere = ListPriceChanges { product: ProductId(Uuid::now_v7()), sku: None };
    assert_eq!(shop.as_staff(&nowhere).await.expect_err("no such product").code, Code::ProductNotFound);
}

#[tokio::test]
async fn old_prices_are_forgotten_but_what_was_asked_when_the_time_began() {
    let shop = shop_with_bowl(euro(1000, None)).await;
    ask_for(&shop, 900, None).await;
    wait(&shop, 399).await;
    ask_for(&shop, 800, None).await;
    assert_eq!(forget_some(&shop.stores.db).await.expect("PostgreSQL is up"), 0, "nothing is old enough");
    wait(&shop, 2).await;
    assert_eq!(forget_some(&shop.stores.db).await.expect("PostgreSQL is up"), 1);
    assert_eq!(changes(&shop).await, [(Some(800), None), (Some(900), None)]);
    sqlx::query("delete from catalog.prices").execute(&shop.stores.db).await.expect("PostgreSQL is up");
    wait(&shop, 500).await;
    forget_some(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!(changes(&shop).await, [], "nothing is asked any more");
}

#[tokio::test]
async fn a_price_by_measure_is_told_wherever_the_price_is_and_follows_both() {
    let shop = Shop::open().await;
    let mut tea = plain("tea", 498);
    tea.variants[0].measure = "250 g / 100 g".parse().ok();
    let mut tin = tea.variants[0].clone();
    (tin.sku, tin.measure) = ("TIN".parse().unwrap(), "1 kg / 100 g".parse().ok());
    tin.prices = vec![euro(1500, None)];
    tin.options = [("size".to_owned(), "tin".to_owned())].into();
    let axis = serde_json::json!([{ "code": "size", "label": { "en": "Size" }, "values": [
        { "code": "bag", "label": { "en": "Bag" } }, { "code": "tin", "label": { "en": "Tin" } } ] }]);
    tea.options = serde_json::from_value(axis).expect("an axis");
    tea.variants[0].options = [("size".to_owned(), "bag".to_owned())].into();
    tea.variants.push(tin);
    shop.upsert(&[tea.clone()]).await;
    let told = async || {
        let market = Market::De;
        let get = GetProduct { slug: "tea".parse().unwrap(), market };
        let page = shop.client.call(&get).await.expect("a product");
        let list = ListProducts { market, collection: None, sort: Sort::PriceAscending, page: 1 };
        let card = shop.client.call(&list).await.expect("a list").items.remove(0);
        let of = |price: Option<domain::catalog::Price>| Some(price?.unit_price()?.price.minor);
        (page.variants.iter().map(|variant| of(variant.price)).collect::<Vec<_>>(), of(card.price))
    };
    assert_eq!(told().await, (vec![Some(199), Some(150)], Some(199)));
    shop.forget_events().await;
    let update = UpdateVariant { sku: "TIN".parse().unwrap(), prices: vec![euro(400, None)], on_hand: None };
    shop.as_staff(&update).await.expect("a price");
    assert_eq!(told().await, (vec![Some(199), Some(40)], Some(40)), "the tin is the cheapest now");
    let event = shop.told_prices().await.pop().expect("told");
    assert_eq!(
        event.variants[1]
            .price(domain::Currency::Eur)
            .and_then(|price| price.unit_price())
            .map(|unit| unit.price.minor),
        Some(40)
    );
    tea.variants[1].prices = vec![euro(400, None)];
    tea.variants[1].measure = None;
    shop.upsert(&[tea]).await;
    assert_eq!(told().await, (vec![Some(199), None], None), "what measures nothing says nothing by measure");
}

#[tokio::test]
async fn what_the_shop_works_out_of_prices_is_in_no_entry_of_the_audit_log() {
    let shop = shop_with_bowl(euro(1000, None)).await;
    wait(&shop, 40).await;
    assert_eq!(ask_for(&shop, 700, Some(1000)).await.lowest_before_minor, Some(1000));
    let get = GetProduct { slug: "bowl".parse().unwrap(), market: Market::Eu };
    let product = shop.client.call(&get).await.expect("a product").id;
    let kept = shop.as_staff(&GetAdminProduct { product }).await.expect("it is there");
    assert_eq!(kept.product.variants[0].prices[0].lowest_before_minor, Some(1000), "staff see it");
    let mut variants = kept.product.variants.clone();
    variants[0].prices[0].amount_minor = 650;
    let change = ProductInput { variants: Some(variants), ..ProductInput::default() };
    let update = UpdateProduct { product, if_match: Some(IfMatch::Any), change };
    shop.as_staff(&update).await.expect("a price");
    shop.as_staff(&DeleteProduct { product, if_match: Some(IfMatch::Any) }).await.expect("deleted");
    let entries = audit::entries(&shop.stores.db, None, None, 9).await.expect("readable");
    let told: Vec<_> = entries.iter().flat_map(|entry| [&entry.before, &entry.after]).flatten().collect();
    assert_eq!(entries.len(), 3, "{entries:?}");
    assert!(told.iter().all(|told| !told.to_string().contains("lowest_before_minor")), "{told:?}");
}
