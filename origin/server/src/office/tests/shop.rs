//! The home page, the look, mails, parts and markets, payments, and the way to open the shop.

use api::settings::{Feature, GetHome, GetSettings, GetSetup, HomeBlockView, SetupStep};
use api::{Client, Credentials};
use domain::Market;
use origin_platform::staff;
use origin_staff::Role;

use super::{Browser, Page, Scene};

/// All that the form of a page holds, as a browser without scripts sends it.
fn fields(page: &Page) -> Vec<(String, String)> {
    let text =
        |html: &str| html.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(text(rest.split('"').next().unwrap_or_default()))
    };
    let form = page.body.rsplit("<form method=\"post\" action=\"/admin/home\">").next().unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let (open, after) = tag.split_once('>').unwrap_or((tag, ""));
        let Some(name) = attribute(open, "name").filter(|name| name.starts_with("b.")) else {
            if open.starts_with("option") && open.contains(" selected") {
                let chosen = attribute(open, "value").unwrap_or_default();
                if let Some((_, value)) = fields.last_mut() {
                    *value = chosen;
                }
            }
            continue;
        };
        match open.split(' ').next() {
            Some("input") if open.contains("type=\"checkbox\"") && !open.contains(" checked") => {}
            Some("input") => fields.push((name, attribute(open, "value").unwrap_or_else(|| "on".to_owned()))),
            Some("textarea") => fields.push((name, text(after.trim_start_matches('\n')))),
            Some("select") => fields.push((name, String::new())),
            _ => {}
        }
    }
    fields
}

/// Sends the form of a page with some fields changed.
async fn send(ada: &mut Browser<'_>, page: &Page, action: &str, changed: &[(&str, &str)]) -> Page {
    let mut all = fields(page);
    for (name, value) in changed {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, kept)) => *kept = (*value).to_owned(),
            None => all.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let version = page.hidden("version").to_owned();
    let mut form: Vec<(&str, &str)> = vec![("version", &version), ("action", action)];
    form.extend(all.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    ada.submit(page, "/admin/home", &form).await
}

#[tokio::test]
async fn the_home_page_is_arranged_by_buttons_saved_as_a_draft_and_shown() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let page = ada.get("/admin/home").await;
    for said in ["Block 1: Large picture", "Block 4: About the shop", "value=\"down.0\"", "hero/home"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("value=\"up.0\"") && !page.body.contains("value=\"down.3\""), "{}", page.body);

    // Nothing is saved by moving, and nothing that was typed is lost.
    let moved = send(&mut ada, &page, "down.0", &[("b.0.heading.en", "Ropes & <tea>")]).await;
    assert_eq!(moved.status, 200);
    assert!(
        moved.body.contains("Block 2: Large picture") && moved.body.contains("Ropes &amp; &lt;tea&gt;"),
        "{}",
        moved.body
    );
    let more = send(&mut ada, &moved, "add.announcement", &[]).await;
    assert!(more.body.contains("Block 5: Announcement"), "{}", more.body);
    let none = scene.call(&GetHome { market: Market::Eu }).await;
    assert!(none.blocks.is_empty());

    // What is missing is told at its field.
    let refused = send(&mut ada, &more, "publish", &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(
        refused.body.contains("Say it, in English at least.") && refused.body.contains("aria-invalid"),
        "{}",
        refused.body
    );
    let draft = send(&mut ada, &refused, "draft", &[("b.4.text.en", "Closed on Monday.")]).await;
    assert_eq!((draft.status.as_u16(), draft.location.as_str()), (303, "/admin/home?saved"));
    assert!(scene.call(&GetHome { market: Market::Eu }).await.blocks.is_empty(), "that is a draft");
    let page = ada.get("/admin/home").await;
    assert!(page.body.contains("Closed on Monday.") && page.body.contains("Earlier versions"), "{}", page.body);
    assert_eq!(send(&mut ada, &page, "publish", &[]).await.status, 303);
    let shown = scene.call(&GetHome { market: Market::Eu }).await.blocks;
    assert_eq!(shown.len(), 5);
    let HomeBlockView::Hero { heading, picture, link, .. } = &shown[1] else { panic!("{shown:?}") };
    assert_eq!(heading.as_ref().map(|heading| heading.bare()), Some("Ropes & <tea>"));
    assert_eq!(picture.as_ref().map(|picture| picture.path.as_str()), Some("hero/home"));
    assert_eq!(link.as_ref().map(|link| link.href.as_str()), Some("/products"));

    // Whoever opened it before is told, and an older version can be taken up.
    let late = send(&mut ada, &page, "draft", &[]).await;
    assert_eq!(late.status, 409, "{}", late.body);
    let versions = ada.get("/admin/home/versions").await;
    assert!(versions.body.contains("was put on show"), "{}", versions.body);
    let version = versions.hidden("version").to_owned();
    let back = ada.submit(&versions, "/admin/home/versions/1", &[("version", &version)]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    assert_eq!(scene.call(&GetHome { market: Market::Eu }).await.blocks, shown);
}

#[tokio::test]
async fn a_colour_is_checked_and_parts_and_markets_are_switched() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let mut send = async |path: &str, typed: &[(&str, &str)]| {
        let page = ada.get(path).await;
        let version = page.hidden("version").to_owned();
        let all: Vec<(&str, &str)> = [("version", version.as_str())].into_iter().chain(typed.iter().copied()).collect();
        ada.submit(&page, path, &all).await
    };
    let refused = send("/admin/look", &[("accent.light", "#ffff00")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("cannot be read well on light pages") && refused.body.contains("value=\"#ffff00\""),
        "{}",
        refused.body
    );
    assert_eq!(send("/admin/look", &[("accent.light", "#0a5c36")]).await.status, 303);
    let look = ada_look(&scene).await;
    assert!(look.starts_with("#0a5c36 #"), "{look}");

    let saved = send("/admin/features", &[("feature.codes", "on"), ("market.de", "on")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let set = scene.call(&GetSettings {}).await.shop;
    assert_eq!((set.features_off.as_slice(), set.markets_closed.as_slice()), (&[Feature::Push][..], &[Market::Us][..]));
    assert!(!set.has(Feature::Learning), "what strangers take part in is off until somebody wants it");
    assert!(ada_look(&scene).await.starts_with("#0a5c36"), "what another page sets stays");
    let saved = send("/admin/features", &[("feature.learning", "on"), ("market.de", "on"), ("market.us", "on")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let set = scene.call(&GetSettings {}).await.shop;
    assert!(set.has(Feature::Learning) && !set.has(Feature::Codes), "{set:?}");
    let page = ada.get("/admin/features").await;
    assert!(page.body.contains("name=\"feature.learning\" checked"));
    // Who comes too late, and who names no version, finds the boxes as they left them, and what is set by now.
    for version in ["1", ""] {
        let late = [("version", version), ("feature.codes", "on"), ("market.us", "on")];
        let late = ada.submit(&page, "/admin/features", &late).await;
        assert!(late.status == 409 && late.body.contains("name=\"feature.codes\" checked"), "{}", late.body);
        assert!(!late.body.contains("name=\"feature.learning\" checked"), "{}", late.body);
        assert_eq!(late.body.matches("By now: Yes").count(), 2, "learning, and Germany: {}", late.body);
        assert_eq!(late.body.matches("By now: No").count(), 1, "codes: {}", late.body);
        assert_eq!(late.hidden("version"), page.hidden("version"));
    }
}

async fn ada_look(scene: &Scene) -> String {
    let accent = scene.call(&GetSettings {}).await.shop.look.accent.expect("set");
    format!("{} {}", accent.light, accent.dark)
}

#[tokio::test]
async fn a_mail_is_looked_at_before_it_is_saved() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let list = ada.get("/admin/mails").await;
    assert!(list.body.contains("/admin/mails/order_shipped") && !list.body.contains(">your words<"), "{}", list.body);
    let path = "/admin/mails/order_shipped";
    let page = ada.get(path).await;
    assert!(page.body.contains("On its way: your order 1001"), "{}", page.body);
    let typed =
        |action: &'static str, subject: &'static str| [("version", "0"), ("action", action), ("subject.en", subject)];
    let seen = ada.submit(&page, path, &typed("preview", "{shop}: <{order}>")).await;
    assert!(seen.body.contains("Ebbholt: &lt;1001&gt;"), "{}", seen.body);
    // What saving would refuse is no example.
    let odd = ada.submit(&page, path, &typed("preview", "Dear {password}")).await;
    assert!(odd.status == 422 && odd.body.contains("“{password}” stands for nothing"), "{}", odd.body);
    assert!(odd.body.contains("value=\"Dear {password}\"") && odd.body.contains("aria-invalid"), "{}", odd.body);
    let refused = ada.submit(&page, path, &typed("save", "{password}")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("stands for nothing") && refused.body.contains("aria-invalid"), "{}", refused.body);
    let page = ada.get(path).await;
    assert_eq!(ada.submit(&page, path, &typed("save", "{shop}: {order}")).await.status, 303);
    let list = ada.get("/admin/mails").await;
    assert!(list.body.contains(">your words<"), "{}", list.body);
    let named = ada.submit(&list, "/admin/mails", &[("version", "1"), ("sender_name", "Kontor")]).await;
    assert_eq!(named.status, 303, "{}", named.body);
    assert_eq!(ada.get("/admin/mails/nonsense").await.status, 404);

    // What is always said stands in the example of a code, too, whatever is set around it.
    let path = "/admin/mails/sign_in_code";
    let page = ada.get(path).await;
    let said = [("version", "2"), ("action", "preview"), ("introduction.en", "Hello from {shop}.")];
    let seen = ada.submit(&page, path, &said).await;
    for part in ["Hello from Ebbholt.", "Type this code where you asked for it"] {
        assert!(seen.body.contains(part), "{part}: {}", seen.body);
    }
    for (action, subject, name) in [("preview", "{order}", "“{order}”"), ("save", "{number}", "“{number}”")] {
        let odd = ada.submit(&page, path, &[("version", "2"), ("action", action), ("subject.en", subject)]).await;
        assert!(odd.status == 422 && odd.body.contains(&format!("{name} stands for nothing")), "{}", odd.body);
        assert!(odd.body.contains("{shop}, the shop’s name") && !odd.body.contains("{total}"), "{}", odd.body);
    }
}

#[tokio::test]
async fn the_way_to_open_the_shop_leads_from_step_to_step() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let overview = ada.get("/admin/overview").await;
    assert!(overview.body.contains("href=\"/admin/setup\""), "{}", overview.body);
    let page = ada.get("/admin/setup").await;
    assert!(
        page.body.contains("0 of 9 steps are done")
            && page.body.contains("<h2 id=\"next\">Give the shop its name</h2>"),
        "{}",
        page.body
    );
    let settings = ada.get("/admin/settings").await;
    let form = [
        ("version", "0"),
        ("name", "Kontor"),
        ("company", "K GmbH"),
        ("address", "Am Deich 1"),
        ("email", "a@b.example"),
    ];
    assert_eq!(ada.submit(&settings, "/admin/settings", &form).await.status, 303);
    let page = ada.get("/admin/setup").await;
    assert!(
        page.body.contains("2 of 9 steps are done") && page.body.contains("id=\"next\">Choose your markets"),
        "{}",
        page.body
    );
    for next in ["Say where you send to", "Look at the taxes", "Say how you are paid", "Make your first product"] {
        let page = ada.get("/admin/setup").await;
        let step = page.hidden("step").to_owned();
        assert_eq!(ada.submit(&page, "/admin/setup", &[("step", &step)]).await.status, 303);
        let page = ada.get("/admin/setup").await;
        assert!(page.body.contains(&format!("id=\"next\">{next}")), "{next}: {}", page.body);
    }
    let payments = ada.get("/admin/payments").await;
    assert!(payments.body.contains("Nobody is charged"), "{}", payments.body);
    // Each page on the way leads back to the steps, until none is left; that is kept.
    for body in [payments.body, ada.get("/admin/settings?saved").await.body] {
        assert!(body.contains("href=\"/admin/setup\""), "{body}");
    }
    ada.makes_a_jug().await;
    for kind in ["imprint", "terms", "privacy", "returns", "shipping"] {
        let page = ada.get(&format!("/admin/pages/new?kind={kind}")).await;
        let text =
            [("kind", kind), ("slug", kind), ("title.en", kind), ("body.en", "So it is."), ("action", "publish")];
        let made = ada.submit(&page, "/admin/pages/new", &text).await;
        assert_eq!(made.status, 303, "{}", made.body);
    }
    let page = ada.get("/admin/setup").await;
    assert!(page.body.contains("8 of 9 steps are done"), "{}", page.body);
    assert_eq!(ada.submit(&page, "/admin/setup", &[("step", "home")]).await.status, 303);
    let key = staff::create(&scene.stores.db, "tests").await.expect("PostgreSQL is up");
    let credentials = Credentials { bearer: Some(key), idempotency_key: None };
    let kept = async || {
        let setup = Client::new(scene.services.clone()).call_as(&GetSetup {}, &credentials).await.expect("allowed");
        setup.confirmed.contains(&SetupStep::Finished)
    };
    assert!(!kept().await);
    assert!(!ada.get("/admin/settings?saved").await.body.contains("href=\"/admin/setup\""));
    assert!(kept().await);
    assert!(!ada.get("/admin/settings?saved").await.body.contains("href=\"/admin/setup\""));
}

#[tokio::test]
async fn paying_is_switched_off_by_whoever_has_just_signed_in_and_no_key_comes_back() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let page = ada.get("/admin/payments").await;
    assert!(page.body.contains("SECRETS_KEYS") && page.body.contains("/v1/payments/hooks/stripe"), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let off = [("version", version.as_str()), ("do", "off")];
    assert_eq!(ada.submit(&page, "/admin/payments", &off).await.status, 303);
    let page = ada.get("/admin/payments").await;
    let late = ada.submit(&page, "/admin/payments", &off).await;
    assert_eq!(late.status, 409, "{}", late.body);
    let page = ada.get("/admin/payments").await;
    assert!(page.body.contains("Paying is switched off") && page.body.contains("value=\"on\""), "{}", page.body);
    // What was typed is not shown again, whatever becomes of it.
    let secret = "sk_live_that_nobody_should_see";
    let keys = [("version", page.hidden("version")), ("do", "keys"), ("secret_key", secret)];
    let refused = ada.submit(&page, "/admin/payments", &keys).await;
    assert!(refused.status.is_client_error() && !refused.body.contains(secret), "{}", refused.body);
    let lost = [("do", "keys"), ("secret_key", secret), ("token", "of no session"), ("once", "once-of-this-form")];
    let lost = ada.post("/admin/payments", &lost).await;
    assert!(lost.status == 403 && !lost.body.contains(secret), "{}", lost.body);
    origin_testing::age_staff_sessions(&scene.stores.db).await;
    let on = [("version", page.hidden("version")), ("do", "on")];
    let refused = ada.submit(&page, "/admin/payments", &on).await;
    assert!(refused.status == 403 && refused.body.contains("last ten minutes"), "{}", refused.body);
    let page = ada.get("/admin/payments").await;
    assert!(!page.body.contains("name=\"do\""), "{}", page.body);
}

#[tokio::test]
async fn secrets_of_hooks_are_taken_away_by_forms_and_the_last_says_what_follows() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    origin_testing::keep_former_account(&scene.stores.db).await;
    let first = ada.get("/admin/payments").await;
    assert_eq!(first.body.matches("value=\"unhook\"").count(), 2, "{}", first.body);
    assert!(!first.body.contains("It is the last") && first.body.contains("cannot be read any more"), "{}", first.body);
    assert!(!first.body.contains("value=\"roll\""), "no keys can be kept: {}", first.body);
    let version = first.hidden("version").to_owned();
    let away = [("do", "unhook"), ("account", "acct_old.test"), ("place", "2"), ("version", version.as_str())];
    assert_eq!(ada.submit(&first, "/admin/payments", &away).await.location, "/admin/payments?saved");
    // The same page once more, in another window: nothing is taken away unseen.
    let page = ada.get("/admin/payments").await;
    assert_eq!(ada.submit(&page, "/admin/payments", &away).await.status, 409);
    let page = ada.get("/admin/payments").await;
    assert!(page.body.contains("It is the last") && page.body.contains("name=\"last\""), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let last = [("do", "unhook"), ("account", "acct_old.test"), ("place", "1"), ("version", version.as_str())];
    let unsaid = ada.submit(&page, "/admin/payments", &last).await;
    assert!(unsaid.status == 422 && unsaid.body.contains("last secret"), "{}", unsaid.body);
    let page = ada.get("/admin/payments").await;
    let said = [&last[..], &[("last", "on")]].concat();
    assert_eq!(ada.submit(&page, "/admin/payments", &said).await.status, 303);
    let page = ada.get("/admin/payments").await;
    assert!(page.body.contains("acct_old.test") && !page.body.contains("unhook"), "{}", page.body);
    let secret = "sk_live_that_nobody_should_see";
    let roll = [("do", "roll"), ("account", "acct_old.test"), ("secret_key", secret)];
    let refused = ada.submit(&page, "/admin/payments", &roll).await;
    assert!(refused.status.is_client_error() && !refused.body.contains(secret), "{}", refused.body);
    let log = ada.get("/admin/audit").await;
    assert!(log.body.contains("Took away a secret of a webhook of Stripe"), "{}", log.body);
}

#[tokio::test]
async fn hosts_of_pictures_are_named_one_a_line() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let page = ada.get("/admin/media/hosts").await;
    let version = page.hidden("version").to_owned();
    let inside = [("version", version.as_str()), ("hosts", "cdn.example.com\n10.0.0.7")];
    let refused = ada.submit(&page, "/admin/media/hosts", &inside).await;
    assert!(refused.status.is_client_error() && refused.body.contains("10.0.0.7"), "{}", refused.body);
    let hosts = [("version", version.as_str()), ("hosts", "CDN.example.com\r\n*.shop.example\r\n")];
    let elsewhere = ada.get("/admin/media/hosts").await;
    assert_eq!(ada.submit(&page, "/admin/media/hosts", &hosts).await.status, 303);
    let kept = ada.get("/admin/media/hosts").await;
    assert!(kept.body.contains("cdn.example.com\n*.shop.example"), "{}", kept.body);
    // Who comes too late finds what they typed, and what is set by now.
    let late = [("version", version.as_str()), ("hosts", "pictures.example.com")];
    let late = ada.submit(&elsewhere, "/admin/media/hosts", &late).await;
    assert!(late.status == 409 && late.body.contains("\npictures.example.com</textarea>"), "{}", late.body);
    assert!(late.body.contains("By now: <q>cdn.example.com\n*.shop.example</q>"), "{}", late.body);
}
