//! What nobody translated is said in its language, from the shelf to the mail.

use serde_json::json;
use testing::{Reply, Shop, Shopper, eventually, filled_in, misread, read_aloud};

/// A collection and a product of which every text has the word “English” and no translation.
fn untranslated() -> String {
    let text = |text: &str| json!({ "en": format!("English {text}") });
    let picture = |path: &str| json!({ "path": path, "alt": text("picture"), "width": 1200, "height": 1500 });
    let collection = json!({
        "kind": "collection", "slug": "seats", "title": text("seats"), "description": text("things to sit on."),
        "position": -1, "image": picture("collections/table"),
    });
    let prices = json!([{ "currency": "EUR", "amount_minor": 9_900 }, { "currency": "USD", "amount_minor": 9_900 }]);
    let variant = |finish: &str| {
        let sku = format!("STOOL-{finish}");
        json!({ "sku": sku, "options": { "finish": finish }, "prices": prices, "on_hand": 20 })
    };
    let variants = ["oiled", "raw"].map(variant);
    let product = json!({
        "kind": "product", "slug": "stool", "title": text("stool"), "summary": text("summary."),
        "description": { "en": "English story.\n\nEnglish end of it." }, "brand": "Kleiwarft", "collections": ["seats"],
        "attributes": {
            "english_wood": "English oak", "sorts": ["English beech", "English ash"],
            "height": { "label": text("height"), "value": 450, "unit": "mm" },
        },
        "released_on": "2026-11-01",
        "options": [{
            "code": "finish", "label": text("finish"),
            "values": [{ "code": "oiled", "label": text("oiled") }, { "code": "raw", "label": text("raw") }],
        }],
        "media": [picture("products/pepper-mill-walnut")],
        "variants": variants,
    });
    format!("{collection}\n{product}\n")
}

/// How many texts of a page are the product's or its collection's. All of them are said in English.
fn heard(page: &Reply) -> usize {
    assert_eq!(page.status, 200, "{}", page.path);
    assert_eq!(misread(&page.body, "English", "en"), [], "{}: {}", page.path, page.body);
    // The way to the other markets says the language's name on every page.
    let said = read_aloud(&page.body).into_iter().filter(|said| said.text.contains("English"));
    said.filter(|said| !said.text.starts_with("English, ")).count()
}

async fn heard_at(shopper: &Shopper, path: &str) -> usize {
    heard(&shopper.get(path).await)
}

#[tokio::test]
async fn j02_a_product_without_a_translation_is_read_in_english_on_german_pages() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let demo = std::fs::read_to_string("../demo/catalog.jsonl").expect("the demo catalogue");
    std::fs::write(file.path(), demo + &untranslated()).expect("ours");
    shop.run_origin(&["seed", "--catalog", file.path().to_str().expect("UTF-8")]);
    for found in ["/de/products/stool", "/de/search?q=stool"] {
        eventually(found, async || shopper.get(found).await.body.contains("English stool").then_some(())).await;
    }
    eventually("the collection in the menu", async || (heard_at(&shopper, "/de/cart").await == 1).then_some(())).await;

    // The title, the crumbs, the menu, heading, texts, facts and options.
    assert!(heard_at(&shopper, "/de/products/stool").await >= 16);
    for (path, at_least) in
        [("/de", 2), ("/de/collections", 2), ("/de/collections/seats", 6), ("/de/search?q=stool", 2)]
    {
        assert!(heard_at(&shopper, path).await >= at_least, "{path}");
    }

    let line = [("sku", "STOOL-raw"), ("quantity", "2"), ("market", "de")];
    // Pages may know a product a moment before carts do; what is refused puts nothing in.
    let cart = eventually("the cart", async || {
        Some(shopper.post_form("/api/cart/add_line", &line).await).filter(|cart| cart.path == "/de/cart")
    })
    .await;
    assert!(heard(&cart) >= 4, "menu, title, choice and the label of the quantity: {}", cart.body);
    let checkout = shopper.get("/de/checkout").await;
    assert_eq!(heard(&checkout), 2, "title and choice: {}", checkout.body);
    let fields = filled_in(&checkout, "ada@example.com", "test_accept").expect("a checkout form");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let order = shopper.post_form("/de/checkout", &fields).await;
    assert!(order.path.starts_with("/de/orders/"), "{} {}", order.path, order.body);
    assert_eq!(heard(&order), 3, "menu, title and choice: {}", order.body);

    let mail = eventually("the order mail", async || shop.mails().into_iter().next()).await;
    let mail = mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    assert!(mail.contains("<span lang=\"en\">English stool</span>"), "{mail}");
}
