//! Prices by quantity, from the list that staff set to the order.

use http::Method;
use serde_json::{Value, json};
use testing::{Shop, eventually};

#[tokio::test]
async fn a_list_that_begins_is_on_the_product_page_at_once_and_in_the_cart_when_it_is_reached() {
    let shop = Shop::start().await;
    let (sku, slug, minor): (String, String, i64) = sqlx::query_as(
        "select o.sku, o.slug, (o.prices ->> 'EUR')::bigint
         from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 5 and o.active and (o.prices ->> 'EUR')::bigint > 1000 order by o.sku limit 1",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("the demo shop has something");
    let shopper = shop.shopper();
    let product = format!("/products/{slug}?variant={}", api::endpoint::percent_encoded(&sku));
    assert!(!shopper.get(&product).await.body.contains("buy-steps"), "no list is set");
    let terms = json!({
        "name": "More for less", "currency": "EUR",
        "entries": [{ "sku": sku, "from": 3, "amount_minor": minor - 111 }],
    });
    let staff =
        async |method, path: &str, body: &Value| shop.shopper().call(method, path, Some(&shop.staff_key), body).await;
    let made = staff(Method::POST, "/v1/admin/price-lists", &json!({ "terms": terms })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let price = domain::Money::new(minor - 111, domain::Currency::Eur).display(domain::Locale::En);
    let table = eventually("the table on the product page", async || {
        let page = shopper.get(&product).await.body;
        let table = page.split_once("<table class=\"buy-steps\">")?.1.split_once("</table>")?.0.to_owned();
        Some(table)
    })
    .await;
    assert!(table.contains("from 3") && table.contains(&price), "{table}");
    for (units, is_reached) in [("2", false), ("1", true)] {
        let fields = [("sku", sku.as_str()), ("quantity", units), ("market", "eu")];
        assert_eq!(shopper.post_form("/api/cart/add_line", &fields).await.status, 200);
        let cart = shopper.get("/cart").await.body;
        assert_eq!(cart.contains("quantity price instead of"), is_reached, "{cart}");
        assert_eq!(cart.contains(&price), is_reached, "{cart}");
    }
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let gone = staff(Method::DELETE, &format!("/v1/admin/price-lists/{id}"), &Value::Null).await;
    assert_eq!(gone.status, 428, "a version has to be said: {}", gone.body);
}
