//! The shop when something behind it is gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use testing::{Account, Onlookers, Shop, eventually};

use crate::buying::something_in_stock;

/// How long a store is away while shoppers look on; `cargo xtask bench outage` has it away for minutes.
const AWAY: Duration = Duration::from_secs(6);

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
async fn pages_that_nobody_can_vouch_for_any_more_are_served_and_marked() {
    let mut shop = Shop::start().await;
    let (_, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let seen = shopper.get(&product).await;
    // Without events nothing is fresh for longer than ten seconds, and without the origin nothing newer is had.
    shop.nats.kill();
    shop.origin_process.kill();
    eventually("a page that is marked as stale", async || {
        let still = shopper.get(&product).await;
        assert_eq!((still.status, &still.body), (200, &seen.body));
        let status = still.header("cache-status");
        (status.contains("ttl=-") && status.contains("stale-if-error")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_origin_stays_up_and_names_the_store_it_misses() {
    let mut shop = Shop::start().await;
    let origin = testing::Shopper::new(&shop.origin);
    assert_eq!(origin.get("/health/stores").await.json()["nats"], "up");
    shop.nats.kill();
    eventually("the health report", async || {
        let reply = origin.get("/health/stores").await;
        (reply.status == 503 && reply.json()["nats"] == "down").then_some(())
    })
    .await;
    let ready = origin.get("/health/ready").await;
    assert_eq!((ready.status, &ready.json()["status"]), (200, &"degraded".into()), "all lack it: none is taken out");
    assert_eq!(origin.get("/health/live").await.status, 200);
    assert_eq!(shop.shopper().get("/products").await.status, 200, "selling goes on");
    shop.restart_nats();
    eventually("the recovery", async || (origin.get("/health/stores").await.json()["nats"] == "up").then_some(()))
        .await;
}

/// Has shoppers look around and buy while `trouble` comes and goes, and until one has ordered after it.
/// What they saw is free of faults: pages seen before are there, and whoever buys is served or put off plainly.
async fn through(shop: &mut Shop, trouble: impl AsyncFnOnce(&mut Shop)) -> Account {
    let (sku, product) = something_in_stock(shop).await;
    sqlx::query("update orders.stock_levels set on_hand = 100000 where sku = $1")
        .bind(&sku)
        .execute(&shop.stores.db)
        .await
        .expect("a level");
    // The search tells once that it has read the whole catalogue: lists seen before that would be made anew meanwhile.
    shop.quiet().await;
    let pages = ["/", "/products", "/de", "/collections/table", &product].map(str::to_owned);
    for page in &pages {
        assert_eq!(shop.shopper().get(page).await.status, 200, "{page}");
    }
    let member = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    assert!(shop.register(&member, &fields).await.path.starts_with("/account"));
    let onlookers = Onlookers::new(&shop.edge, pages.into(), &sku).with_member(member);
    let enough = AtomicBool::new(false);
    let course = async {
        let ordered_since = async |time: SystemTime| {
            eventually("an order without trouble", async || {
                onlookers.account().last_order.filter(|at| *at > time).map(drop)
            })
            .await;
        };
        ordered_since(SystemTime::UNIX_EPOCH).await;
        trouble(shop).await;
        ordered_since(SystemTime::now()).await;
        enough.store(true, Ordering::Relaxed);
    };
    futures::join!(onlookers.look(&enough), course);
    let account = onlookers.account();
    assert!(account.faults == 0 && account.pages > 100, "{account:#?}");
    account
}

#[tokio::test]
async fn shoppers_who_look_on_while_postgresql_is_away_are_served_or_put_off_plainly() {
    let mut shop = Shop::start().await;
    let wire = shop.wire_database().await;
    let account = through(&mut shop, async |_| {
        wire.cut();
        tokio::time::sleep(AWAY).await;
        wire.mend();
    })
    .await;
    assert!(account.put_off > 0, "nothing can be bought without PostgreSQL: {account:#?}");
}

#[tokio::test]
async fn shoppers_do_not_notice_that_nats_is_away() {
    let mut shop = Shop::start().await;
    let account = through(&mut shop, async |shop| {
        shop.nats.kill();
        tokio::time::sleep(AWAY).await;
        shop.restart_nats();
    })
    .await;
    assert_eq!(account.put_off, 0, "{account:#?}");
}

#[tokio::test]
async fn shoppers_who_look_on_while_redis_is_away_are_served_or_put_off_plainly() {
    let mut shop = Shop::start().await;
    through(&mut shop, async |shop| {
        shop.redis.kill();
        tokio::time::sleep(AWAY).await;
        shop.restart_redis();
    })
    .await;
}
