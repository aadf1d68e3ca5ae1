//! A merchant's picture, from the file to the shopper's screen.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use origin_platform::power_cut;
use serde_json::{Value, json};
use testing::{Pictures, Shop, Shopper, eventually};

/// Every file of a picture: four widths in two formats.
const FILES: i64 = 8;

#[tokio::test]
async fn a_picture_is_added_made_attached_and_seen() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    let picture = pictures.demo().swap_remove(0);
    let path = pictures.add(&shop, &picture);
    assert_eq!(pictures.add(&shop, &picture), path, "the same picture is kept once");
    let told = eventually("its files", async || {
        let told = shop.run_origin(&["media", "list"]);
        told.contains("\tready\t").then_some(told)
    })
    .await;
    assert_eq!(told.lines().count(), 1, "{told}");
    let size = told.split('\t').nth(2).and_then(|size| size.split_once('x')).expect("width and height");
    let number = |text: &str| text.parse::<u32>().expect("pixels");
    let media = json!([{ "path": path, "alt": { "en": "A jug" }, "width": number(size.0), "height": number(size.1) }]);

    let product = json!({ "product": {
        "slug": "pilot-jug", "title": { "en": "Pilot jug" }, "status": "active", "media": media,
        "variants": [{ "sku": "PILOT-JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    let shopper = shop.shopper();
    let made = shopper.call(Method::POST, "/v1/admin/products", Some(&shop.staff_key), &product).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let page = eventually("the page", async || {
        let page = shopper.try_get("/products/pilot-jug").await?;
        (page.status == 200).then_some(page)
    })
    .await;
    for width in [400, 800, 1200] {
        for format in ["avif", "webp"] {
            let address = format!("/media/{path}-{width}.{format}");
            assert!(page.body.contains(&format!("{address} {width}w")), "{address}");
            let file = shopper.try_get(&address).await.expect("an answer");
            assert_eq!((file.status, file.header("content-type")), (200, format!("image/{format}").as_str()));
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
        }
    }
}

#[tokio::test]
async fn a_worker_that_is_killed_at_a_picture_leaves_it_to_the_next() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.workers.kill();
    let places = ["picture claimed", "picture half made", "picture half kept", "picture made"];
    for (place, picture) in places.into_iter().zip(pictures.demo()) {
        pictures.add(&shop, &picture);
        let variables = [pictures.variables().as_slice(), &[(power_cut::VARIABLE, place)]].concat();
        shop.restart_workers_with(&variables, &["media"]);
        eventually("the worker's death", async || shop.workers.has_ended().then_some(())).await;
        // Its claim ends by itself after some minutes.
        let ended = sqlx::query("update media.originals set claimed_until = now() where state = 'waiting'");
        assert_eq!(ended.execute(&shop.stores.db).await.expect("PostgreSQL is up").rows_affected(), 1, "{place}");
        shop.restart_workers_with(&pictures.variables(), &["media"]);
        eventually("its files", async || {
            let waiting = "select count(*) from media.originals where state <> 'ready'";
            let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&shop.stores.db).await.ok()?;
            (waiting == 0).then_some(())
        })
        .await;
    }
    let made: i64 = sqlx::query_scalar("select count(*) from media.derivatives")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(made, 4 * FILES);
    let files = fs::read_dir(pictures.files().join("p1")).expect("the folder").count();
    assert_eq!(i64::try_from(files).expect("few"), made, "nothing is left of what was half made");
}

#[tokio::test]
async fn a_logo_becomes_the_shop_s_icons_whoever_is_killed_at_it() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    let path = pictures.add(&shop, &pictures.demo().swap_remove(0));
    eventually("its files", async || shop.run_origin(&["media", "list"]).contains("\tready\t").then_some(())).await;
    shop.workers.kill();
    let shopper = shop.shopper();
    let built_in = shopper.get("/manifest.webmanifest").await.json();
    assert_eq!(built_in["icons"][0]["src"], "/icons/icon-192.png");

    let authorization = format!("Bearer {}", shop.staff_key);
    let headers = [
        ("content-type", "application/json"),
        ("authorization", authorization.as_str()),
        ("idempotency-key", "a-logo-is-chosen"),
        ("if-match", "*"),
    ];
    let look = json!({ "look": { "logo": { "path": path, "width": 1200, "height": 1200 } } });
    let set = shopper.send(Method::PATCH, "/v1/admin/settings", &headers, look.to_string().into()).await;
    assert_eq!(set.expect("an answer").status, 200);
    for place in ["logo claimed", "icons half made", "icons made"] {
        let variables = [pictures.variables().as_slice(), &[(power_cut::VARIABLE, place)]].concat();
        shop.restart_workers_with(&variables, &["media"]);
        eventually("the worker's death", async || shop.workers.has_ended().then_some(())).await;
        // Its claim ends by itself after some minutes.
        let ended = sqlx::query("update settings.logo_icons set next_at = now() where next_at is not null");
        assert_eq!(ended.execute(&shop.stores.db).await.expect("PostgreSQL is up").rows_affected(), 1, "{place}");
    }
    shop.restart_workers_with(&pictures.variables(), &[]);
    let icon = format!("/media/{path}-192.icon.png");
    eventually("the icons", async || {
        let manifest = shopper.try_get("/manifest.webmanifest").await?.json();
        let page = shopper.try_get("/").await?.body;
        (manifest["icons"][0]["src"] == *icon && page.contains(&format!("href=\"{icon}\" rel=\"icon\""))).then_some(())
    })
    .await;
    for icon in shopper.get("/manifest.webmanifest").await.json()["icons"].as_array().expect("a list") {
        let file = shopper.get(icon["src"].as_str().expect("an address")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "image/png"), "{icon}");
    }
}

#[tokio::test]
async fn a_picture_comes_through_the_edge_in_parts_and_is_not_deleted_while_it_is_shown() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    let shopper = shop.shopper();
    let staff = async |method: Method, path: &str, body: Value| {
        let reply = shopper.call(method, path, Some(&shop.staff_key), &body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()
    };
    let product = json!({ "product": {
        "slug": "pilot-jug", "title": { "en": "Pilot jug" }, "status": "active",
        "variants": [{ "sku": "PILOT-JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    let product = staff(Method::POST, "/v1/admin/products", product).await["id"].clone();
    eventually("the page without it", async || {
        (shopper.try_get("/products/pilot-jug").await?.status == 200).then_some(())
    })
    .await;

    let bytes = fs::read(&pictures.demo()[0]).expect("readable");
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    let first =
        json!({ "data": STANDARD.encode(first), "more": true, "alt": { "en": "Seen from above" }, "product": product });
    let begun = staff(Method::POST, "/v1/admin/media", first).await;
    let upload = format!("/v1/admin/media/uploads/{}", begun["upload"].as_str().expect("an id"));
    assert_eq!(staff(Method::GET, &upload, Value::Null).await["received"], begun["received"]);
    let rest = json!({ "at": begun["received"], "data": STANDARD.encode(rest) });
    let media = staff(Method::PATCH, &upload, rest).await["media"].clone();
    let (id, path) = (media["id"].as_str().expect("an id"), media["path"].as_str().expect("a path"));
    eventually("the page with it", async || {
        let page = shopper.try_get("/products/pilot-jug").await?;
        (page.body.contains(&format!("/media/{path}-800.avif")) && page.body.contains("Seen from above")).then_some(())
    })
    .await;
    assert_eq!(shopper.get(&format!("/media/{path}-800.avif")).await.status, 200);

    let authorization = format!("Bearer {}", shop.staff_key);
    let headers = [("authorization", authorization.as_str()), ("idempotency-key", "deleted-once"), ("if-match", "*")];
    let refused = shopper.send(Method::DELETE, &format!("/v1/admin/media/{id}"), &headers, Bytes::new()).await;
    let refused = refused.expect("an answer");
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("media_in_use") && refused.body.contains("Pilot jug"), "{}", refused.body);
}

#[tokio::test]
async fn an_edge_without_the_folder_asks_the_origin_and_keeps_what_it_was_given() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    shop.restart_origin_with(&pictures.variables());
    let path = pictures.add(&shop, &pictures.demo().swap_remove(0));
    eventually("its files", async || shop.run_origin(&["media", "list"]).contains("\tready\t").then_some(())).await;
    let address = format!("/media/{path}-800.avif");
    let file = fs::read(pictures.files().join(format!("{path}-800.avif"))).expect("a file");

    let kept = shop.file("kept-pictures").display().to_string();
    let options = ["--pictures", kept.as_str()];
    let (edge, mut node) = shop.start_edge("edge-node-2", &shop.origin, &options).await;
    let shopper = Shopper::new(&edge);
    // The origin has just come up again.
    let sent = eventually("the picture", async || {
        let sent = shopper.try_get(&address).await?;
        (sent.status == 200).then_some(sent)
    })
    .await;
    assert_eq!(sent.header("content-type"), "image/avif");
    assert_eq!(sent.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(sent.header("x-content-type-options"), "nosniff");
    assert_eq!(fs::read(format!("{kept}{address}")).expect("it is kept"), file);
    let refused = format!("/media/p1/{}-800.avif", "0".repeat(64));
    assert_eq!(shopper.get(&refused).await.status, 404);

    // With nobody to ask, after a restart as well, it is sent all the same; another is not there for now.
    node.kill();
    let (edge, _node) = shop.start_edge("edge-node-3", "http://127.0.0.1:1", &options).await;
    let shopper = Shopper::new(&edge);
    assert_eq!(shopper.get(&address).await.status, 200);
    assert_eq!(shopper.get(&format!("/media/{path}-400.webp")).await.status, 503);
}

#[tokio::test]
async fn an_upload_that_is_cut_off_is_finished_by_the_same_part_and_is_one_picture() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.workers.kill();
    let bytes = fs::read(&pictures.demo()[0]).expect("readable");
    let (authorization, shopper) = (format!("Bearer {}", shop.staff_key), shop.shopper());
    let body = Bytes::from(json!({ "data": STANDARD.encode(&bytes), "more": false, "alt": { "en": "" } }).to_string());
    for place in ["part of a picture written", "original without a row"] {
        let variables = [pictures.variables().as_slice(), &[(power_cut::VARIABLE, place)]].concat();
        shop.restart_origin_with(&variables);
        let key = format!("cut-off-{}", place.len());
        let headers = [
            ("authorization", authorization.as_str()),
            ("idempotency-key", key.as_str()),
            ("content-type", "application/json"),
        ];
        eventually("the origin's death", async || {
            // It may not be up yet.
            drop(shopper.send(Method::POST, "/v1/admin/media", &headers, body.clone()).await);
            shop.origin_process.has_ended().then_some(())
        })
        .await;
        shop.restart_origin_with(&pictures.variables());
        eventually("an answer to the repeat", async || {
            let reply = shopper.send(Method::POST, "/v1/admin/media", &headers, body.clone()).await.ok()?;
            (reply.status == 200).then_some(())
        })
        .await;
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from media.originals")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(kept, 1, "the same picture, whoever died at it");
}
