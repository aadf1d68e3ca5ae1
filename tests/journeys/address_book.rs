//! What an account keeps for its shopper and of its shopper: addresses, what was ordered before, consents, and the copy
//! of it all.

use http::Method;
use serde_json::Value;
use testing::{Shop, Shopper, filled_in};

use crate::buying::{check_out, something_in_stock};

const ADA: [(&str, &str); 3] = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];

fn at<'a>(street: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let address = [
        ("name", "Ada Lovelace"),
        ("street", street),
        ("extra", ""),
        ("postal_code", "20457"),
        ("city", "Hamburg"),
        ("country", "DE"),
    ];
    address.iter().chain(more).copied().collect()
}

async fn registered(shop: &Shop) -> Shopper {
    let ada = shop.shopper();
    let account = shop.register(&ada, &ADA).await;
    assert!(account.path.starts_with("/account"), "{} {}", account.status, account.body);
    ada
}

/// The id in the first link to `page` whose address says one.
fn id_in(body: &str, page: &str) -> String {
    let (_, rest) = body.split_once(&format!("{page}?address=")).expect("a link");
    rest[..36].to_owned()
}

#[tokio::test]
async fn addresses_are_kept_and_the_checkout_is_filled_in_by_one_click() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = registered(&shop).await;
    let account = ada.get("/account").await;
    assert!(account.body.contains("href=\"/account/addresses\""), "{}", account.body);
    let empty = ada.get("/account/addresses").await;
    assert_eq!((empty.status, empty.header("cache-control")), (200, "private, no-store"));
    assert!(empty.body.contains("No address is kept yet"), "{}", empty.body);

    let bad = ada.post_form("/de/account/addresses/edit", &at("", &[])).await;
    assert_eq!((bad.status, bad.field("city").as_deref()), (422, Some("Hamburg")), "{}", bad.body);
    assert!(bad.body.contains("Geben Sie Straße und Hausnummer ein"), "{}", bad.body);
    let kept = ada.post_form("/account/addresses/edit", &at("Kai 1", &[])).await;
    assert_eq!((kept.status, kept.path.as_str()), (200, "/account/addresses"));
    assert!(kept.body.contains("Kai 1") && kept.body.contains("Parcels go here"), "{}", kept.body);
    let fields = at("Speicher 2", &[("is_billing", "1")]);
    let second = ada.post_form("/account/addresses/edit", &fields).await;
    assert!(second.body.contains("Invoices go here"), "{}", second.body);
    let again = ada.post_form("/account/addresses/edit", &fields).await;
    assert_eq!(again.body.matches("/account/addresses/edit?address=").count(), 2, "sent again it is the same");

    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = ada.get("/checkout").await;
    assert_eq!(
        (checkout.field("street").as_deref(), checkout.field("city").as_deref()),
        (Some("Kai 1"), Some("Hamburg"))
    );
    assert_eq!(checkout.field("billing_street").as_deref(), Some("Speicher 2"));
    // The second link of the checkout's list, which begins with where parcels go.
    let (_, rest) = checkout.body.split_once("/checkout?address=").expect("a link");
    let other = id_in(rest, "/checkout");
    let chosen = ada.get(&format!("/checkout?address={other}")).await;
    assert_eq!(chosen.field("street").as_deref(), Some("Speicher 2"), "{}", chosen.body);
    for nothing in ["x", "7f2c1d3e-0000-4000-8000-000000000001"] {
        let plain = ada.get(&format!("/checkout?address={nothing}")).await;
        assert_eq!((plain.status, plain.field("street").as_deref()), (200, Some("Kai 1")), "{nothing}");
    }

    let fields = filled_in(&checkout, "ada@example.com", "test_accept").expect("a checkout form");
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("keep_address", "1"));
    let order = ada.post_form("/checkout", &fields).await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    let book = ada.get("/account/addresses").await;
    assert!(book.body.contains("Mill Lane 1"), "what was ordered to is kept: {}", book.body);

    let first = id_in(&book.body, "/account/addresses/edit");
    let form = ada.get(&format!("/account/addresses/edit?address={first}")).await;
    assert_eq!((form.status, form.field("street").as_deref()), (200, Some("Kai 1")), "{}", form.body);
    let moved =
        ada.post_form("/account/addresses/edit", &at("Kai 3", &[("address", &first), ("is_delivery", "1")])).await;
    assert!(moved.body.contains("Kai 3") && !moved.body.contains("Kai 1,"), "{}", moved.body);
    let eve = shop.shopper();
    shop.register(&eve, &[("name", "Eve"), ("email", "eve@example.com"), ADA[2]]).await;
    let theirs = eve.post_form("/account/addresses/edit", &at("Eve 1", &[("address", &first)])).await;
    assert!(theirs.status == 200 && !theirs.body.contains("Kai") && !theirs.body.contains("Eve 1"), "{}", theirs.body);
    eve.post_form("/account/addresses", &[("address", &first)]).await;
    let left = ada.get("/account/addresses").await;
    assert!(left.body.contains("Kai 3"), "{}", left.body);
    let left = ada.post_form("/account/addresses", &[("address", &first)]).await;
    assert!(!left.body.contains("Kai 3") && left.body.contains("Mill Lane 1"), "{}", left.body);
    let back = ada.post_form("/account/addresses/edit", &at("Kai 1", &[])).await;
    let removed = id_in(&back.body[back.body.find("Kai 1").expect("it is kept")..], "/account/addresses/edit");
    let gone = ada.post_form("/account/addresses", &[("address", &removed)]).await;
    assert!(!gone.body.contains("Kai 1,"), "{}", gone.body);
    let anew = ada.post_form("/account/addresses/edit", &at("Kai 1", &[])).await;
    assert!(anew.body.contains("Kai 1"), "what was removed is kept once it is sent again: {}", anew.body);
    for page in ["/account/addresses", "/account/addresses/edit", "/account/data"] {
        assert!(shop.shopper().get(page).await.path.starts_with("/login"), "{page}");
    }
}

#[tokio::test]
async fn the_same_is_ordered_again_and_what_is_not_sold_any_more_is_named() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let ada = registered(&shop).await;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "2"), ("market", "eu")]).await;
    let order = check_out(&ada, &ada.get("/checkout").await, "ada@example.com", "test_accept").await;
    let key = order.field("again").expect("a form");
    for _ in 0..2 {
        let cart = ada.post_form(&order.path, &[("again", key.as_str())]).await;
        assert_eq!((cart.status, cart.path.as_str()), (200, "/cart"), "{}", cart.body);
        assert!(cart.body.contains(&product), "{}", cart.body);
    }
    let gone = "update orders.sellable_snapshots set active = false where sku = $1";
    sqlx::query(gone).bind(&sku).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    let page = ada.get(&order.path).await;
    let key = page.field("again").expect("a form");
    let refused = ada.post_form(&order.path, &[("again", key.as_str())]).await;
    assert_eq!((refused.status, refused.path.as_str()), (200, order.path.as_str()));
    assert!(
        refused.body.contains("sold out, or no longer sold") && refused.body.contains(&product),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn a_shopper_agrees_withdraws_and_takes_a_copy_of_everything_along() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = registered(&shop).await;
    ada.post_form("/account/addresses/edit", &at("Kai 1", &[])).await;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let order = check_out(&ada, &ada.get("/checkout").await, "ada@example.com", "test_accept").await;

    // As one that was opened by a provider.
    let unconfirmed = "update accounts.customers set email_verified_at = null";
    sqlx::query(unconfirmed).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    let unverified = ada.get("/account/data").await;
    assert!(unverified.status == 200 && unverified.field("text_version").is_none(), "{}", unverified.body);
    assert!(unverified.body.contains("Please confirm your e-mail address first"), "{}", unverified.body);
    ada.post_form("/account/data", &[("text_version", "1")]).await;
    let verify = "update accounts.customers set email_verified_at = now()";
    sqlx::query(verify).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    let ask = ada.get("/account/data").await;
    let text_version = ask.field("text_version").expect("nothing was agreed to yet");
    let agreed = ada.post_form("/de/account/data", &[("text_version", text_version.as_str())]).await;
    assert!(agreed.body.contains("zugestimmt"), "{}", agreed.body);
    let withdrawn = ada.post_form("/account/data", &[("consent", "withdrawn")]).await;
    assert_eq!(withdrawn.field("text_version").as_deref(), Some(text_version.as_str()), "{}", withdrawn.body);

    let page = ada.get("/account/data").await;
    assert!(page.body.contains("href=\"/v1/customers/me/export\""), "{}", page.body);
    let copy = ada.get("/v1/customers/me/export").await;
    assert_eq!((copy.status, copy.header("cache-control")), (200, "private, no-store"), "{}", copy.body);
    let copy: Value = copy.json();
    assert_eq!(copy["account"]["email"], "ada@example.com");
    assert_eq!(copy["addresses"][0]["address"]["street"], "Kai 1");
    assert_eq!(copy["consents"].as_array().map(Vec::len), Some(1));
    assert!(copy["consents"][0]["withdrawn_at"].is_string(), "{copy}");
    assert_eq!(copy["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(copy["mails"][0]["about"], "verification");
    assert_eq!(order.path, format!("/orders/{}", copy["orders"][0]["id"].as_str().expect("an order")));
    let nobody = shop.shopper().get("/v1/customers/me/export").await;
    assert!(nobody.status == 401 && !nobody.body.contains("ada@example.com"), "{}", nobody.body);
    // A cookie reads the copy and does nothing else of the API.
    let other = ada.send(Method::GET, "/v1/customers/me", &[], Default::default()).await.expect("an answer");
    assert_eq!(other.status, 401);

    shop.age_sessions().await;
    let late = ada.get("/v1/customers/me/export").await;
    assert!(late.status == 403 && late.body.contains("recent_login_needed"), "{} {}", late.status, late.body);
    let page = ada.get("/account/data").await;
    assert!(page.body.contains("href=\"/login?next=data\""), "{}", page.body);
    let back = ada.post_form("/login", &[ADA[1], ADA[2], ("next", "data")]).await;
    assert_eq!((back.status, back.path.as_str()), (200, "/account/data"), "{}", back.body);
}

#[tokio::test]
async fn logging_in_leads_to_the_language_and_currency_that_were_chosen() {
    let shop = Shop::start().await;
    let ada = registered(&shop).await;
    let form = ada.get("/account/details").await;
    assert_eq!((form.status, form.field("name").as_deref()), (200, Some("Ada")), "{}", form.body);
    let bad = ada.post_form("/account/details", &[("name", " "), ("market", "de")]).await;
    assert!(bad.status == 422 && bad.body.contains("Enter your name"), "{}", bad.body);
    let changed = ada.post_form("/account/details", &[("name", "Ada Lovelace"), ("market", "de")]).await;
    assert_eq!((changed.status, changed.path.as_str()), (200, "/de/account"), "{}", changed.body);
    assert!(changed.body.contains("Ada Lovelace"), "{}", changed.body);
    let elsewhere = shop.shopper();
    let led = elsewhere.post_form("/login", &ADA[1..]).await;
    assert_eq!((led.status, led.path.as_str()), (200, "/de/account"), "{}", led.body);
    let buying = shop.shopper().post_form("/us/login", &[ADA[1], ADA[2], ("next", "checkout")]).await;
    assert_eq!(buying.path, "/us/checkout", "{}", buying.body);
}
