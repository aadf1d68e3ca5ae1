//! Messages to browsers, against a push service that reads what it is sent as a browser does.

use std::sync::Arc;
use std::time::Duration;

use api::endpoint::Endpoint;
use api::event::{AVAILABILITY_CHANGED, AvailabilityChanged, OrderRefunded, OrderShipped};
use api::orders::OrderView;
use api::push::{GetPushKey, PushTarget, UpdateOrderPush, UpdateVariantPush};
use api::{Client, Code, Credentials, Problem};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::{EventId, Market, OrderId, Sku};
use origin_messaging::Cause;
use origin_orders::inventory::set_levels;
use origin_orders::orders::issue_link;
use origin_platform::GuardedClient;
use origin_platform::transport::InProcess;
use origin_webhooks::Rules;
use tokio::sync::Notify;
use uuid::Uuid;

use super::record::{Available, Following, PushTrigger, Refunded, Shipped};
use super::send::Sender;
use super::testing::{AUTH, PushService, RULES, SHOP, key, p256dh};
use super::{PushSettings, push_router, sweep};
use crate::testing::Scene;

/// A shop, a push service, and the browsers that know both.
struct Pushed {
    scene: Scene,
    service: PushService,
    sender: Sender,
}

impl Pushed {
    async fn open() -> Self {
        let (scene, service) = (Scene::open().await, PushService::start().await);
        let settings = PushSettings { key: key(), public_url: SHOP.to_owned(), rules: RULES };
        let sender = Sender::new(scene.sender.stores.clone(), settings, GuardedClient::new());
        Self { scene, service, sender }
    }

    fn target(&self, browser: &str) -> PushTarget {
        PushTarget {
            endpoint: format!("{}/send/{browser}", self.service.address),
            p256dh: p256dh(),
            auth: BASE64_URL_SAFE_NO_PAD.encode(AUTH),
        }
    }

    async fn call<E: Endpoint>(&self, endpoint: &E, token: Option<&str>) -> Result<E::Reply, Problem> {
        let client = Client::new(InProcess(push_router(self.scene.sender.stores.clone(), Some(&key()), RULES)));
        let credentials = Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) };
        client.call_with_token(endpoint, &credentials, token).await
    }

    async fn follow(&self, browser: &str, order: &OrderView, market: Market) {
        let update = UpdateOrderPush { order: order.id, market, target: self.target(browser), wanted: true };
        self.call(&update, order.order_token.as_deref()).await.expect("it may be told");
    }

    async fn tell<T: PushTrigger>(&self, event: EventId, data: &T::Data) -> u64 {
        let following = Following::<T>::new(self.scene.sender.stores.clone(), Arc::new(Notify::new()));
        following.record(event, &Cause::default(), data).await.expect("PostgreSQL is up")
    }

    async fn round(&self) -> usize {
        self.sender.round().await.expect("PostgreSQL is up")
    }

    async fn count(&self, table: &str) -> i64 {
        let count = format!("select count(*) from shop.{table}");
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(count));
        count.fetch_one(&self.scene.sender.stores.db).await.expect("PostgreSQL is up")
    }

    /// Lets the time come at which what waits is tried again.
    async fn wait(&self) {
        self.scene.execute("update shop.push_messages set next_attempt_at = now()").await;
    }
}

fn event() -> EventId {
    EventId(Uuid::now_v7())
}

#[tokio::test]
async fn a_shipment_is_told_once_in_the_browser_s_language_and_to_it_alone() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::De).await;
    shop.follow("one", &order, Market::De).await;
    shop.follow("two", &order, Market::Eu).await;
    let shipment = shop.scene.shipment(&order).await;
    let (shipped, at) = (OrderShipped { order: order.id, shipment }, event());
    assert_eq!(shop.tell::<Shipped>(at, &shipped).await, 2);
    assert_eq!(shop.tell::<Shipped>(at, &shipped).await, 0, "the stream may tell it again");
    assert_eq!((shop.round().await, shop.round().await), (2, 0));
    assert_eq!(shop.tell::<Shipped>(at, &shipped).await, 0, "and after it was sent, too");

    let mut messages = shop.service.take();
    messages.sort_by(|one, other| one.path.cmp(&other.path));
    let number = order.number.expect("it is placed").to_string();
    let expected = [("/send/one", "de", "unterwegs", "/de/orders/"), ("/send/two", "en", "on its way", "/orders/")];
    for (message, (path, lang, said, page)) in messages.iter().zip(expected) {
        message.assert_signed(&shop.service.address);
        let read = message.read();
        assert_eq!((message.path.as_str(), read["lang"].as_str()), (path, Some(lang)));
        let title = read["title"].as_str().expect("a text");
        assert!(title.contains(&number) && title.contains(said), "{title}");
        assert_eq!(read["url"], format!("{page}{}", order.id));
        assert_eq!(read["tag"], at.to_string());
        assert_eq!((message.field("urgency"), message.field("ttl")), ("normal", "172800"));
        assert!((1..=32).contains(&message.field("topic").len()));
        // On the way nobody learns of which order it is.
        let (fields, body) = (format!("{:?}", message.headers), String::from_utf8_lossy(&message.body));
        for secret in [&order.id.to_string(), "ada@example.com", said] {
            assert!(!fields.contains(secret) && !body.contains(secret), "{secret}: {fields} {body}");
        }
        assert!(!body.contains(&number), "{body}");
    }
    assert_eq!(messages.len(), 2);
    let kept = sqlx::query_scalar::<_, i64>("select count(*) from shop.push_messages where payload <> ''");
    assert_eq!(kept.fetch_one(&shop.scene.sender.stores.db).await.expect("PostgreSQL is up"), 0);
}

#[tokio::test]
async fn a_refund_is_told_to_whoever_may_see_the_order_until_they_want_no_more() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    let of = |order, wanted| UpdateOrderPush { order, market: Market::Eu, target: shop.target("one"), wanted };
    for (order, token) in
        [(order.id, None), (order.id, Some("another")), (OrderId(Uuid::new_v4()), order.order_token.as_deref())]
    {
        let refused = shop.call(&of(order, true), token).await.expect_err("not theirs to see");
        assert_eq!(refused.code, Code::OrderNotFound);
    }
    shop.follow("one", &order, Market::Eu).await;
    let refund = shop.scene.refund(&order).await;
    assert_eq!(shop.tell::<Refunded>(event(), &OrderRefunded { order: order.id, refund }).await, 1);
    shop.round().await;
    let read = shop.service.take().remove(0).read();
    assert!(read["title"].as_str().is_some_and(|title| title.contains("€26.50")), "{read}");

    shop.call(&of(order.id, false), order.order_token.as_deref()).await.expect("they may stop");
    assert_eq!(shop.tell::<Refunded>(event(), &OrderRefunded { order: order.id, refund }).await, 0);
    assert_eq!((shop.count("push_subscriptions").await, shop.count("push_topics").await), (0, 0));
}

#[tokio::test]
async fn whoever_followed_an_order_by_a_link_is_told_no_more_when_the_link_has_ended() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    shop.follow("one", &order, Market::Eu).await;
    // As “find my order” ends the links that there were. Another follows by one that is newer.
    shop.scene.execute("update orders.orders set link_generation = link_generation + 1").await;
    let token = issue_link(&shop.scene.sender.stores.db, order.id).await.expect("PostgreSQL is up");
    let of = UpdateOrderPush { order: order.id, market: Market::Eu, target: shop.target("two"), wanted: true };
    shop.call(&of, Some(&token)).await.expect("the link is new");
    let shipment = shop.scene.shipment(&order).await;
    assert_eq!(shop.tell::<Shipped>(event(), &OrderShipped { order: order.id, shipment }).await, 1);
    shop.round().await;
    let paths: Vec<String> = shop.service.take().into_iter().map(|message| message.path).collect();
    assert_eq!((paths, shop.count("push_topics").await), (vec!["/send/two".to_owned()], 1));
    // By their account they go on being told.
    shop.scene.execute("update shop.push_topics set link_hash = null").await;
    shop.scene.execute("update orders.orders set link_generation = link_generation + 1").await;
    assert_eq!(shop.tell::<Shipped>(event(), &OrderShipped { order: order.id, shipment }).await, 1);
}

#[tokio::test]
async fn a_bundle_that_is_back_is_told_like_anything_else() {
    let shop = Pushed::open().await;
    shop.scene.order(Market::Eu).await;
    let db = &shop.scene.sender.stores.db;
    shop.scene
        .execute(
            "insert into orders.sellable_snapshots (sku, product_id, slug, title, choice, prices, active)
             select 'SET', gen_random_uuid(), 'set', '{\"en\": \"Set\", \"de\": \"Satz\"}', choice, prices, true
             from orders.sellable_snapshots where sku = 'MUG'",
        )
        .await;
    shop.scene.execute("insert into orders.bundle_components (bundle, sku, units) values ('SET', 'MUG', 2)").await;
    let sku: Sku = "SET".parse().expect("a SKU");
    let level =
        async |units| set_levels(db, &[("MUG".parse().expect("a SKU"), units)]).await.expect("PostgreSQL is up");
    level(1).await;
    let wait = UpdateVariantPush { sku: sku.clone(), market: Market::Eu, target: shop.target("one"), wanted: true };
    shop.call(&wait, None).await.expect("anybody may wait");
    shop.scene.execute("delete from shop.outbox").await;
    level(7).await;
    // What changes of a part is told of the bundle, too.
    let told: Vec<serde_json::Value> =
        sqlx::query_scalar("select data from shop.outbox").fetch_all(db).await.expect("PostgreSQL is up");
    assert!(told.iter().any(|event| event.to_string().contains("\"SET\"")), "{told:?}");
    let changed = AvailabilityChanged { sku, products: Vec::new(), version: None, availability: None };
    assert_eq!(shop.tell::<Available>(event(), &changed).await, 1);
    shop.round().await;
    assert_eq!(shop.service.take().remove(0).read()["title"], "Back in stock: Set");
}

#[tokio::test]
async fn what_is_back_is_told_once_to_everybody_who_waits_and_not_while_it_is_out() {
    let shop = Pushed::open().await;
    shop.scene.order(Market::Eu).await;
    let wait = |sku: &str, wanted| UpdateVariantPush {
        sku: sku.parse().expect("a SKU"),
        market: Market::De,
        target: shop.target("one"),
        wanted,
    };
    assert_eq!(shop.call(&wait("NONE", true), None).await.expect_err("not on sale").code, Code::InvalidField);
    shop.call(&wait("MUG", true), None).await.expect("anybody may wait");
    let db = &shop.scene.sender.stores.db;
    let level =
        async |units| set_levels(db, &[("MUG".parse().expect("a SKU"), units)]).await.expect("PostgreSQL is up");
    let changed = AvailabilityChanged {
        sku: "MUG".parse().expect("a SKU"),
        products: Vec::new(),
        version: None,
        availability: None,
    };
    assert_eq!(Available::SUBSCRIPTION.subject, AVAILABILITY_CHANGED);
    level(0).await;
    assert_eq!(shop.tell::<Available>(event(), &changed).await, 0);
    level(5).await;
    assert_eq!(shop.tell::<Available>(event(), &changed).await, 1);
    assert_eq!(shop.tell::<Available>(event(), &changed).await, 0, "once");
    shop.round().await;
    let read = shop.service.take().remove(0).read();
    assert_eq!((&read["title"], &read["icon"]), (&"Wieder auf Lager: Becher".into(), &serde_json::Value::Null));
    assert_eq!(
        (read["url"].as_str(), read["topic"].as_str()),
        (Some("/de/products/mug?variant=MUG"), Some("variant:MUG"))
    );
    // The merchant's icon is shown once it was made of the logo.
    for (next_at, icon) in [("now()", serde_json::Value::Null), ("null", "/media/p1/logo-192.icon.png".into())] {
        shop.scene
            .execute(&format!(
                r#"with logo as (
                       insert into settings.shop_versions (version, document)
                       select coalesce(max(version), 0) + 1,
                              '{{"look": {{"logo": {{"path": "p1/logo", "width": 4, "height": 1}}}}}}'::jsonb
                       from settings.shop_versions
                   )
                   insert into settings.logo_icons (path, next_at) values ('p1/logo', {next_at})
                   on conflict (path) do update set next_at = excluded.next_at"#
            ))
            .await;
        shop.call(&wait("MUG", true), None).await.expect("anybody may wait");
        assert_eq!(shop.tell::<Available>(event(), &changed).await, 1);
        shop.round().await;
        assert_eq!(shop.service.take().remove(0).read()["icon"], icon);
    }
    // Who waits no more is not told.
    shop.call(&wait("MUG", true), None).await.expect("anybody may wait");
    shop.call(&wait("MUG", false), None).await.expect("and stop");
    assert_eq!(shop.tell::<Available>(event(), &changed).await, 0);
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_a_busy_service_is_asked_again_later() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    for (browser, status) in [("gone", 410), ("busy", 429), ("broken", 503), ("odd", 413)] {
        shop.follow(browser, &order, Market::Eu).await;
        shop.service.answer(browser, status);
    }
    let shipment = shop.scene.shipment(&order).await;
    shop.tell::<Shipped>(event(), &OrderShipped { order: order.id, shipment }).await;
    assert_eq!((shop.round().await, shop.round().await), (4, 0), "nothing is tried again at once");
    assert_eq!((shop.service.take().len(), shop.count("push_subscriptions").await), (4, 3));
    let soonest = "select min(extract(epoch from next_attempt_at - now()))::float8 from shop.push_messages
                   where settled_at is null";
    let wait: f64 = sqlx::query_scalar(soonest).fetch_one(&shop.scene.sender.stores.db).await.expect("two wait");
    assert!((1.0..=60.0).contains(&wait), "{wait}");

    shop.service.answer("busy", 201);
    shop.wait().await;
    assert_eq!(shop.round().await, 2);
    let paths: Vec<String> = shop.service.take().into_iter().map(|message| message.path).collect();
    assert!(paths.iter().all(|path| path == "/send/busy" || path == "/send/broken"), "{paths:?}");
    // After two days nobody is interested any more.
    shop.scene.execute("update shop.push_messages set created_at = now() - interval '3 days'").await;
    shop.wait().await;
    assert_eq!((shop.round().await, shop.service.take().len()), (1, 0));
    shop.wait().await;
    assert_eq!(shop.round().await, 0);
}

#[tokio::test]
async fn whoever_ends_between_sending_and_noting_has_it_sent_again_under_the_same_names() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    shop.follow("one", &order, Market::Eu).await;
    let shipment = shop.scene.shipment(&order).await;
    shop.tell::<Shipped>(event(), &OrderShipped { order: order.id, shipment }).await;
    shop.round().await;
    // As if it had not been noted: what a message says goes only with the note.
    let first = shop.service.take().remove(0);
    let payload = first.read().to_string();
    let undo = format!("update shop.push_messages set settled_at = null, payload = '{}'", payload.replace('\'', "''"));
    shop.scene.execute(&undo).await;
    assert_eq!(shop.round().await, 0, "another waits until the claim is over");
    shop.wait().await;
    assert_eq!(shop.round().await, 1);
    let second = shop.service.take().remove(0);
    assert_eq!(second.field("topic"), first.field("topic"));
    assert_eq!(second.read()["tag"], first.read()["tag"]);
    assert_ne!(second.body, first.body, "each is encrypted by a key of its own");
}

#[tokio::test]
async fn strangers_take_a_bounded_number_and_lead_nowhere_private() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    for browser in 0..10 {
        shop.follow(&browser.to_string(), &order, Market::Eu).await;
    }
    shop.follow("3", &order, Market::De).await;
    let one_more = UpdateOrderPush { order: order.id, market: Market::Eu, target: shop.target("x"), wanted: true };
    let refused = shop.call(&one_more, order.order_token.as_deref()).await.expect_err("too many");
    assert_eq!((refused.code, shop.count("push_topics").await), (Code::TooManyRequests, 10));

    let stores = &shop.scene.sender.stores;
    let strict = Client::new(InProcess(push_router(stores.clone(), Some(&key()), Rules::default())));
    let credentials = Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) };
    let refused = strict.call_with_token(&one_more, &credentials, order.order_token.as_deref()).await;
    assert_eq!(refused.expect_err("this machine").field.as_deref(), Some("target.endpoint"));
    assert_eq!(
        strict.call_with_token(&GetPushKey {}, &credentials, None).await.expect("told").key,
        Some(key().public())
    );
    // A shop without a key sends nothing, and takes nobody.
    let without = Client::new(InProcess(push_router(stores.clone(), None, RULES)));
    assert_eq!(without.call_with_token(&GetPushKey {}, &credentials, None).await.expect("told").key, None);
    let credentials = Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) };
    let refused = without.call_with_token(&one_more, &credentials, order.order_token.as_deref()).await;
    assert_eq!(refused.expect_err("no key").field.as_deref(), Some("wanted"));
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_swept() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    shop.follow("one", &order, Market::Eu).await;
    let db = &shop.scene.sender.stores.db;
    shop.scene.execute("update shop.push_subscriptions set created_at = now() - interval '200 days'").await;
    sweep::forget_old(db).await.expect("PostgreSQL is up");
    assert_eq!(shop.count("push_subscriptions").await, 1);
    shop.scene.execute("update shop.push_topics set created_at = now() - interval '181 days'").await;
    sweep::forget_old(db).await.expect("PostgreSQL is up");
    assert_eq!((shop.count("push_topics").await, shop.count("push_subscriptions").await), (0, 0));
}

#[tokio::test]
async fn what_a_message_is_sent_for_lies_beside_it() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    shop.follow("one", &order, Market::Eu).await;
    let shipment = shop.scene.shipment(&order).await;
    let place = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let cause = Cause { trace_parent: Some(place.to_owned()), request_id: Some("7f-1".to_owned()) };
    let following = Following::<Shipped>::new(shop.scene.sender.stores.clone(), Arc::new(Notify::new()));
    following.record(event(), &cause, &OrderShipped { order: order.id, shipment }).await.expect("PostgreSQL is up");
    let known = format!("push_messages where trace_parent = '{place}' and request_id = '7f-1'");
    assert_eq!((shop.count(&known).await, shop.round().await), (1, 1));
}

#[tokio::test]
async fn the_job_sends_what_is_recorded_beside_it() {
    let shop = Pushed::open().await;
    let order = shop.scene.order(Market::Eu).await;
    shop.follow("one", &order, Market::Eu).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let wake = Arc::new(Notify::new());
    let following = Following::<Shipped>::new(shop.scene.sender.stores.clone(), Arc::clone(&wake));
    let shipment = shop.scene.shipment(&order).await;
    let running = super::send::run(&shop.sender, &wake, origin_messaging::Shutdown::new(stopped));
    let told = async {
        following
            .record(event(), &Cause::default(), &OrderShipped { order: order.id, shipment })
            .await
            .expect("PostgreSQL is up");
        wake.notify_one();
        origin_testing::wait_until("it is sent", async || shop.service.take().len() == 1).await;
        stop.send_replace(true);
    };
    let both = async { tokio::join!(running, told) };
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("it ends when it is asked to");
}
