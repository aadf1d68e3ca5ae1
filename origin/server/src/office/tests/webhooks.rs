//! Webhooks by the office's pages.

use std::time::Duration;

use api::event::{Event, ORDER_PLACED};
use domain::EventId;
use origin_messaging::Cause;
use origin_platform::clock;
use origin_staff::Role;
use origin_webhooks::{Outcome, claim, record, settle};
use serde_json::json;
use uuid::Uuid;

use super::Scene;

impl Scene {
    /// An order is placed, and after so long the next attempt to tell of what waits comes to this.
    async fn tells_of_an_order(&self, later: Duration, outcome: Outcome) {
        let db = &self.stores.db;
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: ORDER_PLACED.to_owned(),
            // After the webhook was made, whenever that is.
            occurred_at: "2199-01-01T00:00:00Z".to_owned(),
            tags: Vec::new(),
            data: json!({ "order": Uuid::nil(), "number": 1042 }),
            replay_of: None,
            hard: false,
        };
        assert_eq!(record(db, &[(event, Cause::default())]).await.expect("PostgreSQL is up"), 1);
        // It is due from when it was recorded on.
        let now = clock::utc() + later;
        for claimed in claim(&self.stores, 10, now).await.expect("PostgreSQL is up") {
            settle(db, &claimed, &outcome, now).await.expect("PostgreSQL is up");
        }
    }
}

#[tokio::test]
async fn a_webhook_is_made_tried_paused_and_removed_and_its_secret_is_shown_once() {
    let scene = Scene::open().await;
    let mut dev = scene.member("dev@example.com", Role::Developer).await;
    let list = "/admin/webhooks";
    let page = dev.get(list).await;
    assert!(page.status == 200 && page.body.contains("No program is told"), "{}", page.body);
    let fields = |url: &'static str, others: &'static str| {
        [("url", url), ("event.shop.orders.placed", "on"), ("others", others)]
    };
    for (url, others, said) in [
        ("https://example.com/events", "orders", "This is no event"),
        ("http://10.0.0.1/events", "", "value=\"http://10.0.0.1/events\""),
    ] {
        let page = dev.get(list).await;
        let refused = dev.submit(&page, list, &fields(url, others)).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{said}: {}", refused.body);
        assert!(refused.body.contains("name=\"event.shop.orders.placed\" checked"), "{}", refused.body);
    }
    let made = dev.submit(&page, list, &fields("https://example.com/events?key=1", "shop.catalog.*")).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let secret = made.between("id=\"secret\">", "<").to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    let shown = dev.get(list).await;
    assert!(!shown.body.contains(&secret) && shown.body.contains("Events are sent"), "{}", shown.body);
    let one = format!("{list}/{}", shown.between("href=\"/admin/webhooks/", "\""));

    // What it is told, what it answers, and telling it again.
    scene
        .tells_of_an_order(
            Duration::from_secs(1),
            Outcome::Failed { status: Some(500), error: "as a <test>".to_owned() },
        )
        .await;
    let page = dev.get(&one).await;
    for said in ["An order was placed", "1 attempt", "answer 500", "as a &lt;test&gt;", "takes nothing since"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains(&secret), "{}", page.body);
    scene.tells_of_an_order(Duration::from_secs(60), Outcome::Taken(204)).await;
    let page = dev.get(&one).await;
    assert!(page.body.contains("answer 204"), "{}", page.body);
    let delivery = page.hidden("delivery").to_owned();
    let again = dev.submit(&page, &one, &[("do", "again"), ("delivery", delivery.as_str())]).await;
    assert_eq!(again.location, format!("{one}?again"), "{}", again.body);
    assert!(dev.get(&again.location).await.body.contains("sent again"));
    let page = dev.get(&one).await;
    let never = dev.submit(&page, &one, &[("do", "since"), ("since", "soon")]).await;
    assert!(never.status == 422 && never.body.contains("no day and time"), "{}", never.body);
    let page = dev.get(&one).await;
    assert_eq!(dev.submit(&page, &one, &[("do", "ping")]).await.location, format!("{one}?pinged"));
    assert!(dev.get(&one).await.body.contains("Test message"));

    // Another address, a pause, another secret, and away with it.
    let page = dev.get(&one).await;
    let version = page.hidden("version").to_owned();
    let changed =
        [("do", "save"), ("version", version.as_str()), ("url", "https://example.org/hooks"), ("others", "shop.>")];
    assert_eq!(dev.submit(&page, &one, &changed).await.location, format!("{one}?saved"));
    let page = dev.get(&one).await;
    let late =
        [("do", "save"), ("version", &version), ("url", "https://example.com/late"), ("event.shop.orders.paid", "on")];
    let late = dev.submit(&page, &one, &late).await;
    assert!(late.status == 409 && late.body.contains("value=\"https://example.com/late\""), "{}", late.body);
    for now in ["By now: <q>https://example.org/hooks</q>", "By now: <q>shop.&gt;</q>"] {
        assert!(late.body.contains(now), "{now}: {}", late.body);
    }
    // A form of the release before, which named no version, is not refused for good.
    let unnamed = [("do", "save"), ("version", ""), ("url", "https://example.com/before"), ("others", "shop.>")];
    let unnamed = dev.submit(&page, &one, &unnamed).await;
    assert!(unnamed.status == 409 && unnamed.body.contains("value=\"https://example.com/before\""), "{}", unnamed.body);
    assert_eq!(unnamed.hidden("version"), page.hidden("version"));
    let unasked = dev.submit(&page, &one, &[("do", "pause"), ("version", &version)]).await;
    assert!(unasked.status == 409 && unasked.body.contains("Events are sent"), "{}", unasked.body);
    let page = dev.get(&one).await;
    let version = page.hidden("version").to_owned();
    assert!(page.body.contains("https://example.org/hooks") && page.body.contains("shop.&gt;"), "{}", page.body);
    assert_eq!(dev.submit(&page, &one, &[("do", "pause"), ("version", &version)]).await.status, 303);
    let page = dev.get(&one).await;
    assert!(page.body.contains("Paused since") && page.body.contains("Disabled by staff."), "{}", page.body);
    let version = page.hidden("version").to_owned();
    assert_eq!(dev.submit(&page, &one, &[("do", "resume"), ("version", &version)]).await.status, 303);
    let page = dev.get(&one).await;
    let another = dev.submit(&page, &one, &[("do", "secret")]).await;
    assert!(another.status == 200 && another.body.contains("whsec_") && !another.body.contains(&secret));
    let page = dev.get(&one).await;
    assert_eq!(dev.submit(&page, &format!("{one}/delete"), &[]).await.location, list);
    assert_eq!(dev.get(&one).await.status, 404);

    // What was done is in the log: of the address its host alone.
    let mut owner = scene.member("ada@example.com", Role::Owner).await;
    let log = owner.get("/admin/audit").await;
    for said in ["Made a webhook", "Changed a webhook", "Made a new secret for a webhook", "Deleted a webhook"] {
        assert!(log.body.contains(said), "{said}: {}", log.body);
    }
    assert!(!log.body.contains("key=1"), "{}", log.body);
}
