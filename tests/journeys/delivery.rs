//! Fees and rates that staff set are on pages and at the checkout a moment later.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};
use uuid::Uuid;

use crate::buying::check_out;

async fn set(shop: &Shop, path: &str, version: i64, body: &Value) -> Reply {
    let (bearer, key) = (format!("Bearer {}", shop.staff_key), Uuid::new_v4().to_string());
    let version = format!("\"{version}\"");
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
        ("if-match", version.as_str()),
    ];
    shop.shopper().send(Method::PUT, path, &headers, body.to_string().into()).await.expect("an answer")
}

/// Something that is not delivered for nothing by itself: its SKU, and its page.
async fn something_cheap(shop: &Shop) -> (String, String) {
    let (sku, slug): (String, String) = sqlx::query_as(
        "select o.sku, o.slug from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 10 and o.active and (o.prices ->> 'EUR')::bigint < 4000 order by o.sku limit 1",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("the demo shop has something cheap in stock");
    (sku, format!("/products/{slug}"))
}

async fn with_something(shop: &Shop, sku: &str) -> Shopper {
    let shopper = shop.shopper();
    shopper.post_form("/api/cart/add_line", &[("sku", sku), ("quantity", "1"), ("market", "eu")]).await;
    shopper
}

#[tokio::test]
async fn a_fee_that_is_set_is_on_product_pages_and_at_the_checkout_at_once() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let (sku, product) = something_cheap(&shop).await;
    let looker = shop.shopper();
    for (market, says) in [("", "Delivery from €4.90."), ("/de", "4,90\u{a0}€."), ("/us", "Delivery from $4.90.")] {
        let path = format!("{market}{product}");
        looker.get(&path).await;
        let page = looker.get(&path).await;
        assert!(page.body.contains(says) && page.header("cache-status").contains("hit"), "{path}: {}", page.body);
    }
    let old = with_something(&shop, &sku).await;
    let ordered = check_out(&old, &old.get("/checkout").await, "ada@example.com", "test_accept").await;
    let meanwhile = with_something(&shop, &sku).await;
    let open = meanwhile.get("/checkout").await;
    assert!(open.body.contains("€4.90") && open.body.contains("3 to 5 working days"), "{}", open.body);

    let zones = json!({ "zones": [{ "name": "home", "countries": ["DE", "US"], "methods": { "standard": {
        "name": { "en": "Green parcel", "de": "Grünes Paket" }, "carrier": "Cargo bikes", "days": { "from": 1, "to": 2 },
        "fees": { "EUR": { "fee": { "by": "flat", "fee": 310 } }, "USD": { "fee": { "by": "flat", "fee": 0 } } },
    } } }] });
    let reply = set(&shop, "/v1/admin/delivery", 0, &zones).await;
    assert_eq!((reply.status, reply.header("etag")), (200, "\"1\""), "{}", reply.body);
    eventually("the fee on the product page", async || {
        looker.get(&product).await.body.contains("Delivery from €3.10.").then_some(())
    })
    .await;
    for (market, says) in [("/de", "3,10\u{a0}€."), ("/us", "Free delivery.")] {
        let page = looker.get(&format!("{market}{product}")).await.body;
        assert!(page.contains(says), "{market}: {page}");
    }

    // Whoever was at the checkout sees the new total before anything is ordered, and what was ordered stays.
    let refused = check_out(&meanwhile, &open, "eve@example.com", "test_accept").await;
    assert!(refused.status == 409 && refused.path.starts_with("/checkout"), "{} {}", refused.status, refused.path);
    for said in ["Green parcel", "1 to 2 working days, by Cargo bikes", "€3.10"] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let placed = check_out(&meanwhile, &refused, "eve@example.com", "test_accept").await;
    assert!(placed.path.starts_with("/orders/") && placed.body.contains("€3.10"), "{}", placed.body);
    assert!(placed.body.contains("Green parcel") && placed.body.contains("by Cargo bikes"), "{}", placed.body);
    assert!(old.get(&ordered.path).await.body.contains("€4.90"), "an order keeps what it was charged");
    // To where nothing goes, the checkout says so instead of offering ways.
    let away = with_something(&shop, &sku).await;
    let page = away.get("/checkout").await;
    let mut fields: Vec<(&str, String)> = testing::filled_in(&page, "eve@example.com", "test_accept").expect("a form");
    fields.retain(|(name, _)| *name != "country" && *name != "postal_code");
    fields.extend([("country", "FR".to_owned()), ("postal_code", "75001".to_owned())]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = away.post_form("/checkout", &fields).await;
    assert!(page.body.contains("We do not deliver to this address"), "{}", page.body);
}

/// What the page says of the tax that the total of standard delivery holds.
fn tax_held(page: &Reply) -> &str {
    let said = page.body.split_once("includes ").and_then(|(_, rest)| rest.split_once(" VAT"));
    said.unwrap_or_else(|| panic!("no tax: {} {}", page.status, page.body)).0
}

#[tokio::test]
async fn the_checkout_says_the_tax_of_where_the_parcel_goes_and_the_order_the_same() {
    let shop = Shop::start().await;
    let (sku, _) = something_cheap(&shop).await;
    let shopper = with_something(&shop, &sku).await;
    let page = shopper.get("/checkout").await;
    // Its script asks so, when a country is chosen.
    let asked = shopper.post_form("/checkout", &[("action", "costs"), ("country", "DK"), ("postal_code", "")]).await;
    assert_eq!((asked.status, asked.field("expected_standard")), (200, page.field("expected_standard")));
    assert_ne!(tax_held(&asked), tax_held(&page), "25 % in Denmark");
    let orders: i64 =
        sqlx::query_scalar("select count(*) from orders.orders").fetch_one(&shop.stores.db).await.expect("a count");
    assert_eq!(orders, 0, "nothing is ordered by asking");

    // Without scripts the next page says it.
    let send = async |page: &Reply, card: &str| {
        let mut fields = testing::filled_in(page, "ada@example.com", card).expect("a checkout form");
        fields.retain(|(name, _)| *name != "country" && *name != "postal_code");
        fields.extend([("country", "DK".to_owned()), ("postal_code", "8000".to_owned())]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        shopper.post_form("/checkout", &fields).await
    };
    let refused = send(&page, "test_decline").await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert_eq!(tax_held(&refused), tax_held(&asked));
    let placed = send(&refused, "test_accept").await;
    assert!(placed.path.starts_with("/orders/"), "{} {}", placed.status, placed.body);
    assert_eq!(tax_held(&placed), tax_held(&asked), "the order holds what was said");
}

#[tokio::test]
async fn where_tax_comes_on_top_nothing_is_ordered_at_a_total_that_was_not_shown() {
    let shop = Shop::start().await;
    let (sku, _) = something_cheap(&shop).await;
    let shopper = with_something(&shop, &sku).await;
    let page = shopper.get("/us/checkout").await;
    let fields = testing::filled_in(&page, "ada@example.com", "test_accept").expect("a checkout form");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = shopper.post_form("/us/checkout", &fields).await;
    assert_eq!(refused.status, 409, "an address in Berlin: {}", refused.body);
    let asked = [("action", "costs"), ("country", "DE"), ("postal_code", "10115")];
    let asked = shopper.post_form("/us/checkout", &asked).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_ne!(asked.field("expected_standard"), page.field("expected_standard"));
    assert_eq!(asked.field("expected_standard"), refused.field("expected_standard"));
}
