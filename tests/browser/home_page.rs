//! A home page of the merchant's, in their colour: on a desk and on a phone, in the light and in the dark, without anything
//! that axe finds. With `SELVEDGE_SCREENSHOTS` set to a folder it leaves a picture there of each.

use std::path::PathBuf;

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};
use uuid::Uuid;

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::chromium::{Chromium, Scripts};

#[tokio::test]
async fn a_home_page_of_every_kind_of_block_passes_axe_in_the_merchant_s_colour() {
    let shop = Shop::start().await;
    let picture =
        |path: &str| json!({ "path": path, "width": 1600, "height": 900, "alt": { "en": "A room", "de": "Ein Raum" } });
    let shop_now =
        json!({ "label": { "en": "Look at everything", "de": "Alles ansehen" }, "to": { "address": "/products" } });
    let blocks = json!([
        { "kind": "announcement", "text": { "en": "We are closed on Monday, and pack again on Tuesday." }, "link": shop_now },
        { "kind": "hero", "picture": picture("collections/table"), "heading": { "en": "Tea, ropes and what else a harbour needs" },
          "text": { "en": "Made by people we know, and sent within two days.", "de": "Gemacht von Leuten, die wir kennen." },
          "link": shop_now },
        { "kind": "products", "collection": "table", "count": 4 },
        { "kind": "text", "heading": { "en": "How we pack" },
          "body": { "en": "Every parcel is **packed by hand**.\n\n- paper, no plastic\n- [all products](/products)\n\n## And then\n\n> It sails." } },
        { "kind": "hero", "heading": { "en": "Words alone" }, "text": { "en": "Without a picture." }, "link": shop_now },
        { "kind": "collections", "collections": ["table"] },
        { "kind": "about" },
    ]);
    let (bearer, api) = (format!("Bearer {}", shop.staff_key), shop.shopper());
    let look = json!({ "look": { "accent": { "light": "#0a5c36" } } });
    let home = json!({ "blocks": blocks, "publication": "publish" });
    for (path, change) in [("/v1/admin/settings", look), ("/v1/admin/home", home)] {
        let key = Uuid::new_v4().to_string();
        let headers = [
            ("content-type", "application/json"),
            ("authorization", bearer.as_str()),
            ("idempotency-key", key.as_str()),
            ("if-match", "*"),
        ];
        let reply = api.send(Method::PATCH, path, &headers, change.to_string().into()).await.expect("an answer");
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    }
    for node in shop.shoppers_at_nodes() {
        eventually("the merchant's home page", async || {
            let page = node.get("/de").await.body;
            (page.contains("Words alone") && page.contains("/theme-0a5c36-")).then_some(())
        })
        .await;
    }
    let axe = axe();
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    browser.go("/de").await;
    let folder = std::env::var_os("SELVEDGE_SCREENSHOTS").map(PathBuf::from);
    for width in [1280, 390] {
        browser.be_wide(width).await;
        for scheme in ["light", "dark"] {
            let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            browser.command("Emulation.setEmulatedMedia", json!({ "features": feature })).await;
            inspect_what_is_shown(&browser, &axe, &format!("the home page, {scheme}"), width).await;
            let Some(folder) = &folder else { continue };
            std::fs::create_dir_all(folder).expect("a folder that may be made");
            let height = browser.run("return document.documentElement.scrollHeight").await;
            let size = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
            let shot = json!({ "captureBeyondViewport": true, "clip": size });
            let picture = browser.command("Page.captureScreenshot", shot).await;
            let picture = picture["data"].as_str().expect("base64").to_owned();
            std::fs::write(folder.join(format!("home-{width}-{scheme}.b64")), picture).expect("ours");
        }
    }
    let colour = "return getComputedStyle(document.documentElement).getPropertyValue('--thread')";
    assert_eq!(browser.run(colour).await.as_str().map(|colour| colour.contains("#0a5c36")), Some(true));
    let complaints = browser.console().await;
    assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");
    browser.close().await;
}
