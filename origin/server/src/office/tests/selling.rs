//! Promotions, gift cards, collections, search rules, fetched pictures and customers.

use origin_staff::Role;

use super::{Browser, Scene};

#[tokio::test]
async fn a_promotion_is_made_limited_and_ended() {
    let scene = Scene::open().await;
    let mut eve = scene.member("eve@example.com", Role::Marketing).await;
    let page = eve.get("/admin/promotions/new").await;
    let new = "/admin/promotions/new";
    let wrong = [("title.en", "Summer"), ("kind", "percent"), ("percent", "101"), ("code", "SUMMER10")];
    let refused = eve.submit(&page, new, &wrong).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"SUMMER10\""), "{}", refused.body);
    let marked = "aria-invalid=\"true\" aria-describedby=\"percent-fault percent-hint\"";
    assert!(refused.body.contains(marked) && refused.body.contains("id=\"percent-fault\""), "{}", refused.body);
    let good = [
        ("title.en", "Summer"),
        ("kind", "percent"),
        ("percent", "10"),
        ("code", "SUMMER10"),
        ("ends", "2199-01-01T00:00"),
    ];
    let made = eve.submit(&page, new, &good).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let path = made.location.trim_end_matches("?saved").to_owned();
    let list = eve.get("/admin/promotions").await;
    assert!(list.body.contains("SUMMER10") && list.body.contains("10\u{a0}%"), "{}", list.body);
    let shown = eve.get(&path).await;
    assert!(shown.body.contains("value=\"2199-01-01T00:00\""), "{}", shown.body);
    let version = shown.hidden("version").to_owned();
    let limits = |uses: &'static str| {
        let rest = [("do", "save"), ("starts", ""), ("ends", ""), ("uses-each", "1")];
        rest.into_iter().chain([("uses", uses), ("version", version.as_str())]).collect::<Vec<_>>()
    };
    assert_eq!(eve.submit(&shown, &path, &limits("5")).await.status, 303);
    // Who comes too late is told, loses nothing, and sees what is set by now.
    let page = eve.get(&path).await;
    let late = eve.submit(&page, &path, &limits("9")).await;
    assert_eq!(late.status, 409, "{}", late.body);
    for said in ["value=\"9\"", "<q>5</q>", "Somebody else has changed this promotion"] {
        assert!(late.body.contains(said), "{said}: {}", late.body);
    }
    let shown = eve.get(&path).await;
    assert!(shown.body.contains("name=\"uses\" value=\"5\"") || shown.body.contains("value=\"5\""), "{}", shown.body);
    let version = shown.hidden("version").to_owned();
    assert_eq!(eve.submit(&shown, &path, &[("do", "end"), ("version", &version)]).await.status, 303);
    let ended = eve.get(&path).await;
    assert!(ended.body.contains("Take it up again"), "{}", ended.body);
    let version = ended.hidden("version").to_owned();
    assert_eq!(eve.submit(&ended, &path, &[("do", "resume"), ("version", &version)]).await.status, 303);
    let mut analyst = scene.member("ann@example.com", Role::Analyst).await;
    let seen = analyst.get(&path).await;
    assert!(seen.status == 200 && !seen.body.contains("End it"), "{}", seen.body);
    assert_eq!(analyst.get("/admin/gift-cards").await.status, 403);
}

#[tokio::test]
async fn the_code_of_a_gift_card_is_shown_once() {
    let scene = Scene::open().await;
    let mut eve = scene.member("eve@example.com", Role::Marketing).await;
    let page = eve.get("/admin/gift-cards").await;
    let refused = eve.submit(&page, "/admin/gift-cards", &[("amount", "much"), ("currency", "EUR")]).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"much\""), "{}", refused.body);
    let card = [("amount", "25,00"), ("currency", "EUR"), ("note", "For a broken mug")];
    let issued = eve.submit(&page, "/admin/gift-cards", &card).await;
    assert_eq!(issued.status, 200, "{}", issued.body);
    let code = issued.between("id=\"gift-card\">", "<").to_owned();
    assert!(code.len() > 10, "{code}");
    let again = eve.submit(&page, "/admin/gift-cards", &card).await;
    assert!(
        again.status == 200 && !again.body.contains(&code) && again.body.contains("shown before"),
        "{}",
        again.body
    );
    let list = eve.get("/admin/gift-cards").await;
    assert_eq!(list.body.matches("€25.00").count(), 1, "one card: {}", list.body);
    let path = format!("/admin/gift-cards/{}", list.between("action=\"/admin/gift-cards/", "\""));
    assert_eq!(eve.submit(&list, &path, &[("do", "block")]).await.status, 303);
    let blocked = eve.get("/admin/gift-cards").await;
    assert!(blocked.body.contains("Let it pay again"), "{}", blocked.body);
    assert_eq!(eve.submit(&blocked, &path, &[("do", "unblock")]).await.status, 303);
}

#[tokio::test]
async fn a_rule_is_looked_at_kept_and_ended() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    ada.makes_a_jug().await;
    let page = ada.get("/admin/collections/_new").await;
    let made = ada.submit(&page, "/admin/collections/_new", &[("slug", "jugs"), ("title.en", "Jugs")]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let (path, rule) = ("/admin/collections/jugs", "/admin/collections/jugs/rule");
    let shown = ada.get(path).await;
    let version = shown.hidden("version").to_owned();
    let form = |what: &'static str, kind: &'static str| {
        [
            ("version", version.clone()),
            ("rule", "form".to_owned()),
            ("do", what.to_owned()),
            ("rule.match", "all".to_owned()),
            ("rule.0.kind", kind.to_owned()),
            ("rule.0.value", "jug".to_owned()),
        ]
    };
    let send = async |browser: &mut Browser<'_>, fields: [(&str, String); 6]| {
        let page = browser.get(path).await;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit(&page, rule, &fields).await
    };
    let looked = send(&mut ada, form("preview", "title")).await;
    assert!(looked.status == 200 && looked.body.contains("It finds 1 product."), "{}", looked.body);
    assert!(looked.body.contains("value=\"jug\""), "what was typed is still there: {}", looked.body);
    let unread = send(&mut ada, form("save", "released")).await;
    assert!(unread.status == 422 && unread.body.contains("value=\"jug\""), "{}", unread.body);
    assert_eq!(send(&mut ada, form("save", "title")).await.location, "/admin/collections/jugs?saved");
    let late = send(&mut ada, form("save", "title")).await;
    assert_eq!(late.status, 409, "{}", late.body);

    let shown = ada.get(path).await;
    assert!(shown.body.contains("value=\"jug\"") && !shown.body.contains("id=\"add\""), "{}", shown.body);
    assert!(ada.get("/admin/collections").await.body.contains("by rule"));
    let version = shown.hidden("version").to_owned();
    let ended = ada.submit(&shown, rule, &[("version", &version), ("do", "end")]).await;
    assert_eq!(ended.location, "/admin/collections/jugs?saved", "{}", ended.body);
    assert!(ada.get(path).await.body.contains("id=\"add\""), "by hand again");
}

#[tokio::test]
async fn a_collection_is_put_under_another_gets_another_address_and_keeps_both_until_it_goes() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    for fields in [
        vec![("slug", "breakfast"), ("title.en", "Breakfast")],
        vec![("slug", "cups"), ("title.en", "Cups"), ("parent", "breakfast")],
        vec![("slug", "mugs"), ("title.en", "Mugs"), ("parent", "cups")],
    ] {
        let page = ada.get("/admin/collections/_new").await;
        let made = ada.submit(&page, "/admin/collections/_new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.body);
    }
    let list = ada.get("/admin/collections").await.body;
    let place = |name: &str| list.find(&format!("/admin/collections/{name}\"")).expect(name);
    assert!(place("breakfast") < place("cups") && place("cups") < place("mugs") && list.contains("— — "), "{list}");

    let shown = ada.get("/admin/collections/breakfast").await;
    assert!(!shown.body.contains("<option value=\"mugs\""), "not under what is under it: {}", shown.body);
    let version = shown.hidden("version").to_owned();
    let change = |parent: &'static str, address: &'static str| {
        [("version", version.as_str()), ("title.en", "Breakfast"), ("slug", address), ("parent", parent)]
    };
    let circle = ada.submit(&shown, "/admin/collections/breakfast", &change("mugs", "breakfast")).await;
    assert!(circle.status == 422 && circle.body.contains("under itself"), "{}", circle.body);
    let unfit = ada.submit(&shown, "/admin/collections/breakfast", &change("", "Break fast")).await;
    assert!(unfit.status == 422 && unfit.body.contains("value=\"Break fast\""), "{}", unfit.body);
    let moved = ada.submit(&shown, "/admin/collections/breakfast", &change("", "morning")).await;
    assert_eq!(moved.location, "/admin/collections/morning?saved", "{}", moved.body);
    assert!(ada.get("/admin/collections/morning").await.body.contains("/collections/breakfast"), "the former address");
    assert_eq!(ada.get("/admin/collections/breakfast").await.status, 404);

    let question = ada.get("/admin/collections/morning/delete").await;
    assert!(question.body.contains("/admin/collections/cups\"") && !question.body.contains("name=\"version\""));
    let delete = "/admin/collections/mugs/delete";
    let question = ada.get(delete).await;
    let version = question.hidden("version").to_owned();
    let gone = ada.submit(&question, delete, &[("version", &version)]).await;
    assert_eq!(gone.location, "/admin/collections?deleted", "{}", gone.body);
}

#[tokio::test]
async fn a_collection_is_made_filled_changed_and_deleted() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    ada.makes_a_jug().await;
    let page = ada.get("/admin/collections/_new").await;
    let fields = [("slug", "breakfast"), ("title.en", "Breakfast"), ("title.de", "Frühstück"), ("position", "20")];
    let made = ada.submit(&page, "/admin/collections/_new", &fields).await;
    assert_eq!(made.location, "/admin/collections/breakfast?saved", "{}", made.body);
    let path = "/admin/collections/breakfast";
    let shown = ada.get(path).await;
    let products = format!("{path}/products");
    let unknown = ada.submit(&shown, &products, &[("add", "no-such-jug")]).await;
    assert!(unknown.status == 422 && unknown.body.contains("“no-such-jug”"), "{}", unknown.body);
    assert_eq!(ada.submit(&shown, &products, &[("add", "http://shop.example/products/pilot-jug\n")]).await.status, 303);
    let shown = ada.get(path).await;
    let order = format!("{path}/order");
    let version = shown.hidden("version").to_owned();
    let unknown = ada.submit(&shown, &order, &[("version", &version), ("first", "no-such-jug")]).await;
    assert!(unknown.status == 422 && unknown.body.contains("no-such-jug</textarea>"), "{}", unknown.body);
    assert_eq!(ada.submit(&shown, &order, &[("version", &version), ("first", "JUG")]).await.status, 303);
    let late = ada.submit(&shown, &order, &[("version", &version), ("first", "")]).await;
    assert_eq!(late.status, 409, "{}", late.body);
    let shown = ada.get(path).await;
    assert!(shown.body.contains("pilot-jug</textarea>"), "{}", shown.body);
    let list = ada.get("/admin/collections").await;
    assert!(list.body.contains("Breakfast") && list.body.contains(">1</td>"), "{}", list.body);

    let version = shown.hidden("version").to_owned();
    let change = |title: &'static str, version: &str| {
        [("title.en", title.to_owned()), ("position", "1".to_owned()), ("version", version.to_owned())]
    };
    let send = async |browser: &mut Browser<'_>, fields: [(&str, String); 3]| {
        let page = browser.get(path).await;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit(&page, path, &fields).await
    };
    assert_eq!(send(&mut ada, change("Breakfast table", &version)).await.status, 303);
    let late = send(&mut ada, change("Tea table", &version)).await;
    assert!(
        late.status == 409 && late.body.contains("value=\"Tea table\"") && late.body.contains("<q>Breakfast table</q>"),
        "{}",
        late.body
    );

    let delete = format!("{path}/delete");
    let question = ada.get(&delete).await;
    let version = question.hidden("version").to_owned();
    let full = ada.submit(&question, &delete, &[("version", &version)]).await;
    assert!(full.status.is_client_error(), "something is in it: {}", full.body);
    assert_eq!(ada.submit(&question, &products, &[("remove", "JUG")]).await.status, 303);
    let question = ada.get(&delete).await;
    let version = question.hidden("version").to_owned();
    let gone = ada.submit(&question, &delete, &[("version", &version)]).await;
    assert_eq!(gone.location, "/admin/collections?deleted", "{}", gone.body);
    assert_eq!(ada.get(path).await.status, 404);
}

#[tokio::test]
async fn what_is_in_a_collection_is_counted_listed_and_taken_out_as_a_whole() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    ada.makes_a_jug().await;
    let page = ada.get("/admin/collections/_new").await;
    let made = ada.submit(&page, "/admin/collections/_new", &[("slug", "jugs"), ("title.en", "Jugs")]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let (path, rule, delete) =
        ("/admin/collections/jugs", "/admin/collections/jugs/rule", "/admin/collections/jugs/delete");
    let all_out = "/admin/products?in=jugs&amp;edit=out-of&amp;collection=jugs&amp;everything=on#edit";
    let empty = ada.get(path).await;
    assert!(empty.body.contains("No product is in it.") && !empty.body.contains("?in=jugs"), "{}", empty.body);
    let put = ada.submit(&empty, "/admin/collections/jugs/products", &[("add", "JUG")]).await;
    assert_eq!(put.status, 303, "{}", put.body);
    for page in [path, delete] {
        let page = ada.get(page).await.body;
        assert!(page.contains("1 product is in it, on sale or not."), "{page}");
        assert!(page.contains("href=\"/admin/products?in=jugs\"") && page.contains(all_out), "{page}");
    }

    let list = ada.get("/admin/products?in=jugs&edit=out-of&collection=jugs&everything=on").await;
    for shown in ["Pilot jug", "1 product is in it", "value=\"out-of\" selected", "name=\"everything\" checked"] {
        assert!(list.body.contains(shown), "{shown}: {}", list.body);
    }
    assert_eq!(list.hidden("filter.in"), "jugs");
    let form = [("edit", "out-of"), ("collection", "jugs"), ("everything", "on"), ("filter.in", "jugs")];
    let edit = ada.submit(&list, "/admin/products/bulk", &form).await;
    assert_eq!(edit.status, 303, "{}", edit.body);
    let looked = ada.get(&edit.location).await.body;
    assert!(looked.contains("Pilot jug") && looked.contains("Collection: jugs"), "{looked}");
    for junk in [("filter.in", "All of them!"), ("filter.status", "sold")] {
        let junk = [form[0], form[1], form[2], junk];
        assert_eq!(ada.submit(&list, "/admin/products/bulk", &junk).await.status, 404, "not everything there is");
    }
    for nowhere in ["/admin/products?in=no-such", "/admin/products?in=All+of+them!"] {
        assert_eq!(ada.get(nowhere).await.status, 404, "{nowhere}");
    }

    let shown = ada.get(path).await;
    let version = shown.hidden("version").to_owned();
    let ruled = [
        ("version", version.as_str()),
        ("rule", "form"),
        ("do", "save"),
        ("rule.match", "all"),
        ("rule.0.kind", "title"),
        ("rule.0.value", "jug"),
    ];
    assert_eq!(ada.submit(&shown, rule, &ruled).await.status, 303);
    let by_rule = ada.get(path).await.body;
    assert!(by_rule.contains("A rule puts them in") && by_rule.contains("href=\"#rule-title\""), "{by_rule}");
    let question = ada.get(delete).await.body;
    assert!(question.contains("/admin/collections/jugs#rule-title") && !question.contains("edit=out-of"), "{question}");
}

#[tokio::test]
async fn searches_have_rules_and_pictures_are_asked_for() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    ada.makes_a_jug().await;
    let page = ada.get("/admin/search-rules").await;
    let one = [("kind", "synonyms"), ("language", "en"), ("lines", "jug")];
    let refused = ada.submit(&page, "/admin/search-rules", &one).await;
    assert!(refused.status.is_client_error() && refused.body.contains("jug"), "{}", refused.body);
    let pair = [("kind", "synonyms"), ("language", "en"), ("lines", "jug\r\npitcher")];
    assert_eq!(ada.submit(&page, "/admin/search-rules", &pair).await.status, 303);
    let page = ada.get("/admin/search-rules").await;
    let pin = [("kind", "pin"), ("language", "de"), ("phrase", "kanne"), ("lines", "JUG")];
    assert_eq!(ada.submit(&page, "/admin/search-rules", &pin).await.status, 303);
    let list = ada.get("/admin/search-rules").await;
    assert!(list.body.contains("jug = pitcher") && list.body.contains("Pilot jug</a>"), "{}", list.body);
    let delete = format!("/admin/search-rules/{}/delete", list.between("action=\"/admin/search-rules/", "/delete"));
    assert_eq!(ada.submit(&list, &delete, &[("version", "1")]).await.status, 303);
    assert!(!ada.get("/admin/search-rules").await.body.contains("jug = pitcher"));

    let page = ada.get("/admin/media/fetches").await;
    let plain = [("address", "http://cdn.example/mug.jpg"), ("product", "pilot-jug")];
    let refused = ada.submit(&page, "/admin/media/fetches", &plain).await;
    assert!(refused.status.is_client_error() && refused.body.contains("value=\"pilot-jug\""), "{}", refused.body);
}

#[tokio::test]
async fn an_account_is_found_exported_and_ended_by_who_may() {
    let scene = Scene::open().await;
    scene.registers("Grace", "grace@example.com").await;
    let mut support = scene.member("sue@example.com", Role::Support).await;
    let list = support.get("/admin/customers?q=GRACE").await;
    assert!(list.body.contains("grace@example.com"), "{}", list.body);
    assert!(!support.get("/admin/customers?q=ada").await.body.contains("grace@example.com"));
    let path = format!("/admin/customers/{}", list.between("href=\"/admin/customers/", "\""));
    let shown = support.get(&path).await;
    assert!(
        shown.status == 200 && !shown.body.contains("/erase") && !shown.body.contains("/log-out"),
        "{}",
        shown.body
    );
    assert_eq!(support.get(&format!("{path}/export")).await.status, 403);

    let mut owner = scene.member("owner@example.com", Role::Owner).await;
    let export = owner.get(&format!("{path}/export")).await;
    assert!(export.status == 200 && export.body.contains("\"email\":\"grace@example.com\""), "{}", export.body);
    let log = owner.get("/admin/audit").await;
    assert!(log.body.contains("Took a copy of what is kept of a shopper"), "{}", log.body);
    let log_out = format!("{path}/log-out");
    let before = owner.get(&path).await;
    let out = owner.submit(&before, &log_out, &[]).await;
    assert_eq!(out.location, format!("{path}?logged-out"), "{}", out.body);
    assert!(owner.get(&out.location).await.body.contains("The account is logged out everywhere"));
    let erase = format!("{path}/erase");
    let question = owner.get(&erase).await;
    let mistyped = owner.submit(&question, &erase, &[("email", "ada@example.com")]).await;
    assert!(mistyped.status == 422 && mistyped.body.contains("Nothing was done"), "{}", mistyped.body);
    let gone = owner.submit(&question, &erase, &[("email", "Grace@example.com")]).await;
    assert_eq!(gone.location, "/admin/customers?erased", "{}", gone.body);
    assert_eq!(owner.get(&path).await.status, 404);
    assert!(!owner.get("/admin/audit").await.body.contains("grace@example.com"), "the log names the account by its id");
}
