//! Passkeys from the first question to their removal, by a device of the tests' own.

use api::Problem;
use api::accounts::{
    CreatePasskey, CreatePasskeyChallenge, CreateSessionByPasskey, CreateSignInChallenge, DeletePasskey, ListPasskeys,
    MAX_PASSKEYS, PasskeyView, SessionView, UpdatePasskey,
};
use api::client::{Client, Credentials};
use api::problem::Code;
use domain::Market;
use origin_platform::transport::InProcess;
use origin_testing::Device;

use crate::testing::{Scene, code};

async fn ada(scene: &Scene) -> SessionView {
    scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address")
}

/// Makes a passkey for whoever has this session.
async fn make(scene: &Scene, token: &str, device: &mut Device) -> Result<PasskeyView, Problem> {
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(token)).await?;
    keep(scene, token, device.make(&asked.options)).await
}

async fn keep(scene: &Scene, token: &str, credential: String) -> Result<PasskeyView, Problem> {
    scene.call(&CreatePasskey { credential, name: " Phone ".to_owned(), market: Market::De }, Some(token)).await
}

async fn sign_in(scene: &Scene, device: &Device) -> Result<SessionView, Problem> {
    let asked = scene.call(&CreateSignInChallenge { binding: None }, None).await?;
    enter(scene, device.sign(&asked.options), asked.binding).await
}

async fn enter(scene: &Scene, credential: String, binding: String) -> Result<SessionView, Problem> {
    scene.call(&CreateSessionByPasskey { credential, binding, browser: None }, None).await
}

async fn list(scene: &Scene, token: &str) -> Vec<PasskeyView> {
    scene.call(&ListPasskeys {}, Some(token)).await.expect("logged in")
}

#[tokio::test]
async fn a_passkey_is_made_signs_in_is_renamed_and_removed() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let mut phone = Device::new(1);
    let made = make(&scene, &session.token, &mut phone).await.expect("just logged in");
    assert_eq!((made.name.as_str(), &made.used_at), ("Phone", &None));
    assert_eq!(list(&scene, &session.token).await, std::slice::from_ref(&made));
    let told = "select count(*) from accounts.notifications where what = 'passkey_added' and email = 'ada@example.com'";
    assert_eq!(scene.count(told).await, 1);

    let asked = scene.call(&CreateSignInChallenge { binding: None }, None).await.expect("not too often");
    let by_passkey = CreateSessionByPasskey {
        credential: phone.sign(&asked.options),
        binding: asked.binding,
        browser: Some("Firefox, Linux".to_owned()),
    };
    let entered = scene.call(&by_passkey, Some(&session.token)).await.expect("the right key");
    assert_eq!(entered.customer.id, session.customer.id);
    assert!(entered.customer.recent);
    assert_eq!(code(scene.get_customer(Some(&session.token)).await), Code::Unauthenticated, "a browser has one");
    assert!(list(&scene, &entered.token).await[0].used_at.is_some());

    let rename = |name: &str| UpdatePasskey { passkey: made.id, name: name.to_owned() };
    scene.call(&rename("Key ring"), Some(&entered.token)).await.expect("it is hers");
    for bad in ["", "  ", "a\u{200b}b", &"x".repeat(61)] {
        assert_eq!(code(scene.call(&rename(bad), Some(&entered.token)).await), Code::InvalidField, "{bad:?}");
    }
    assert_eq!(list(&scene, &entered.token).await[0].name, "Key ring");
    scene.call(&DeletePasskey { passkey: made.id }, Some(&entered.token)).await.expect("just logged in");
    assert!(list(&scene, &entered.token).await.is_empty());
    assert_eq!(code(sign_in(&scene, &phone).await), Code::PasskeyUnknown);
    assert!(scene.get_customer(Some(&entered.token)).await.is_ok(), "what it has opened stays open");
}

#[tokio::test]
async fn a_question_is_good_once_and_for_whoever_it_was_put_to() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let mut phone = Device::new(1);
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    let credential = phone.make(&asked.options);
    assert_eq!(code(keep(&scene, &bob.token, credential.clone()).await), Code::PasskeyExpired, "it is Ada's");
    assert_eq!(code(keep(&scene, &session.token, credential).await), Code::PasskeyExpired, "and was taken");
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    let create = CreatePasskey { credential: phone.make(&asked.options), name: "Phone".to_owned(), market: Market::De };
    let credentials = Credentials { bearer: Some(session.token.clone()), idempotency_key: Some(scene.key()) };
    let first = scene.client.call_as(&create, &credentials).await.expect("the right session");
    let again = scene.client.call_as(&create, &credentials).await.expect("a repeat gets the first reply");
    assert_eq!(first, again);
    assert_eq!(code(scene.call(&create, Some(&session.token)).await), Code::PasskeyExpired);
    assert_eq!(code(make(&scene, &bob.token, &mut phone).await), Code::PasskeyRefused, "a key is of one account");

    let ask =
        async |binding: Option<String>| scene.call(&CreateSignInChallenge { binding }, None).await.expect("may ask");
    let mut phone_of_ada = Device::new(1);
    phone_of_ada.handle = uuid_of(&session);
    let (asked, other) = (ask(None).await, ask(None).await);
    let credential = phone_of_ada.sign(&asked.options);
    assert_eq!(code(enter(&scene, credential.clone(), other.binding).await), Code::PasskeyExpired, "another browser");
    assert_eq!(code(enter(&scene, credential, asked.binding.clone()).await), Code::PasskeyExpired);
    // Two pages of one browser are good beside each other, each once.
    let pages = [ask(Some(asked.binding.clone())).await, ask(Some(asked.binding.clone())).await];
    for page in &pages {
        assert_eq!(page.binding, asked.binding);
        let credential = phone_of_ada.sign(&page.options);
        assert!(enter(&scene, credential.clone(), page.binding.clone()).await.is_ok());
        assert_eq!(code(enter(&scene, credential, page.binding.clone()).await), Code::PasskeyExpired);
    }
    // The question to make a key is none to sign in.
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    let credential = phone_of_ada.sign(&asked.options);
    assert_eq!(code(enter(&scene, credential, session.token.clone()).await), Code::PasskeyExpired);
}

/// The handle of an account, as devices are told it.
fn uuid_of(session: &SessionView) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(session.customer.id.0.as_bytes())
}

#[tokio::test]
async fn what_was_said_elsewhere_or_by_somebody_else_signs_nobody_in() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let lies: [fn(&mut Device); 4] = [
        |device| device.origin = "https://shop.example.evil.example".to_owned(),
        |device| device.origin = "http://shop.example".to_owned(),
        |device| device.host = "evil.example".to_owned(),
        |device| device.asks_owner = false,
    ];
    for lie in lies {
        let mut liar = Device::new(1);
        lie(&mut liar);
        assert_eq!(code(make(&scene, &session.token, &mut liar).await), Code::PasskeyRefused);
    }
    make(&scene, &session.token, &mut Device::new(1)).await.expect("the truth");
    for lie in lies {
        let mut liar = Device::new(1);
        liar.handle = uuid_of(&session);
        lie(&mut liar);
        assert_eq!(code(sign_in(&scene, &liar).await), Code::PasskeyRefused);
    }
    // A key of Ada's opens no account of Bob's, and one of nobody's none.
    let mut phone = Device::new(1);
    phone.handle = uuid_of(&bob);
    assert_eq!(code(sign_in(&scene, &phone).await), Code::PasskeyUnknown);
    let mut unknown = Device::new(2);
    unknown.handle = uuid_of(&session);
    assert_eq!(code(sign_in(&scene, &unknown).await), Code::PasskeyUnknown);
}

#[tokio::test]
async fn a_counter_that_goes_back_is_told_and_a_key_that_does_not_count_is_good() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let mut phone = Device::new(1);
    make(&scene, &session.token, &mut phone).await.expect("just logged in");
    phone.counter = 41;
    assert!(sign_in(&scene, &phone).await.is_ok());
    for said in [41, 40, 1, 0] {
        phone.counter = said;
        assert_eq!(code(sign_in(&scene, &phone).await), Code::PasskeyCopied, "{said}");
    }
    phone.counter = 42;
    assert!(sign_in(&scene, &phone).await.is_ok(), "the true one goes on");
    // Passkeys that are the same on several devices say zero for good.
    let mut synced = Device::new(2);
    make(&scene, &session.token, &mut synced).await.expect("just logged in");
    for _ in 0..2 {
        assert!(sign_in(&scene, &synced).await.is_ok());
    }
}

#[tokio::test]
async fn what_is_no_answer_of_a_browser_s_is_refused() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    let whole = Device::new(1).make(&asked.options);
    let foreign = Device::new(1).make(&asked.options.replace("\"challenge\":\"", "\"challenge\":\"AAAA"));
    let long = format!("{whole}{}", " ".repeat(20_000));
    let cut = &whole[..whole.len() - 40];
    for bad in ["", "{}", "null", "[]", "\u{0}", "{\"id\":\"é\"}", cut, &foreign, &long] {
        assert_eq!(code(keep(&scene, &session.token, bad.to_owned()).await), Code::PasskeyRefused, "{bad:.80}");
        let entered = enter(&scene, bad.to_owned(), "x".repeat(43)).await;
        assert_eq!(code(entered), Code::PasskeyRefused, "{bad:.80}");
    }
    let huge = "x".repeat(1 << 20);
    assert_eq!(code(enter(&scene, huge, "x".repeat(43)).await), Code::TooLarge);
    assert!(keep(&scene, &session.token, whole).await.is_ok(), "nothing of it has used the question up");
}

#[tokio::test]
async fn an_old_session_and_somebody_else_change_no_passkeys() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let mut phone = Device::new(1);
    let made = make(&scene, &session.token, &mut phone).await.expect("just logged in");
    let rename = UpdatePasskey { passkey: made.id, name: "Mine".to_owned() };
    assert_eq!(code(scene.call(&rename, Some(&bob.token)).await), Code::PasskeyUnknown);
    scene.call(&DeletePasskey { passkey: made.id }, Some(&bob.token)).await.expect("of hers there is none");
    assert!(list(&scene, &bob.token).await.is_empty());
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    scene.let_sessions_age().await;
    assert_eq!(code(make(&scene, &session.token, &mut Device::new(2)).await), Code::RecentLoginNeeded);
    let late = keep(&scene, &session.token, Device::new(2).make(&asked.options)).await;
    assert_eq!(code(late), Code::RecentLoginNeeded);
    let remove = DeletePasskey { passkey: made.id };
    assert_eq!(code(scene.call(&remove, Some(&session.token)).await), Code::RecentLoginNeeded);
    assert_eq!(list(&scene, &session.token).await, [made]);
    assert!(sign_in(&scene, &phone).await.is_ok());
}

#[tokio::test]
async fn whoever_opened_an_account_under_another_s_address_loses_their_passkey_too() {
    let scene = Scene::new().await;
    let eve = scene.register_unconfirmed("ada@example.com", "correct horse").await;
    let mut eves = Device::new(1);
    make(&scene, &eve.token, &mut eves).await.expect("just logged in");
    assert!(!sign_in(&scene, &eves).await.expect("it is Eve's").customer.verified, "it says nothing of the address");
    let (_, mail) = scene.ask_for_code("ada@example.com").await;
    let owner = scene.enter("ada@example.com", &mail.expect("there is one").code, None, None).await.expect("right");
    assert!(list(&scene, &owner.token).await.is_empty());
    assert_eq!(code(sign_in(&scene, &eves).await), Code::PasskeyUnknown);
    // With the account its passkeys go.
    let mut own = Device::new(2);
    make(&scene, &owner.token, &mut own).await.expect("just logged in");
    scene.call(&api::accounts::DeleteCustomer {}, Some(&owner.token)).await.expect("just logged in");
    assert_eq!(code(sign_in(&scene, &own).await), Code::PasskeyUnknown);
    assert_eq!(scene.count("select count(*) from accounts.passkeys").await, 0);
}

#[tokio::test]
async fn an_account_has_so_many_and_a_shop_without_a_name_none() {
    let scene = Scene::new().await;
    let session = ada(&scene).await;
    let asked = scene.call(&CreatePasskeyChallenge {}, Some(&session.token)).await.expect("just logged in");
    scene
        .execute(
            r"insert into accounts.passkeys (id, customer_id, credential_id, static_state, dynamic_state, name)
              select gen_random_uuid(), id, decode(md5(number::text), 'hex'), '\x00'::bytea, '\x00000000000000'::bytea, 'Key'
              from accounts.customers, generate_series(1, 20) as number",
        )
        .await;
    assert_eq!(list(&scene, &session.token).await.len(), MAX_PASSKEYS);
    assert_eq!(code(make(&scene, &session.token, &mut Device::new(1)).await), Code::PasskeysFull);
    let late = keep(&scene, &session.token, Device::new(1).make(&asked.options)).await;
    assert_eq!(code(late), Code::PasskeysFull, "it was asked while there was room");
    let nameless = Client::new(InProcess(super::router(scene.stores.clone(), "http://127.0.0.1:3000")));
    let nobody = Credentials { bearer: None, idempotency_key: Some(scene.key()) };
    let refused = nameless.call_as(&CreateSignInChallenge { binding: None }, &nobody).await;
    assert_eq!(code(refused), Code::PasskeyRefused);
}
