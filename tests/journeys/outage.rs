//! The shop when something behind it is gone.

use support::{Shop, eventually};

use crate::buying::something_in_stock;

#[tokio::test]
async fn pages_seen_before_are_served_while_the_origin_is_dead_and_the_rest_says_so() {
    let mut shop = Shop::start().await;
    let (_, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let seen = shopper.get(&product).await;
    shop.origin_process.kill();

    let still = shopper.get(&product).await;
    assert_eq!((still.status, &still.body), (200, &seen.body));
    let unseen = shopper.get("/collections").await;
    assert!(unseen.status == 503 || unseen.status == 200, "{}", unseen.status);
    let cart = shopper.post_form("/api/cart/add_line", &[("sku", "ANY"), ("quantity", "1"), ("market", "eu")]).await;
    assert!(cart.body.contains("</html>") && !cart.body.contains("panicked"), "{}", cart.body);
    let search = shopper.get("/search?q=never-asked-before").await;
    assert_eq!(search.status, 503);
    assert!(search.body.contains("</html>") && !search.header("retry-after").is_empty());
    eventually("the health report", async || {
        (shopper.get("/_edge/health").await.json()["origin"] == "down").then_some(())
    })
    .await;

    shop.restart_origin();
    eventually("the shop to recover", async || {
        (shopper.get("/search?q=never-asked-before").await.status == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_origin_stays_up_and_names_the_store_it_misses() {
    let mut shop = Shop::start().await;
    let origin = support::Shopper::new(&shop.origin);
    assert_eq!(origin.get("/health/ready").await.json()["nats"], "up");
    shop.nats.kill();
    eventually("the health report", async || {
        (origin.get("/health/ready").await.json()["nats"] == "down").then_some(())
    })
    .await;
    assert_eq!(origin.get("/health/live").await.status, 200);
    assert_eq!(shop.shopper().get("/products").await.status, 200, "selling goes on");
    shop.restart_nats();
    eventually("the recovery", async || (origin.get("/health/ready").await.json()["nats"] == "up").then_some(())).await;
}
