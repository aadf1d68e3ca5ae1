//! Signing in by a provider of OpenID Connect, a real one, without JavaScript.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testing::{OidcProvider, Reply, Shop, Shopper, eventually};

use crate::buying::something_in_stock;

const START: &str = "/login/with/example?next=account";

fn ada() -> Value {
    json!({ "sub": "ada-at-example", "email": "ada@example.com", "email_verified": true, "name": "Ada L." })
}

async fn scene() -> (Shop, OidcProvider) {
    let mut shop = Shop::start().await;
    let provider = shop.with_oidc_provider().await;
    provider.is_seen_by(ada()).await;
    (shop, provider)
}

/// Opens an account with what the provider has said of whoever comes.
async fn join(shop: &Shop, provider: &OidcProvider, shopper: &Shopper) -> Reply {
    let page = provider.round_trip(shopper, START).await;
    assert!(page.path.starts_with("/login/identity"), "{} {}", page.path, page.body);
    open_and_link(shop, shopper, "", "Please confirm your e-mail address").await;
    shopper.get("/account").await
}

/// Asks for an account for what the provider has said, types the code from the mail with these words, and has both linked.
async fn open_and_link(shop: &Shop, shopper: &Shopper, market: &str, words: &str) -> Reply {
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("next", "account")];
    let asked = shopper.post_form(&format!("{market}/login/identity"), &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let request = asked.field("request").expect("what was asked for");
    let code = shop.mailbox().code("ada@example.com", words).await;
    let entry = [("email", "ada@example.com"), ("request", &*request), ("code", &*code), ("next", "join")];
    let question = shopper.post_form(&format!("{market}/login/code/enter"), &entry).await;
    assert!(question.path.ends_with("/login/identity"), "{} {}", question.path, question.body);
    shopper.post_form(&format!("{market}/login/identity"), &[]).await
}

fn is_inside(page: &Reply) -> bool {
    page.status == 200 && page.path.ends_with("/account") && page.body.contains("value=\"logout\"")
}

#[tokio::test]
async fn a_provider_that_the_operator_adds_is_on_the_page_to_log_in_when_the_origin_knows_it() {
    let mut shop = Shop::start().await;
    let shopper = shop.shopper();
    // The node keeps what there is: that there are none.
    for _ in 0..2 {
        let page = shopper.get("/login").await;
        assert!(page.status == 200 && !page.body.contains("Continue with"), "{}", page.body);
    }
    let _provider = shop.with_oidc_provider().await;
    eventually("the provider's button", async || {
        shopper.get("/login").await.body.contains("Continue with Example ID").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_shopper_opens_an_account_by_a_provider_and_comes_back_by_it() {
    let (shop, mut provider) = scene().await;
    let shopper = shop.shopper();
    for page in ["/login?next=account", "/register?next=account"] {
        let page = shopper.get(page).await;
        assert!(page.body.contains("Continue with Example ID"), "{}", page.body);
        assert!(page.body.contains("href=\"/login/with/example?next=account\""), "{}", page.body);
    }
    // Another site cannot have somebody log in by leading them there.
    let led = [("accept", "text/html"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let led = shopper.send(Method::GET, START, &led, Bytes::new()).await.expect("an answer");
    assert_eq!((led.status, led.header("location")), (303, "/login?next=account"), "{}", led.body);
    // They come back to the market that they left from, though the provider knows one address.
    let page = provider.round_trip(&shopper, "/de/login/with/example?next=account").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
    assert!(page.path.starts_with("/de/login/identity"), "{}", page.path);
    assert!(!page.path.contains("code=") && page.body.contains("Noch ein Schritt"), "{}", page.body);
    assert_eq!(page.field("email").as_deref(), Some("ada@example.com"), "what the provider has confirmed");
    assert_eq!(page.field("name").as_deref(), Some("Ada L."), "told at its userinfo endpoint");
    let faulty = shopper.post_form("/de/login/identity", &[("name", ""), ("email", "ada@")]).await;
    assert_eq!((faulty.status, faulty.field("email").as_deref()), (422, Some("ada@")), "{}", faulty.body);
    let listed = open_and_link(&shop, &shopper, "/de", "dieser Adresse ein Konto").await;
    assert_eq!(listed.path, "/de/account/identities");
    let inside = shopper.get("/de/account").await;
    assert!(is_inside(&inside), "{} {}", inside.path, inside.body);
    assert!(listed.body.contains("Example ID") && listed.body.contains("ada@example.com"), "{}", listed.body);

    let elsewhere = shop.shopper();
    let inside = provider.round_trip(&elsewhere, START).await;
    assert!(is_inside(&inside) && inside.body.contains("Ada"), "{} {}", inside.path, inside.body);
    // Logging in once more gives the browser another session.
    let before = elsewhere.cookie("__Host-session").expect("logged in");
    let again = provider.round_trip(&elsewhere, START).await;
    let after = elsewhere.cookie("__Host-session").expect("logged in");
    assert!(is_inside(&again) && before != after, "{}", again.path);
    elsewhere.set_cookie("__Host-session", &before);
    assert!(elsewhere.get("/account").await.path.starts_with("/login"), "the one of before is over");

    // Other keys are as good, once they are seen.
    provider.restart().await;
    provider.is_seen_by(ada()).await;
    let inside = provider.round_trip(&shop.shopper(), START).await;
    assert!(is_inside(&inside), "{} {}", inside.path, inside.body);
}

#[tokio::test]
async fn an_account_that_is_there_is_linked_by_its_owner_alone() {
    let (shop, provider) = scene().await;
    let owner = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    shop.register(&owner, &fields).await;

    // Somebody whom the provider calls by her address gets nothing of hers.
    let stranger = shop.shopper();
    provider.is_seen_by(json!({ "sub": "eve", "email": "ada@example.com", "email_verified": true })).await;
    let page = provider.round_trip(&stranger, START).await;
    assert!(page.path.starts_with("/login/identity") && stranger.cookie("__Host-session").is_none(), "{}", page.path);
    let fields = [("name", "Eve"), ("email", "ada@example.com")];
    let told = stranger.post_form("/login/identity", &fields).await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert!(told.body.contains("Please look into your mail") && !told.body.contains("already"), "{}", told.body);
    assert!(stranger.cookie("__Host-session").is_none());
    assert!(stranger.get("/account").await.path.starts_with("/login"));

    // She herself logs in as she is used to, and links it then.
    provider.is_seen_by(ada()).await;
    let elsewhere = shop.shopper();
    let page = provider.round_trip(&elsewhere, START).await;
    assert!(page.body.contains("href=\"/login?next=join\""), "{}", page.body);
    let login = [("email", "ada@example.com"), ("password", "a long password"), ("next", "join")];
    let question = elsewhere.post_form("/login", &login).await;
    assert!(question.path.starts_with("/login/identity"), "{}", question.path);
    assert!(question.body.contains("You are logged in here as ada@example.com"), "{}", question.body);
    let linked = elsewhere.post_form("/login/identity", &[]).await;
    assert!(linked.path == "/account/identities" && linked.body.contains("Example ID"), "{}", linked.body);
    eventually("the mail", async || {
        let mails = shop.mails();
        mails.iter().any(|mail| mail.contains("A log-in was linked to your account")).then_some(())
    })
    .await;
    let inside = provider.round_trip(&shop.shopper(), START).await;
    assert!(is_inside(&inside) && inside.body.contains("Ada"), "{} {}", inside.path, inside.body);

    // And takes it away again, which her password makes harmless.
    let remove = linked.field("remove").expect("a button");
    let gone = elsewhere.post_form("/account/identities", &[("remove", &remove)]).await;
    assert!(gone.body.contains("No log-in from elsewhere is linked"), "{}", gone.body);
    let page = provider.round_trip(&shop.shopper(), START).await;
    assert!(page.path.starts_with("/login/identity"), "{}", page.path);
}

#[tokio::test]
async fn whoever_is_logged_in_adds_one_and_is_warned_before_the_last_way_in_goes() {
    let (shop, provider) = scene().await;
    let shopper = shop.shopper();
    join(&shop, &provider, &shopper).await;
    let page = shopper.get("/account/identities").await;
    assert!(page.body.contains("href=\"/login/with/example?next=adding\""), "{}", page.body);
    // It is asked before it is added: somebody else may be signed in at the provider.
    provider.is_seen_by(json!({ "sub": "work", "email": "ada@work.example", "email_verified": true })).await;
    let question = provider.round_trip(&shopper, "/login/with/example?next=adding").await;
    assert!(question.path.starts_with("/login/identity"), "{}", question.path);
    assert!(question.body.contains("There you are ada@work.example"), "{}", question.body);
    let both = shopper.post_form("/login/identity", &[]).await;
    assert_eq!(both.body.matches("name=\"remove\"").count(), 2, "{}", both.body);
    let first = both.field("remove").expect("a button");
    let one = shopper.post_form("/account/identities", &[("remove", &first)]).await;
    let last = one.field("remove").expect("a button");
    // As an account of before addresses were confirmed first.
    let never = "update accounts.customers set email_verified_at = null";
    sqlx::query(never).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    let unconfirmed = shopper.post_form("/account/identities", &[("remove", &last), ("confirmed", "yes")]).await;
    assert!(unconfirmed.body.contains("Please confirm your e-mail address first"), "{}", unconfirmed.body);
    let confirm = "update accounts.customers set email_verified_at = now()";
    sqlx::query(confirm).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    let warned = shopper.post_form("/account/identities", &[("remove", &last)]).await;
    assert_eq!((warned.status, warned.field("confirmed").as_deref()), (409, Some("yes")), "{}", warned.body);
    assert!(warned.body.contains("Nothing but a code by mail would open your account"), "{}", warned.body);
    let none = shopper.post_form("/account/identities", &[("remove", &last), ("confirmed", "yes")]).await;
    assert!(none.body.contains("No log-in from elsewhere is linked"), "{}", none.body);
    // Ten minutes later nothing of the kind is done.
    shop.age_sessions().await;
    let page = shopper.get("/account/identities").await;
    assert!(page.body.contains("within the last ten minutes") && !page.body.contains("next=adding"), "{}", page.body);
    assert!(shopper.get("/login/with/example?next=adding").await.path.starts_with("/login?next="));
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_said_and_the_other_ways_are_there() {
    let (mut shop, mut provider) = scene().await;
    let shopper = shop.shopper();
    join(&shop, &provider, &shopper).await;
    let failed = |page: &Reply, text: &str| {
        assert!(page.path.trim_start_matches("/de").starts_with("/login?problem="), "{}", page.path);
        assert!(page.body.contains(text) && page.body.contains("id=\"password\""), "{}", page.body);
    };
    // Back a second time, and back in another browser.
    let (first, second) = (shop.shopper(), shop.shopper());
    let back = provider.visit(&first, START).await;
    failed(&second.get(&back).await, "was begun in another browser");
    let back = provider.visit(&first, START).await;
    assert!(is_inside(&first.get(&back).await));
    let again = first.get(&back).await;
    assert!(again.path.starts_with("/account/identities?problem="), "{}", again.path);
    // Tampered with.
    let other = shop.shopper();
    let back = provider.visit(&other, START).await;
    failed(&other.get(&back.replace("iss=", "iss=x")).await, "is not right");
    let back = provider.visit(&other, START).await;
    failed(&other.get(&back.replace("code=", "code=x")).await, "is not right");
    failed(&other.get("/de/login/with/example/return?state=de.x&code=x").await, "anderen Browser");
    failed(&other.get("/login/with/nobody?next=account").await, "We do not know this log-in any more");
    // Broken off.
    provider.is_seen_by(json!({ "sub": "" })).await;
    failed(&provider.round_trip(&shop.shopper(), START).await, "was cancelled");
    provider.is_seen_by(ada()).await;
    // Away while a browser is there, and before one goes.
    let waiting = shop.shopper();
    let back = provider.visit(&waiting, START).await;
    provider.stick(true).await;
    failed(&waiting.get(&back).await, "does not answer right now");
    provider.stop();
    shop.restart_origin();
    // The page to log in asks no origin, so it does not tell whether one is there again.
    eventually("the origin", async || {
        let page = waiting.get(START).await;
        page.path.starts_with("/login?problem=").then_some(())
    })
    .await;
    for _ in 0..2 {
        failed(&waiting.get(START).await, "does not answer right now");
    }
    let fields = [("name", "Bob"), ("email", "bob@example.com"), ("password", "a long password")];
    assert!(is_inside(&shop.register(&waiting, &fields).await), "the other ways are there");
}

#[tokio::test]
async fn whoever_comes_from_the_checkout_comes_back_to_it_with_a_new_account_and_after_a_failure() {
    let (shop, provider) = scene().await;
    let (sku, _) = something_in_stock(&shop).await;
    let start = "/login/with/example?next=checkout";
    let shopper = shop.shopper();
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let back = provider.visit(&shopper, start).await;
    let failed = shop.shopper().get(&back).await;
    assert!(failed.path.starts_with("/login?problem=") && failed.path.ends_with("&next=checkout"), "{}", failed.path);
    assert!(failed.body.contains("href=\"/login/with/example?next=checkout\""), "{}", failed.body);

    let page = provider.round_trip(&shopper, start).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/login/identity"), "{}", page.body);
    let asked = shopper.post_form("/login/identity", &[("name", "Ada"), ("email", "ada@example.com")]).await;
    assert!(asked.body.contains("href=\"/checkout\""), "a guest may go on: {}", asked.body);
    let request = asked.field("request").expect("what was asked for");
    let code = shop.mailbox().confirmation("ada@example.com").await;
    let entry = [("email", "ada@example.com"), ("request", &*request), ("code", &*code), ("next", "join")];
    let question = shopper.post_form("/login/code/enter", &entry).await;
    assert_eq!(question.path, "/login/identity", "{}", question.body);
    let opened = shopper.post_form("/login/identity", &[]).await;
    assert_eq!((opened.status, opened.path.as_str()), (200, "/checkout"), "{}", opened.body);
    let inside = provider.round_trip(&shop.shopper(), START).await;
    assert!(is_inside(&inside), "it is linked: {} {}", inside.path, inside.body);
}

#[tokio::test]
async fn whoever_logs_out_at_the_provider_is_logged_out_here_where_it_had_logged_them_in() {
    let (shop, provider) = scene().await;
    let owner = shop.shopper();
    join(&shop, &provider, &owner).await;
    let (at_home, at_work) = (shop.shopper(), shop.shopper());
    let (theirs, work) = (Shopper::new(&provider.issuer), Shopper::new(&provider.issuer));
    for (browser, shopper) in [(&theirs, &at_home), (&work, &at_work)] {
        let back = provider.visit_in(browser, shopper, START).await;
        assert!(is_inside(&shopper.get(&back).await));
    }
    provider.log_out(&theirs).await;
    let over = at_home.get("/account").await;
    assert!(over.status == 200 && over.path.starts_with("/login"), "{} {}", over.path, over.body);
    // Where she came in by a code, or is still logged in there, she stays.
    for shopper in [&owner, &at_work] {
        assert!(is_inside(&shopper.get("/account").await));
    }
    let back = provider.visit_in(&theirs, &at_home, START).await;
    assert!(is_inside(&at_home.get(&back).await), "and comes back as before");
    provider.log_out(&theirs).await;
    assert!(at_home.get("/account").await.path.starts_with("/login"));
    // Nobody else says so.
    for body in ["", "logout_token=", "logout_token=a.b.c", "logout_token=a&logout_token=b", "{}"] {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let path = "/v1/oidc-logouts/example";
        let refused = shop.shopper().send(Method::POST, path, &form, body.to_owned().into()).await.expect("an answer");
        assert_eq!((refused.status, refused.header("cache-control")), (400, "private, no-store"), "{}", refused.body);
    }
    assert!(is_inside(&at_work.get("/account").await));
}
