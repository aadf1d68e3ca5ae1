//! A merchant's products, from the API to the shopper's screen.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, eventually};

/// Changes the product at `path` from the version that is there.
async fn change(shop: &Shop, path: &str, change: Value) -> Value {
    let operator = shop.shopper();
    let read = operator.call(Method::GET, path, Some(&shop.staff_key), &Value::Null).await;
    assert_eq!(read.header("etag"), format!("\"{}\"", read.json()["version"]), "the version passes the edge");
    let changed = patch(shop, path, read.header("etag"), &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    changed.json()
}

async fn patch(shop: &Shop, path: &str, version: &str, change: &Value) -> Reply {
    let (bearer, key) = (format!("Bearer {}", shop.staff_key), uuid::Uuid::new_v4().to_string());
    let mut headers = vec![
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
    ];
    headers.extend((!version.is_empty()).then_some(("if-match", version)));
    let body = json!({ "change": change }).to_string();
    shop.shopper().send(Method::PATCH, path, &headers, body.into()).await.expect("an answer")
}

#[tokio::test]
async fn a_product_goes_on_sale_is_hidden_moves_and_is_gone() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let seen = async |path: &str| {
        let reply = shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await;
        reply.expect("an answer")
    };
    let found = async |slug: &str| {
        let hits = shopper.get("/v1/search?q=pilotjug").await.json();
        hits["hits"].as_array().is_some_and(|hits| hits.iter().any(|hit| hit["slug"] == slug))
    };
    let draft = json!({ "product": {
        "slug": "pilot-jug", "title": { "en": "Pilotjug", "de": "Lotsenkanne" },
        "variants": [{ "sku": "PILOT-JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    assert_eq!(seen("/products/pilot-jug").await.status, 404);
    let made = shopper.call(Method::POST, "/v1/admin/products", Some(&shop.staff_key), &draft).await;
    assert_eq!((made.status, &made.json()["status"]), (200, &json!("draft")), "{}", made.body);
    let path = format!("/v1/admin/products/{}", made.json()["id"].as_str().expect("an id"));
    let stock = json!({ "on_hand": 5 });
    let stocked = shopper.call(Method::PUT, "/v1/admin/stock/PILOT-JUG", Some(&shop.staff_key), &stock).await;
    assert_eq!((stocked.status, seen("/products/pilot-jug").await.status), (200, 404));

    // It goes on sale by itself, in a moment.
    let soon = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    let soon = soon.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
    let planned = change(&shop, &path, json!({ "status": "scheduled", "on_sale": { "from": soon } })).await;
    assert_eq!(planned["status"], "scheduled");
    eventually("the page", async || (seen("/products/pilot-jug").await.status == 200).then_some(())).await;
    eventually("the search", async || found("pilot-jug").await.then_some(())).await;
    eventually("the sitemap", async || seen("/sitemap.xml").await.body.contains("/products/pilot-jug").then_some(()))
        .await;
    let cart = eventually("a line in a cart", async || {
        let cart = shopper.call(Method::POST, "/v1/carts", None, &json!({})).await.json();
        let lines = format!("/v1/carts/{}/lines", cart["id"].as_str()?);
        let line = json!({ "sku": "PILOT-JUG", "quantity": 1 });
        let added = shopper.call(Method::POST, &lines, None, &line).await;
        (added.status == 200).then(|| lines.trim_end_matches("/lines").to_owned())
    })
    .await;

    // Of two who change what they have both read, the second is told, through the edge too.
    let read = shopper.call(Method::GET, &path, Some(&shop.staff_key), &Value::Null).await;
    let version = read.header("etag").to_owned();
    assert_eq!(patch(&shop, &path, &version, &json!({ "brand": "One" })).await.status, 200);
    let late = patch(&shop, &path, &version, &json!({ "brand": "Other" })).await;
    assert_eq!((late.status, &late.json()["current"]["product"]["brand"]), (412, &json!("One")), "{}", late.body);
    assert_eq!(patch(&shop, &path, "", &json!({ "brand": "Other" })).await.status, 428);

    change(&shop, &path, json!({ "slug": "harbour-jug" })).await;
    eventually("the new address", async || (seen("/products/harbour-jug").await.status == 200).then_some(())).await;
    eventually("the former address", async || {
        let former = seen("/de/products/pilot-jug").await;
        (former.status == 308 && former.header("location") == "/de/products/harbour-jug").then_some(())
    })
    .await;

    change(&shop, &path, json!({ "status": "archived" })).await;
    eventually("no page", async || (seen("/products/harbour-jug").await.status == 404).then_some(())).await;
    eventually("no page at the former address", async || {
        (seen("/de/products/pilot-jug").await.status == 404).then_some(())
    })
    .await;
    eventually("not found", async || (!found("harbour-jug").await).then_some(())).await;
    eventually("nothing to pay for", async || {
        let cart = shopper.get(&cart).await.json();
        cart["lines"][0]["unit_price"].is_null().then_some(())
    })
    .await;

    let version = shopper.call(Method::GET, &path, Some(&shop.staff_key), &Value::Null).await;
    let bearer = format!("Bearer {}", shop.staff_key);
    let headers = [
        ("authorization", bearer.as_str()),
        ("idempotency-key", "delete-the-jug"),
        ("if-match", version.header("etag")),
    ];
    let deleted = shopper.send(Method::DELETE, &path, &headers, Default::default()).await.expect("an answer");
    assert_eq!(deleted.status, 204, "{}", deleted.body);
    for gone in ["/products/harbour-jug", "/de/products/pilot-jug", "/v1/products/harbour-jug"] {
        eventually("gone", async || (seen(gone).await.status == 410).then_some(())).await;
    }
    eventually("no word of it in the sitemap", async || {
        (!seen("/sitemap.xml").await.body.contains("harbour-jug")).then_some(())
    })
    .await;
    let verified = shop.run_origin(&["audit", "verify"]);
    assert!(verified.contains("entries, each of which follows"), "{verified}");
    let log = shop.run_origin(&["audit", "print"]);
    assert!(log.lines().next().is_some_and(|line| line.contains("\"action\":\"DeleteProduct\"")), "{log}");
}

#[tokio::test]
async fn what_a_filter_finds_is_cheaper_on_every_page_until_it_is_taken_back() {
    let shop = Shop::start().await;
    let staff = shop.shopper();
    let key = Some(shop.staff_key.as_str());
    for number in 1..=3 {
        let price = json!([{ "currency": "EUR", "amount_minor": 4000 }]);
        let lamp = json!({ "product": {
            "slug": format!("tide-lamp-{number}"), "title": { "en": "Tide lamp" }, "status": "active",
            "variants": [{ "sku": format!("TIDE-{number}"), "prices": price }],
        } });
        let made = staff.call(Method::POST, "/v1/admin/products", key, &lamp).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    let all_show = async |price: &str| {
        for number in 1..=3 {
            let page = shop.shopper().get(&format!("/products/tide-lamp-{number}")).await;
            if page.status != 200 || !page.body.contains(price) {
                return None;
            }
        }
        Some(())
    };
    eventually("the pages", async || all_show("€40.00").await).await;
    let change = json!({ "kind": "prices", "basis_points": -2500 });
    let filter = json!({ "q": "tide lamp", "status": "active", "change": change });
    let edit = staff.call(Method::POST, "/v1/admin/bulk-edits", key, &filter).await;
    assert_eq!((edit.status, &edit.json()["progress"]["waiting"]), (200, &json!(3)), "{}", edit.body);
    let path = format!("/v1/admin/bulk-edits/{}", edit.json()["id"].as_str().expect("an id"));
    let started = staff.call(Method::PATCH, &path, key, &json!({ "event": "start" })).await;
    assert_eq!(started.status, 200, "{}", started.body);
    eventually("cheaper", async || all_show("€30.00").await).await;
    let undone = staff.call(Method::PATCH, &path, key, &json!({ "event": "undo" })).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    eventually("as before", async || all_show("€40.00").await).await;
    eventually("over", async || {
        let edit = staff.call(Method::GET, &path, key, &Value::Null).await.json();
        (edit["state"] == "undone" && edit["progress"]["undone"] == 3).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_command_of_the_document_for_merchants_works() {
    let shop = Shop::start().await;
    let text = std::fs::read_to_string(testing::repository().join("docs/merchants.md")).expect("readable");
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().expect("it ends"));
    let script: String = blocks.collect::<Vec<_>>().join("\n");
    assert!(script.lines().count() > 50);
    let (edge, key) = (shop.edge.clone(), shop.staff_key.clone());
    let run = move || {
        let mut command = std::process::Command::new("bash");
        command.args(["-euo", "pipefail", "-c", &script]).env("SHOP", edge).env("STAFF_KEY", key);
        command.output().expect("bash and curl are there")
    };
    let output = tokio::task::spawn_blocking(run).await.expect("it ends");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", said(&output.stdout), said(&output.stderr));
    let entries: Vec<String> = sqlx::query_scalar("select action from shop.audit_entries order by seq")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    let of = |action: &str| entries.iter().filter(|entry| *entry == action).count();
    assert_eq!((of("CreateProduct"), of("UpdateProduct"), of("DeleteProduct")), (1, 10, 1), "{entries:?}");
    assert_eq!((of("CreateCollection"), of("UpdateCollectionProducts"), of("DeleteCollection")), (3, 2, 1));
    for slug in ["pilot-jug", "harbour-jug"] {
        let gone = async || (shop.shopper().get(&format!("/products/{slug}")).await.status == 410).then_some(());
        eventually("gone", gone).await;
    }
}

#[tokio::test]
async fn a_collection_stands_under_another_and_what_leads_to_it_finds_it_at_its_new_address() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let seen = async |path: &str| {
        let reply = shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await;
        reply.expect("an answer")
    };
    let staff = async |method: Method, path: &str, body: Value| {
        let (bearer, key) = (format!("Bearer {}", shop.staff_key), uuid::Uuid::new_v4().to_string());
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("idempotency-key", key.as_str()),
            ("if-match", "*"),
        ];
        let reply = shop.shopper().send(method, path, &headers, body.to_string().into()).await.expect("an answer");
        assert!(reply.status < 300, "{path}: {}", reply.body);
        reply.json()
    };
    // Kept pages of both, which the change has to reach.
    let above = seen("/collections/table").await;
    assert!(above.status == 200 && !above.body.contains("tea-time") && !above.body.contains("ld+json"));
    assert_eq!(seen("/collections/tea-time").await.status, 404);
    let made = json!({ "slug": "tea-time", "title": { "en": "Tea time" }, "parent": "table" });
    staff(Method::POST, "/v1/admin/collections", made).await;
    eventually("the page above it", async || {
        seen("/collections/table").await.body.contains("href=\"/collections/tea-time\"").then_some(())
    })
    .await;
    eventually("its page", async || {
        let page = seen("/collections/tea-time").await;
        let tells = ["href=\"/collections/table\"", "BreadcrumbList", "\"position\":4"];
        (page.status == 200 && tells.iter().all(|part| page.body.contains(part))).then_some(())
    })
    .await;
    // Only those at the top are among all collections.
    assert!(!seen("/collections").await.body.contains("/collections/tea-time"));

    staff(Method::PATCH, "/v1/admin/collections/table", json!({ "address": "laid-table" })).await;
    eventually("the former address", async || {
        let former = seen("/de/collections/table?sort=newest").await;
        let leads = former.header("location") == "/de/collections/laid-table?sort=newest";
        (former.status == 308 && leads).then_some(())
    })
    .await;
    eventually("the new address, with what is in it", async || {
        let page = seen("/collections/laid-table").await;
        (page.status == 200 && page.body.contains("/products/") && page.body.contains("/collections/tea-time"))
            .then_some(())
    })
    .await;
    eventually("the way to what is under it", async || {
        seen("/collections/tea-time").await.body.contains("href=\"/collections/laid-table\"").then_some(())
    })
    .await;
    eventually("the sitemap", async || {
        let map = seen("/sitemap.xml").await.body;
        (map.contains("/collections/laid-table") && !map.contains("/collections/table<")).then_some(())
    })
    .await;
    eventually("lists that the search makes", async || {
        let found = shopper.get("/v1/search?collection=laid-table").await.json();
        found["total"].as_u64().is_some_and(|total| total > 0).then_some(())
    })
    .await;

    // What is deleted says so.
    let (bearer, key) = (format!("Bearer {}", shop.staff_key), uuid::Uuid::new_v4().to_string());
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", key.as_str()), ("if-match", "*")];
    let path = "/v1/admin/collections/tea-time";
    let deleted = shopper.send(Method::DELETE, path, &headers, Default::default()).await.expect("an answer");
    assert!(deleted.status < 300, "{}", deleted.body);
    eventually("that it is gone", async || {
        let page = seen("/de/collections/tea-time").await;
        (page.status == 410 && page.body.contains("Diese Kollektion gibt es nicht mehr")).then_some(())
    })
    .await;
}
