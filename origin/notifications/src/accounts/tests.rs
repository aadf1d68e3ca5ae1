//! What owners of accounts get: codes that open the account, and what they are told of it.

use api::accounts::{
    CreateCustomer, CreateEmailChange, CreateSessionByCode, CreateSessionByLink, CreateSignInCode, SessionView,
    UpdatePassword,
};
use api::endpoint::Endpoint;
use api::endpoint::if_match::IfMatch;
use api::event::{CodeRequested, CredentialsChanged};
use api::settings::{MailKind, MailText, UpdateMails};
use api::{Client, Credentials, Problem};
use domain::Market;
use domain::accounts::{Password, SignInCode};
use domain::catalog::Localized;
use origin_platform::transport::InProcess;
use origin_testing::age_claims;

use super::*;
use crate::messages::{Changed, CodeWanted};
use crate::testing::{Scene, Written as Mail};

async fn call<E: Endpoint>(scene: &Scene, endpoint: &E, bearer: Option<&str>) -> Result<E::Reply, Problem> {
    let client = Client::new(InProcess(origin_identity::router(scene.sender.stores.clone())));
    let idempotency_key = Some(Uuid::new_v4().to_string());
    client.call_as(endpoint, &Credentials { bearer: bearer.map(str::to_owned), idempotency_key }).await
}

fn password(text: &str) -> Password {
    Password::try_from(text.to_owned()).expect("a possible password")
}

/// What Ada, who opens an account, is to be written about.
async fn register(scene: &Scene, market: Market) -> Uuid {
    let email = "ada@example.com".parse().expect("an address");
    let password = password("correct horse");
    let create = CreateCustomer { name: "Ada".to_owned(), email, password, market, device: None };
    call(scene, &create, None).await.expect("not too often").request
}

/// Ada, logged in to the account that she has opened.
async fn inside(scene: &Scene) -> SessionView {
    let request = register(scene, Market::Eu).await;
    let db = &scene.sender.stores.db;
    let mail = origin_identity::issue_code(db, request).await.expect("PostgreSQL is up").expect("it is due");
    call(scene, &CreateSessionByCode { request: Some(request), ..with(mail.code) }, None).await.expect("the right code")
}

async fn last(scene: &Scene, table: &str) -> Uuid {
    let sql = format!("select id from {table} order by created_at desc limit 1");
    let last = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&scene.sender.stores.db);
    last.await.expect("there is one")
}

/// The code and the token that a mail holds.
fn held(mail: &Mail) -> (SignInCode, Option<String>) {
    let code = mail.text.lines().find_map(|line| line.parse().ok()).expect("a line that is a code");
    let token = mail.text.split_once("/login/link?token=").map(|(_, rest)| rest[..43].to_owned());
    (code, token)
}

fn with(code: SignInCode) -> CreateSessionByCode {
    CreateSessionByCode { email: "ADA@example.com".parse().expect("an address"), code, request: None, browser: None }
}

#[tokio::test]
async fn whoever_opens_an_account_is_mailed_a_code_and_a_link_in_their_language_once() {
    for (market, subject, prefix) in [
        (Market::De, "Bitte bestätigen Sie Ihre E-Mail-Adresse", "https://shop.example/de/login/link"),
        (Market::Us, "Please confirm your e-mail address", "https://shop.example/us/login/link"),
    ] {
        let scene = Scene::open().await;
        let request = register(&scene, market).await;
        for _ in 0..3 {
            scene.tell_account::<CodeWanted>(CodeRequested { request }).await.expect("sent, or nothing to do");
        }
        let [mail] = <[Mail; 1]>::try_from(scene.written()).ok().expect("one mail");
        assert_eq!(mail.field("To"), "ada@example.com");
        assert!(mail.text.starts_with(subject) && mail.text.contains(prefix), "{}", mail.text);
        let (code, token) = held(&mail);
        assert!(mail.html.contains(&code.grouped()) && mail.html.contains(prefix), "{}", mail.html);
        let id = mail.field("Message-ID").to_owned();
        assert!(!id.contains(&request.to_string()), "{id}");
        let enter = CreateSessionByCode { request: Some(request), ..with(code) };
        let entered = call(&scene, &enter, None).await.expect("the right code");
        assert!(entered.customer.verified && !entered.choose_password);
        assert!(token.is_some());
    }
}

#[tokio::test]
async fn whoever_has_an_account_and_opens_another_is_told_so_and_mailed_a_code_for_the_one_they_have() {
    let scene = Scene::open().await;
    inside(&scene).await;
    for (market, subject) in [(Market::De, "Sie haben schon ein Konto"), (Market::Us, "You have an account already")] {
        let request = register(&scene, market).await;
        let before = scene.written().len();
        scene.tell_account::<CodeWanted>(CodeRequested { request }).await.expect("sent");
        assert_eq!(scene.written().len(), before + 1);
        let mail =
            scene.written().into_iter().find(|mail| mail.text.starts_with(subject)).expect("a mail that says so");
        assert_eq!(mail.field("To"), "ada@example.com");
        let enter = CreateSessionByCode { request: Some(request), ..with(held(&mail).0) };
        assert!(!call(&scene, &enter, None).await.expect("the right code").choose_password);
    }
}

#[tokio::test]
async fn a_mail_to_sign_in_holds_a_code_and_a_link_that_are_good() {
    let scene = Scene::open().await;
    inside(&scene).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let email = "ada@example.com".parse().expect("an address");
        let ask = CreateSignInCode { email, market: Market::De, device: None };
        let request = call(&scene, &ask, None).await.expect("not too often").request;
        scene.tell_account::<CodeWanted>(CodeRequested { request }).await.expect("sent");
        let mail = scene.written().into_iter().find(|mail| !seen.contains(&mail.text)).expect("another mail");
        assert!(mail.text.starts_with("Ihr Code zum Anmelden"), "{}", mail.text);
        seen.push(mail.text.clone());
        let follow = CreateSessionByLink { token: held(&mail).1.expect("a link"), request: None, browser: None };
        assert!(call(&scene, &follow, None).await.is_ok(), "each is good");
    }
}

#[tokio::test]
async fn what_comes_too_late_is_not_mailed_and_what_is_claimed_is_not_written_again() {
    let scene = Scene::open().await;
    let request = register(&scene, Market::Eu).await;
    let db = &scene.sender.stores.db;
    let claim = sent_mails::Mail { kind: CodeWanted::KIND, about: request, event: domain::EventId(Uuid::now_v7()) };
    sent_mails::claim(db, &[claim]).await.expect("PostgreSQL is up");
    let tell = || scene.tell_account::<CodeWanted>(CodeRequested { request });
    assert!(matches!(tell().await, Err(HandlerError::Retry(_))), "another worker sends it");
    age_claims(db).await;
    assert!(matches!(tell().await, Err(HandlerError::Permanent(_))), "nobody knows");
    let codes = sqlx::query_scalar::<_, i64>("select count(*) from accounts.codes").fetch_one(db);
    assert_eq!(codes.await.expect("PostgreSQL is up"), 0, "what was mailed is as good as before");
    sent_mails::release(db, claim).await.expect("PostgreSQL is up");
    scene.execute("update accounts.code_requests set expires_at = now()").await;
    tell().await.expect("nothing to say");
    for nobody in [CodeRequested { request: Uuid::new_v4() }, CodeRequested { request }] {
        scene.tell_account::<CodeWanted>(nobody).await.expect("nothing to say");
    }
    assert!(scene.mails().is_empty());
}

#[tokio::test]
async fn a_code_for_another_address_goes_there_and_opens_nothing_by_itself() {
    let scene = Scene::open().await;
    let session = inside(&scene).await;
    let email = "lovelace@example.org".parse().expect("an address");
    let change = CreateEmailChange { email, market: Market::De };
    call(&scene, &change, Some(&session.token)).await.expect("just logged in");
    let request = last(&scene, "accounts.code_requests").await;
    scene.tell_account::<CodeWanted>(CodeRequested { request }).await.expect("sent");
    let [mail] = <[Mail; 1]>::try_from(scene.written()).ok().expect("one mail");
    assert_eq!(mail.field("To"), "lovelace@example.org");
    assert!(mail.text.starts_with("Ihr Code für die neue E-Mail-Adresse"), "{}", mail.text);
    assert_eq!(held(&mail).1, None);
}

#[tokio::test]
async fn the_owner_is_told_of_another_password() {
    let scene = Scene::open().await;
    let session = inside(&scene).await;
    let update = UpdatePassword { password: password("battery staple"), market: Market::De, browser: None };
    call(&scene, &update, Some(&session.token)).await.expect("just logged in");
    let notification = last(&scene, "accounts.notifications").await;
    for _ in 0..2 {
        let changed = CredentialsChanged { notification };
        scene.tell_account::<Changed>(changed).await.expect("sent, or nothing to do");
    }
    let [mail] = <[Mail; 1]>::try_from(scene.written()).ok().expect("one mail");
    assert_eq!(mail.field("To"), "ada@example.com");
    assert!(mail.text.starts_with("Ihr Passwort wurde geändert"), "{}", mail.text);
    assert!(mail.text.contains("https://shop.example/de/login/code?next=password"), "{}", mail.text);
    let nobody = CredentialsChanged { notification: Uuid::new_v4() };
    scene.tell_account::<Changed>(nobody).await.expect("nothing to say");
}

/// Has the merchant set words around what is said of a new account.
async fn set_words(scene: &Scene) {
    let stores = scene.sender.stores.clone();
    let text = MailText {
        subject: Some(Localized::same("{shop} asks: is this you?")),
        introduction: Some(Localized::same("Welcome.")),
        closing: Some(Localized::same("Until soon")),
    };
    let texts = [(MailKind::AddressVerification, text)].into_iter().collect();
    let change = UpdateMails { if_match: Some(IfMatch::Version(0)), texts, ..UpdateMails::default() };
    let bearer = Some(origin_platform::staff::create(&stores.db, "ada").await.expect("PostgreSQL is up"));
    let credentials = Credentials { bearer, idempotency_key: Some(Uuid::new_v4().to_string()) };
    let client = Client::new(InProcess(origin_settings::router(stores)));
    client.call_as(&change, &credentials).await.expect("set");
}

#[tokio::test]
async fn a_code_is_told_between_the_merchant_s_words() {
    for (market, is_set) in [(Market::Us, true), (Market::De, false)] {
        let scene = Scene::open().await;
        set_words(&scene).await;
        let request = register(&scene, market).await;
        scene.tell_account::<CodeWanted>(CodeRequested { request }).await.expect("sent");
        let [mail] = <[Mail; 1]>::try_from(scene.written()).ok().expect("one mail");
        held(&mail);
        let words = words::mails(market.locale());
        assert!(mail.text.contains(words.verification_not_you()), "{}", mail.text);
        let introduced = format!("Welcome.\n\n{}", words.verification());
        assert_eq!(mail.text.contains(&introduced), is_set, "{}", mail.text);
        assert_eq!(mail.text.trim_end().ends_with("Until soon"), is_set, "nobody has translated it: {}", mail.text);
    }
}
