//! What changes often is put into pages that stay stored.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};

use crate::buying::something_in_stock;

/// Asks for a page that is stored, and insists that it is sent from there.
async fn stored(shopper: &Shopper, page: &str) -> Reply {
    let reply = shopper.get(page).await;
    assert!(reply.header("cache-status").starts_with("edge; hit"), "{page}: {}", reply.header("cache-status"));
    assert!(reply.headers.contains_key("age"), "{page}: a stored page has an age");
    assert!(!reply.headers.contains_key("x-edge-fragments"), "{page}: what is for the node alone is sent to nobody");
    reply
}

/// The availability of a SKU in the structured data of a product page.
fn offered(page: &Reply, sku: &str) -> String {
    let data = page.body.split("<script type=\"application/ld+json\">").nth(1).expect("structured data");
    let data: Value = serde_json::from_str(data.split("</script>").next().expect("an end")).expect("JSON");
    let offers = data["@graph"][0]["offers"].as_array().expect("offers");
    let offer = offers.iter().find(|offer| offer["sku"] == sku).expect("the variant is offered");
    offer["availability"].as_str().expect("a word").to_owned()
}

#[tokio::test]
async fn a_sold_out_variant_is_shown_on_a_page_that_stays_stored() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let page = format!("{product}?variant={sku}");
    // Both in another language too: a slot belongs to a market.
    let german = format!("/de{page}");
    for page in [&page, &german] {
        shopper.get(page).await;
        let before = stored(&shopper, page).await;
        assert!(before.header("cache-status").starts_with("edge; hit; ttl="), "{}", before.header("cache-status"));
        assert!(offered(&before, &sku).ends_with("/InStock"), "{}", offered(&before, &sku));
        assert!(!before.body.contains("disabled"), "it can be bought");
    }
    let etag = stored(&shopper, &page).await.header("etag").to_owned();

    let path = format!("/v1/admin/variants/{sku}");
    let changed = shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &json!({ "on_hand": 0 })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let renewed = eventually("the page to say that it is sold out", async || {
        let reply = stored(&shopper, &page).await;
        offered(&reply, &sku).ends_with("/OutOfStock").then_some(reply)
    })
    .await;
    assert!(renewed.body.contains("Sold out") && renewed.body.contains("disabled"), "the button says so too");
    assert_ne!(renewed.header("etag"), etag);
    let german = stored(&shopper, &german).await;
    assert!(offered(&german, &sku).ends_with("/OutOfStock"), "{}", offered(&german, &sku));
    assert!(german.body.contains("Ausverkauft"));
    let again = stored(&shopper, &page).await;
    assert_eq!(again.header("etag"), renewed.header("etag"));
    assert!(!again.header("cache-status").contains("filled"), "nothing is left to fill");
}

#[tokio::test]
async fn a_new_price_is_shown_on_every_page_that_stays_stored() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let slug = product.rsplit('/').next().expect("a slug");
    let card = format!("<a href=\"{product}\"");
    // Where the product's card is to be seen, whatever the merchant arranged.
    let collection: String = sqlx::query_scalar(
        "select collection_slug from catalog.collection_products join catalog.products on id = product_id
         where slug = $1 limit 1",
    )
    .bind(slug)
    .fetch_one(&shop.stores.db)
    .await
    .expect("the product is in a collection");
    let mut pages = vec![format!("{product}?variant={sku}"), format!("/collections/{collection}")];
    for page in ["/", "/products", &format!("/search?q={}", slug.replace('-', "+"))] {
        if shopper.get(page).await.body.contains(&card) {
            pages.push(page.to_owned());
        }
    }
    assert!(pages.len() > 2, "some list beside the collection's shows it");
    for page in &pages {
        shopper.get(page).await;
        assert!(!stored(&shopper, page).await.body.contains("€0.07"), "{page}");
    }

    // The lowest price of all, so that cards show it too.
    let path = format!("/v1/admin/variants/{sku}");
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 7 }] });
    let changed = shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    for page in &pages {
        eventually("the new price", async || stored(&shopper, page).await.body.contains("€0.07").then_some(())).await;
    }
}

#[tokio::test]
async fn nobody_but_the_node_asks_for_fragments() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (_, product) = something_in_stock(&shop).await;
    let slug = product.rsplit('/').next().expect("a slug");
    for path in
        ["/_edge/fragments", "/%5Fedge/fragments", "//_edge/fragments", "/de/_edge/fragments", "/_edge/fragments/"]
    {
        let reply = shopper.get(&format!("{path}?key=eu:price:{slug}")).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.body.contains("\"fragments\""), "{path}: {}", reply.body);
    }
}
