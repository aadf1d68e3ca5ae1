//! The ways into an account beside its password, by what is mailed, without JavaScript.

use testing::{Reply, Shop, Shopper, eventually};

use crate::buying::{check_out, something_in_stock};

/// What a mail holds: the code, as it is written (empty if there is none), and the path of the link, if there is one.
struct Mailed {
    code: String,
    link: Option<String>,
}

/// Whoever reads the shop's mails, each once.
#[derive(Default)]
struct Reader(Vec<String>);

impl Reader {
    /// The next mail with these words that was not read yet.
    async fn next(&mut self, shop: &Shop, words: &str) -> Mailed {
        let mail = eventually("the mail", async || {
            let mails = shop.mails().into_iter().map(|mail| plain(&mail));
            mails.filter(|mail| mail.contains(words)).find(|mail| !self.0.contains(mail))
        })
        .await;
        self.0.push(mail.clone());
        let is_code = |line: &str| line.len() == 9 && line.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
        let code = mail.lines().map(str::trim).find(|line| is_code(line)).unwrap_or_default().to_owned();
        let link = mail.split_once("/login/link?token=").map(|(_, rest)| format!("/login/link?token={}", &rest[..43]));
        Mailed { code, link }
    }
}

/// A mail as it was before it was encoded, as far as ASCII goes.
fn plain(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=").replace("\r\n", "\n")
}

const ADA: [(&str, &str); 3] = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];

async fn register(shop: &Shop) -> Shopper {
    let ada = shop.shopper();
    let account = shop.register(&ada, &ADA).await;
    assert!(account.path.starts_with("/account"), "{} {}", account.status, account.body);
    ada
}

/// Asks for a code on the page for it; the answer is the form for the code.
async fn ask(shopper: &Shopper, market: &str, email: &str, next: &str) -> Reply {
    let asked = shopper.post_form(&format!("{market}/login/code"), &[("email", email), ("next", next)]).await;
    assert_eq!((asked.status, asked.header("cache-control")), (200, "private, no-store"), "{}", asked.body);
    asked
}

#[tokio::test]
async fn whoever_has_forgotten_the_password_gets_a_code_and_chooses_another() {
    let shop = Shop::start().await;
    let mut mails = Reader::default();
    let ada = register(&shop).await;
    let elsewhere = shop.shopper();
    let login = elsewhere.get("/de/login").await;
    assert!(login.body.contains("href=\"/de/login/code?next=password\""), "{}", login.body);
    assert!(elsewhere.get("/de/login/code?next=password").await.body.contains("Passwort vergessen?"));
    let bad = elsewhere.post_form("/de/login/code", &[("email", "ada@"), ("next", "password")]).await;
    assert_eq!((bad.status, bad.field("email").as_deref()), (422, Some("ada@")), "{}", bad.body);
    // Nobody learns who has an account.
    let unknown = ask(&shop.shopper(), "/de", "eve@example.com", "password").await;
    let known = ask(&elsewhere, "/de", "ADA@example.com", "password").await;
    for page in [&unknown, &known] {
        assert!(page.body.contains("Falls es ein Konto mit dieser Adresse gibt"), "{}", page.body);
    }
    let request = known.field("request").expect("what was asked for");
    let code = mails.next(&shop, "Ihr Code zum Anmelden").await.code;
    let enter = async |code: &str| {
        let fields =
            [("email", "ada@example.com"), ("request", request.as_str()), ("code", code), ("next", "password")];
        elsewhere.post_form("/de/login/code/enter", &fields).await
    };
    for (typed, status) in [("", 422), ("1234", 422), ("12345678901", 422)] {
        let refused = enter(typed).await;
        assert_eq!(refused.status, status, "{typed}");
        assert!(refused.body.contains("acht Ziffern"), "{}", refused.body);
    }
    let wrong = if code == "0000 0000" { "0000 0001" } else { "0000 0000" };
    let refused = enter(wrong).await;
    assert_eq!((refused.status, refused.field("email").as_deref()), (422, Some("ada@example.com")));
    assert!(refused.body.contains("Dieser Code ist nicht richtig"), "{}", refused.body);
    let typed = format!("  {} ", code.replace(' ', " - "));
    let inside = enter(&typed).await;
    assert_eq!((inside.status, inside.path.as_str()), (200, "/de/account/password"), "{}", inside.body);
    for bad in ["short", "password123"] {
        let refused = elsewhere.post_form("/de/account/password", &[("password", bad)]).await;
        assert_eq!(refused.status, 422, "{bad}");
        assert!(!refused.body.contains("password123"), "{}", refused.body);
    }
    let changed = elsewhere.post_form("/de/account/password", &[("password", "harbour lights at dusk")]).await;
    assert!(changed.status == 200 && changed.body.contains("Das Passwort wurde geändert"), "{}", changed.body);
    assert!(elsewhere.get("/de/account").await.path.starts_with("/de/account"), "still logged in here");
    assert!(ada.get("/account").await.path.starts_with("/login"), "and nowhere else");
    mails.next(&shop, "Ihr Passwort wurde ge").await;
    assert_eq!(ada.post_form("/login", &ADA[1..]).await.status, 422);
    let new = [("email", "ada@example.com"), ("password", "harbour lights at dusk")];
    assert!(ada.post_form("/login", &new).await.path.starts_with("/account"));
    assert_eq!(enter(&code).await.status, 422, "a code is good once");
}

#[tokio::test]
async fn a_link_logs_in_where_it_is_opened_and_once() {
    let shop = Shop::start().await;
    let mut mails = Reader::default();
    let ada = shop.shopper();
    assert_eq!(ada.post_form("/register", &ADA).await.status, 200);
    let first = mails.next(&shop, "Please confirm your e-mail address").await.link.expect("a link");
    // A program that looks at mails opens links, too.
    for _ in 0..2 {
        let page = shop.shopper().get(&first).await;
        assert!(page.status == 200 && page.header("cache-control") == "private, no-store", "{}", page.body);
    }
    let bob = shop.shopper();
    shop.register(&bob, &[("name", "Bob"), ("email", "bob@example.com"), ADA[2]]).await;
    assert!(bob.get(&first).await.body.contains("Somebody is logged in here already"));
    let token = first.split_once("token=").expect("a token").1;
    let confirmed = ada.post_form("/login/link", &[("token", token)]).await;
    assert_eq!((confirmed.status, confirmed.path.as_str()), (200, "/account"), "{}", confirmed.body);
    assert!(!confirmed.body.contains("Please confirm your e-mail address"), "{}", confirmed.body);
    let elsewhere = shop.shopper().post_form("/login", &ADA[1..]).await;
    assert!(elsewhere.path.starts_with("/account"), "the password that was chosen here: {}", elsewhere.body);
    let again = shop.shopper().post_form("/login/link", &[("token", token)]).await;
    assert!(again.status == 422 && again.body.contains("This link was used before"), "{}", again.body);
    ask(&shop.shopper(), "", "ada@example.com", "account").await;
    let second = mails.next(&shop, "Your code to log in").await.link.expect("a link");
    let token = second.split_once("token=").expect("a token").1.to_owned();
    let other = shop.shopper();
    for cut in ["", &token[..20], "%22%3Cscript%3E"] {
        let page = other.get(&format!("/login/link?token={cut}")).await;
        assert!(page.status == 422 && page.body.contains("The link is not whole"), "{cut}: {}", page.body);
        let sent = other.post_form("/login/link", &[("token", cut)]).await;
        assert!(sent.status == 422 && other.cookie("__Host-session").is_none(), "{cut}: {}", sent.body);
    }
    let foreign = "x".repeat(43);
    let unknown = other.post_form("/login/link", &[("token", foreign.as_str())]).await;
    assert!(unknown.status == 422 && unknown.body.contains("This link is not whole"), "{}", unknown.body);
    age(&shop, "expires_at", "16 minutes").await;
    let late = other.post_form("/login/link", &[("token", token.as_str())]).await;
    assert!(late.status == 422 && late.body.contains("older than 10 minutes"), "{}", late.body);
    assert!(late.body.contains("href=\"/login/code?next=account\""), "{}", late.body);
}

async fn age(shop: &Shop, column: &str, by: &str) {
    let sql = format!("update accounts.code_requests set {column} = {column} - interval '{by}'");
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&shop.stores.db).await.expect("PostgreSQL is up");
}

#[tokio::test]
async fn a_guest_s_orders_come_into_the_account_once_its_address_is_confirmed_and_not_to_somebody_else_s() {
    let shop = Shop::start().await;
    let mut mails = Reader::default();
    let (sku, _) = something_in_stock(&shop).await;
    let guest = shop.shopper();
    guest.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = guest.get("/checkout").await;
    let order = check_out(&guest, &checkout, "ada@example.com", "test_accept").await.path;
    // Eve opens an account under the address first.
    let eve = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "eve waits in there")];
    let asked = eve.post_form("/register", &fields).await;
    assert!(asked.body.contains("Please look into your mail") && !asked.body.contains(&order), "{}", asked.body);
    assert!(eve.get("/account").await.path.starts_with("/login"), "nobody is in it yet");
    mails.next(&shop, "Please confirm your e-mail address").await;
    let ada = shop.shopper();
    ask(&ada, "", "ada@example.com", "account").await;
    let code = mails.next(&shop, "Your code to log in").await.code;
    // Typed in a browser that has not asked.
    let fields = [("email", "ada@example.com"), ("code", code.as_str()), ("next", "account")];
    let inside = shop.shopper();
    let choose = inside.post_form("/login/code/enter", &fields).await;
    assert_eq!(choose.path, "/account/password", "nobody knows a password of this account: {}", choose.body);
    eventually("the order in the account", async || inside.get("/account").await.body.contains(&order).then_some(()))
        .await;
    assert!(eve.get("/account").await.path.starts_with("/login"), "Eve is out");
    assert_eq!(
        eve.post_form("/login", &[("email", "ada@example.com"), ("password", "eve waits in there")]).await.status,
        422
    );
    assert!(guest.get(&order).await.body.contains("ada@example.com"), "the link opens it as before");
}

/// An answer with what differs by chance covered: what was asked for, the form's key, and the address that was typed.
fn whole(reply: &Reply, email: &str) -> String {
    let mut body = reply.body.replace(email, "ADDRESS");
    for field in ["request", "key"] {
        if let Some(value) = reply.field(field) {
            body = body.replace(&value, field);
        }
    }
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !["date", "traceparent", "server-timing", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let value = value.split_once("__Host-registration=").map_or(value.clone(), |(before, rest)| {
                format!("{before}__Host-registration=…{}", &rest[36.min(rest.len())..])
            });
            format!("{name}: {value}")
        })
        .collect();
    headers.sort_unstable();
    format!("{} {} {headers:#?} {body}", reply.status, reply.path)
}

/// Each page that takes an address, byte by byte: what is answered for one that has an account and for one that has none.
#[tokio::test]
async fn no_page_tells_whether_an_address_has_an_account() {
    let shop = Shop::start().await;
    let mut mails = Reader::default();
    let ada = register(&shop).await;
    let forms: [(&str, &[(&str, &str)]); 5] = [
        ("/register", &[("name", "Ada"), ("password", "another password"), ("next", "checkout")]),
        ("/de/register", &[("name", "Ada"), ("password", "another password")]),
        ("/login", &[("password", "a wrong password"), ("next", "account")]),
        ("/login/code", &[("next", "password")]),
        ("/login/code/enter", &[("code", "0000 0000"), ("next", "account")]),
    ];
    for (path, fields) in forms {
        let mut answers = Vec::new();
        for email in ["ada@example.com", "eve@example.com"] {
            let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("email", email)]).collect();
            let reply = shop.shopper().post_form(path, &fields).await;
            assert!(reply.body.contains(email), "{path}: {}", reply.body);
            answers.push(whole(&reply, email));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
    // Nor does the page by which an account moves to another address.
    shop.register(&shop.shopper(), &[("name", "Bob"), ("email", "bob@example.com"), ADA[2]]).await;
    let mut answers = Vec::new();
    for email in ["bob@example.com", "eve@example.com"] {
        answers.push(whole(&ada.post_form("/account/email", &[("email", email)]).await, email));
    }
    assert_eq!(answers[0], answers[1]);
    // The owner learns of it, and gets in by the same mail: the last one counts, where a code is typed elsewhere.
    mails.next(&shop, "You have an account already").await;
    shop.shopper().post_form("/register", &[("name", "Ada"), ADA[1], ("password", "another password")]).await;
    let code = mails.next(&shop, "You have an account already").await.code;
    let asked = shop.shopper();
    let fields = [("email", "ada@example.com"), ("code", code.as_str()), ("next", "account")];
    assert_eq!(asked.post_form("/login/code/enter", &fields).await.path, "/account");
    assert!(shop.shopper().post_form("/login", &ADA[1..]).await.path.starts_with("/account"), "nothing was changed");
}

#[tokio::test]
async fn whoever_opens_an_account_at_the_checkout_may_go_on_and_finds_the_order_in_it() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = shop.shopper();
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let fields = [ADA[0], ADA[1], ADA[2], ("next", "checkout")];
    let asked = ada.post_form("/register", &fields).await;
    assert!(asked.body.contains("href=\"/checkout\""), "{}", asked.body);
    let checkout = ada.get("/checkout").await;
    let order = check_out(&ada, &checkout, "ada@example.com", "test_accept").await.path;
    let code = shop.mailbox().confirmation("ada@example.com").await;
    let request = asked.field("request").expect("what was asked for");
    let entry = [("email", "ada@example.com"), ("request", &request), ("code", &code), ("next", "account")];
    let inside = ada.post_form("/login/code/enter", &entry).await;
    assert_eq!((inside.status, inside.path.as_str()), (200, "/account"), "{}", inside.body);
    eventually("the order in the account", async || ada.get("/account").await.body.contains(&order).then_some(()))
        .await;
    // A mailed link leads on to where the browser that asked for it was going.
    let asking = shop.shopper();
    asking.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    ask(&asking, "", "ada@example.com", "checkout").await;
    let link = Reader::default().next(&shop, "Your code to log in").await.link.expect("a link");
    let token = link.split_once("token=").expect("a token").1;
    // One that is over leads to another for the same way.
    let cut = asking.get(&format!("/login/link?token={}", &token[..20])).await;
    assert!(cut.body.contains("href=\"/login/code?next=checkout\""), "{}", cut.body);
    let led = asking.post_form("/login/link", &[("token", token)]).await;
    assert_eq!((led.status, led.path.as_str()), (200, "/checkout"), "{}", led.body);
    assert_eq!(asking.cookie("__Host-next").unwrap_or_default(), "", "they are there");
}

#[tokio::test]
async fn a_shopper_sees_where_they_are_logged_in_and_logs_out_there() {
    let shop = Shop::start().await;
    let ada = register(&shop).await;
    let others = [shop.shopper(), shop.shopper(), shop.shopper()];
    for other in &others {
        assert!(other.post_form("/login", &ADA[1..]).await.path.starts_with("/account"));
    }
    let page = ada.get("/account/sessions").await;
    assert!(page.status == 200 && page.body.contains("This browser"), "{}", page.body);
    assert_eq!(page.body.matches("name=\"session\"").count(), 3, "{}", page.body);
    assert_eq!(page.body.matches(" UTC").count(), 8, "the time of each: {}", page.body);
    let one = page.field("session").expect("one of the others");
    let left = ada.post_form("/account/sessions", &[("session", &one)]).await;
    assert_eq!(left.body.matches("name=\"session\"").count(), 2, "{}", left.body);
    let mut inside = 0;
    for other in &others {
        inside += usize::from(other.get("/account").await.path.starts_with("/account"));
    }
    assert_eq!(inside, 2);
    let again = |page: &Reply| page.status == 403 && page.body.contains("href=\"/login?next=sessions\"");
    shop.age_sessions().await;
    let late = ada.post_form("/account/sessions", &[]).await;
    assert!(again(&late), "whoever finds the browser open puts nobody out: {} {}", late.status, late.body);
    assert_eq!(ada.post_form("/login", &[ADA[1], ADA[2], ("next", "sessions")]).await.path, "/account/sessions");
    let alone = ada.post_form("/account/sessions", &[]).await;
    assert_eq!(alone.body.matches("name=\"session\"").count(), 0, "{}", alone.body);
    for other in &others {
        assert!(other.get("/account").await.path.starts_with("/login"), "a stolen cookie is dead at once");
    }
    assert!(shop.shopper().get("/account/sessions").await.path.starts_with("/login"));
}

#[tokio::test]
async fn a_shop_that_is_a_number_has_no_passkeys_and_says_so() {
    let shop = Shop::start().await;
    let ada = register(&shop).await;
    let page = ada.get("/de/account/passkeys").await;
    assert!(page.status == 200 && page.body.contains("Dieser Browser hat hier keine Passkeys"), "{}", page.body);
    assert!(!page.body.contains("data-ceremony"), "{}", page.body);
    for (field, value, said) in [
        ("passkey", "{", "The passkey was not accepted"),
        ("rename", "mine", "We do not know this passkey"),
        ("remove", "mine", "We do not know this passkey"),
        ("rename", "0190b0a0-0000-7000-8000-000000000000", "Call it something"),
    ] {
        let refused = ada.post_form("/account/passkeys", &[(field, value)]).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{field} {value}: {}", refused.body);
    }
    let login = shop.shopper().get("/login").await;
    assert!(!login.body.contains("webauthn") && !login.body.contains("data-ceremony"), "{}", login.body);
    let entered = shop.shopper().post_form("/login", &[("passkey", "{}"), ("next", "account")]).await;
    assert!(entered.status == 422 && entered.body.contains("The passkey was not accepted"), "{}", entered.body);
    assert!(shop.shopper().get("/account/passkeys").await.path.starts_with("/login"));
}

#[tokio::test]
async fn an_account_moves_to_another_address_and_both_ends_are_told() {
    let shop = Shop::start().await;
    let mut mails = Reader::default();
    let ada = register(&shop).await;
    let asked = ada.post_form("/account/email", &[("email", "lovelace@example.org")]).await;
    assert_eq!((asked.status, asked.path.as_str()), (200, "/account/email/code"), "{}", asked.body);
    let mailed = mails.next(&shop, "Your code for the new e-mail address").await;
    assert!(mailed.link.is_none());
    let wrong = ada.post_form("/account/email/code", &[("code", "1")]).await;
    assert_eq!(wrong.status, 422);
    let moved = ada.post_form("/account/email/code", &[("code", &mailed.code)]).await;
    assert!(moved.status == 200 && moved.body.contains("The e-mail address was changed"), "{}", moved.body);
    let told = eventually("the mail to the old address", async || {
        shop.mails().into_iter().map(|mail| plain(&mail)).find(|mail| mail.contains("Your e-mail address was changed"))
    })
    .await;
    assert!(told.contains("To: ada@example.com"), "{told}");
    assert_eq!(ada.post_form("/login", &ADA[1..]).await.status, 422);
    let new = [("email", "lovelace@example.org"), ("password", "a long password")];
    assert!(ada.post_form("/login", &new).await.path.starts_with("/account"));
    // Nothing of the kind without a log-in just now.
    shop.age_sessions().await;
    for page in ["/account/email", "/account/password"] {
        let closed = ada.get(page).await;
        assert!(closed.status == 403 && closed.body.contains("Log in once more"), "{page}: {}", closed.body);
        let refused = ada.post_form(page, &[("email", "eve@example.com"), ("password", "eve waits in there")]).await;
        assert_eq!(refused.status, 403, "{page}");
    }
}
