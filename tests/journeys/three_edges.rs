//! What staff change is on every edge: whatever it is, and wherever it lies.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testing::{Process, Reply, Shop, Shopper, eventually};
use uuid::Uuid;

use crate::buying::{check_out, something_in_stock};

/// No change takes longer, on a machine on which other tests run. That it takes a second where nothing else runs is measured
/// by `cargo xtask bench fresh` and `friday`.
const AT_MOST: Duration = Duration::from_secs(10);

/// A shop behind three edges.
struct Behind {
    shop: Shop,
    edges: Vec<String>,
    _nodes: Vec<Process>,
}

impl Behind {
    async fn three_edges() -> Self {
        let shop = Shop::start().await;
        let (second, one) = shop.start_edge("edge-node-2", &shop.origin, &[]).await;
        let (third, other) = shop.start_edge("edge-node-3", &shop.origin, &[]).await;
        let edges = vec![shop.edge.clone(), second, third];
        Self { shop, edges, _nodes: vec![one, other] }
    }

    /// A page as each edge answers it, wherever that leads.
    async fn seen(&self, path: &str) -> Vec<Reply> {
        let ask = |edge: &String| {
            let edge = edge.clone();
            async move {
                let reply = Shopper::new(&edge).send(Method::GET, path, &[("accept", "text/html")], Bytes::new()).await;
                reply.unwrap_or_else(|error| panic!("{edge}{path}: {error}"))
            }
        };
        join_all(self.edges.iter().map(ask)).await
    }

    /// Changes something as staff do, whatever it was.
    async fn change(&self, method: &Method, path: &str, body: &Value) -> Value {
        let (bearer, key) = (format!("Bearer {}", self.shop.staff_key), Uuid::new_v4().to_string());
        let mut headers = vec![
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("idempotency-key", key.as_str()),
        ];
        // What has a version is changed, or deleted, whichever it has.
        let has_version = [Method::PATCH, Method::DELETE].contains(method) && !path.contains("/variants/");
        headers.extend(has_version.then_some(("if-match", "*")));
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let reply = self.shop.shopper().send(method.clone(), path, &headers, body).await.expect("an answer");
        assert!(reply.status < 300, "{method} {path}: {} {}", reply.status, reply.body);
        if reply.body.is_empty() { Value::Null } else { reply.json() }
    }

    /// Waits until every edge has heard of all that was done. From then on none may show what was before.
    async fn acknowledged(&self) {
        self.shop.quiet().await;
        let applied =
            async |edge: &str| Shopper::new(edge).try_get("/_edge/health").await?.json()["applied_sequence"].as_u64();
        let newest = applied(self.shop.node.as_str()).await.expect("the node is up");
        for edge in &self.edges[1..] {
            eventually("the other edges", async || (applied(edge.as_str()).await? >= newest).then_some(())).await;
        }
    }
}

/// Something that staff change, and the page that tells.
struct Change {
    what: &'static str,
    method: Method,
    path: String,
    body: Value,
    page: String,
    /// Whether an answer tells of it.
    tells: Box<dyn Fn(&Reply) -> bool>,
}

/// A change of which the page tells by these letters.
fn change(what: &'static str, call: (Method, &str), body: Value, page: &str, said: &str) -> Change {
    let said = said.to_owned();
    let tells = Box::new(move |reply: &Reply| reply.status == 200 && reply.body.contains(&said));
    Change { what, method: call.0, path: call.1.to_owned(), body, page: page.to_owned(), tells }
}

/// One change of each kind, in the order in which they are made.
async fn changes(shop: &Shop) -> Vec<Change> {
    let (sku, product) = something_in_stock(shop).await;
    let (id, pinned): (Uuid, String) =
        sqlx::query_as("select id, slug from catalog.products where slug not like '%mug%' order by slug limit 1")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
    let view = shop.shopper().get(&format!("/v1{product}")).await.json();
    let thing = format!("/v1/admin/products/{}", view["id"].as_str().expect("an id"));
    let variant = format!("/v1/admin/variants/{sku}");
    let page = format!("{product}?variant={sku}");
    let settings = "/v1/admin/settings";
    let euros = |minor: i64| json!({ "prices": [{ "currency": "EUR", "amount_minor": minor }] });
    let menu = json!({ "header": [{ "label": { "en": "Round the harbour" }, "to": { "address": "/search" } }] });
    let home = json!({ "publication": "publish", "blocks": [{ "kind": "hero", "heading": { "en": "Low tide" } }] });
    let terms = json!({
        "kind": "terms", "slug": "our-terms", "title": { "en": "Our terms" }, "body": { "en": "Within a day." },
        "publication": "publish",
    });
    let list = json!({ "terms": {
        "name": "More for less", "currency": "EUR", "entries": [{ "sku": sku, "from": 5, "amount_minor": 123 }],
    } });
    let jug = json!({ "product": {
        "slug": "pilot-jug", "title": { "en": "Pilot jug" }, "status": "active", "collections": ["table"],
        "variants": [{ "sku": "PILOT-JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    let pin = json!({ "locale": "en", "effect": { "kind": "pin", "query": "mug", "products": [id] } });
    let first = move |reply: &Reply| reply.status == 200 && reply.json()["hits"][0]["slug"] == pinned.as_str();
    let searched = Change {
        tells: Box::new(first),
        ..change("a search's first", post("/v1/admin/search/rules"), pin, "/v1/search?q=mug", "")
    };
    vec![
        change("a price", patch(&variant), euros(432_109), &page, "€4,321.09"),
        change("how many are left", patch(&variant), json!({ "on_hand": 2 }), &page, "Only 2 left"),
        change("a price from a number on", post("/v1/admin/price-lists"), list, &page, "€1.23"),
        change(
            "a title",
            patch(&thing),
            json!({ "change": { "title": { "en": "Mended thing" } } }),
            &page,
            "Mended thing",
        ),
        change("a new product", post("/v1/admin/products"), jug, "/collections/table", "/products/pilot-jug"),
        change(
            "a collection",
            patch("/v1/admin/collections/table"),
            json!({ "title": { "en": "Laid table" } }),
            "/collections/table",
            "Laid table",
        ),
        change("the shop's name", patch(settings), json!({ "name": "Kontor Nord" }), "/", "Kontor Nord"),
        change("the look", patch(settings), json!({ "look": { "accent": { "light": "#0a5c36" } } }), "/", "0a5c36-"),
        change("a menu", patch("/v1/admin/menus"), menu, "/", "Round the harbour"),
        change("the home page", patch("/v1/admin/home"), home, "/", "Low tide"),
        change("a page", post("/v1/admin/pages"), terms, "/pages/our-terms", "Within a day."),
        searched,
    ]
}

const fn post(path: &str) -> (Method, &str) {
    (Method::POST, path)
}

const fn patch(path: &str) -> (Method, &str) {
    (Method::PATCH, path)
}

#[tokio::test]
async fn whatever_staff_change_is_on_all_edges_soon_after() {
    let behind = Behind::three_edges().await;
    let mut longest = (Duration::ZERO, "nothing");
    for change in changes(&behind.shop).await {
        let what = change.what;
        // It is what every edge has kept that has to go.
        for _ in 0..2 {
            let before = behind.seen(&change.page).await;
            assert!(!before.iter().any(&change.tells), "{what} is there before it is made");
        }
        let since = Instant::now();
        behind.change(&change.method, &change.path, &change.body).await;
        eventually(what, async || behind.seen(&change.page).await.iter().all(&change.tells).then_some(())).await;
        let took = since.elapsed();
        println!("{what}: on three edges after {took:?}");
        longest = longest.max((took, what));
        behind.acknowledged().await;
        assert!(behind.seen(&change.page).await.iter().all(&change.tells), "{what} was there, and is not any more");
    }
    println!("the longest: {longest:?}");
    assert!(longest.0 < AT_MOST, "{longest:?}");
}

/// Makes what can be bought; returns the path by which staff change it.
async fn on_sale(behind: &Behind, slug: &str) -> String {
    let sku = slug.to_uppercase();
    let product = json!({ "product": {
        "slug": slug, "title": { "en": format!("Quayware {slug}") }, "status": "active", "collections": ["table"],
        "released_on": "2026-11-28",
        "variants": [{ "sku": sku, "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    let made = behind.change(&Method::POST, "/v1/admin/products", &product).await;
    behind.change(&Method::PUT, &format!("/v1/admin/stock/{sku}"), &json!({ "on_hand": 5 })).await;
    format!("/v1/admin/products/{}", made["id"].as_str().expect("an id"))
}

const OFF_SALE: [&str; 2] = ["quay-jug", "quay-bowl"];
/// Where both are shown, but for their own pages.
const LISTS: [&str; 4] =
    ["/collections/table", "/de/collections/table", "/v1/products?collection=table", "/sitemap.xml"];
/// What the index answers, which is a reader of events of its own.
const SEARCHES: [&str; 3] = ["/search?q=quayware", "/v1/search?q=quayware", "/products?sort=newest"];

/// How many of the lists' answers name one of the two.
async fn names(behind: &Behind, lists: &[&str]) -> usize {
    let mut named = 0;
    for list in lists {
        let answers = behind.seen(list).await;
        named +=
            answers.iter().flat_map(|answer| OFF_SALE.map(|slug| answer.body.contains(slug))).filter(|is| *is).count();
    }
    named
}

/// Taken off sale and deleted while both lie in two carts, one of which has its checkout open.
#[tokio::test]
async fn what_is_taken_off_sale_leaves_pages_lists_carts_and_checkouts_on_every_edge() {
    let behind = Behind::three_edges().await;
    let [jug, bowl] = [on_sale(&behind, OFF_SALE[0]).await, on_sale(&behind, OFF_SALE[1]).await];
    behind.acknowledged().await;
    let everywhere = behind.edges.len() * OFF_SALE.len();
    eventually("both in all lists", async || {
        let all = names(&behind, &LISTS).await == everywhere * LISTS.len();
        (all && names(&behind, &SEARCHES).await == everywhere * SEARCHES.len()).then_some(())
    })
    .await;

    let ada = Shopper::new(&behind.edges[1]);
    let api = Shopper::new(&behind.edges[2]);
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({ "market": "eu" })).await.json();
    let cart = format!("/v1/carts/{}", cart["id"].as_str().expect("an id"));
    for slug in OFF_SALE {
        let sku = slug.to_uppercase();
        ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
        let line = json!({ "sku": sku, "quantity": 1 });
        let added = api.call(Method::POST, &format!("{cart}/lines"), None, &line).await;
        assert_eq!(added.status, 200, "{}", added.body);
        assert!(behind.seen(&format!("/products/{slug}")).await.iter().all(|page| page.status == 200));
    }
    let open = ada.get("/checkout").await;
    let known = api.get(&format!("{cart}/checkout")).await.json();

    behind.change(&Method::PATCH, &jug, &json!({ "change": { "status": "archived" } })).await;
    behind.change(&Method::DELETE, &bowl, &Value::Null).await;
    behind.acknowledged().await;
    // Nothing is waited for any more: whoever has heard of it shows nothing of it.
    for (slug, status) in OFF_SALE.into_iter().zip([404, 410]) {
        for page in [format!("/products/{slug}"), format!("/de/products/{slug}"), format!("/v1/products/{slug}")] {
            let answers = behind.seen(&page).await;
            assert!(answers.iter().all(|answer| answer.status == status), "{page}: {answers:?}");
        }
    }
    for list in LISTS {
        assert_eq!(names(&behind, &[list]).await, 0, "{list}");
    }
    let shown = ada.get("/cart").await;
    assert!(shown.body.matches("No longer available").count() >= 2, "{}", shown.body);
    let view = api.get(&cart).await.json();
    let prices: Vec<&Value> = view["lines"].as_array().expect("lines").iter().map(|line| &line["unit_price"]).collect();
    assert_eq!(prices, [&Value::Null; 2], "{view}");

    // The form that was open buys nothing, and neither does a program that knew the total.
    let sent = check_out(&ada, &open, "ada@example.com", "test_accept").await;
    assert!((400..500).contains(&sent.status) && !sent.path.starts_with("/orders/"), "{} {}", sent.status, sent.path);
    let order = json!({
        "cart": cart.trim_start_matches("/v1/carts/"), "market": "eu", "email": "eve@example.com",
        "delivery": "standard", "payment_token": "test_accept", "expected_total": known["deliveries"][0]["total"],
        "address": { "name": "Eve", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
    });
    let placed = api.call(Method::POST, "/v1/orders", None, &order).await;
    assert!((400..500).contains(&placed.status), "{} {}", placed.status, placed.body);
    let charged = sqlx::query_scalar::<_, i64>("select count(*) from orders.payments where state <> 'failed'")
        .fetch_one(&behind.shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(charged, 0, "nothing is bought");
    eventually("no search to find it", async || (names(&behind, &SEARCHES).await == 0).then_some(())).await;
    for _ in 0..3 {
        assert_eq!(names(&behind, &SEARCHES).await, 0, "it was gone, and is there again");
    }
}
