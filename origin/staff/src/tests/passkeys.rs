//! Passkeys of staff, by a device of the tests' own.

use origin_testing::Device;

use super::*;
use crate::passkeys::{self, MAX_PASSKEYS, Party};

const EMAIL: &str = "ada@example.com";

fn office() -> Party {
    passkeys::party("https://shop.example/").expect("a host with a name")
}

/// Adds a passkey for whoever has this session.
async fn add(scene: &Scene, session: &Session, device: &mut Device) -> Result<(), ServiceError> {
    let question = passkeys::ask_to_add(&scene.stores, &office(), session).await?;
    passkeys::add(&scene.stores, &office(), session, &device.make(&question), " Phone ").await
}

async fn enter(scene: &Scene, device: &Device) -> Result<Opened, ServiceError> {
    let asked = passkeys::ask_who(&scene.stores, &office(), None).await?;
    passkeys::sign_in(&scene.stores, &office(), &device.sign(&asked.options), &asked.binding, None).await
}

#[tokio::test]
async fn a_passkey_is_added_signs_in_alone_and_is_removed_and_the_other_ways_stay() {
    let scene = Scene::new().await;
    let (ada, accepted) = scene.member(EMAIL, &[Role::Support]).await;
    let (mut phone, mut ring) = (Device::new(1), Device::new(2));
    add(&scene, &ada, &mut phone).await.expect("just signed in");
    add(&scene, &ada, &mut ring).await.expect("just signed in");
    assert_eq!(code(add(&scene, &ada, &mut Device::new(1)).await), Code::PasskeyRefused, "it is known already");
    let opened = enter(&scene, &phone).await.expect("no password, no code");
    let session = scene.session(&opened).await.expect("open");
    assert_eq!((session.account.email.as_str(), session.permissions), (EMAIL, Role::Support.permissions()));
    let listed = passkeys::list(&scene.stores, &session).await.expect("PostgreSQL is up");
    assert_eq!(listed.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Phone", "Phone"]);
    assert_eq!(listed.iter().filter(|one| one.used_at.is_some()).count(), 1);
    // Somebody else removes none of hers.
    let (bob, _) = scene.member("bob@example.com", &[Role::Owner]).await;
    for one in &listed {
        passkeys::remove(&scene.stores, &bob, one.id).await.expect("of his there is none");
    }
    for one in &listed {
        passkeys::remove(&scene.stores, &session, one.id).await.expect("just signed in");
    }
    assert_eq!(code(enter(&scene, &phone).await), Code::PasskeyUnknown);
    assert!(passkeys::list(&scene.stores, &session).await.expect("PostgreSQL is up").is_empty());
    for (at, second) in [scene.code(EMAIL, 1).await, accepted.backup_codes[0].clone()].into_iter().enumerate() {
        let ticket = scene.begin(EMAIL, PASSWORD, None).await.expect("right");
        assert!(sign_in::finish(&scene.stores, &ticket, &second, None).await.is_ok(), "{at}");
    }
    let subject = format!("staff {EMAIL}");
    let log = origin_platform::audit::entries(&scene.stores.db, Some(&subject), None, 10).await.expect("readable");
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    let expected = ["use backup code", "remove passkey", "remove passkey", "add passkey", "add passkey"];
    assert_eq!(actions[..5], expected);
    assert_eq!(log[4].after, Some(serde_json::json!({ "name": "Phone" })));
}

#[tokio::test]
async fn a_question_is_good_once_for_its_browser_and_for_staff_alone() {
    let scene = Scene::new().await;
    let (ada, _) = scene.member(EMAIL, &[Role::Owner]).await;
    let (bob, _) = scene.member("bob@example.com", &[Role::Owner]).await;
    let (stores, office) = (&scene.stores, office());
    let mut phone = Device::new(1);
    let question = passkeys::ask_to_add(stores, &office, &ada).await.expect("just signed in");
    let answer = phone.make(&question);
    assert_eq!(code(passkeys::add(stores, &office, &bob, &answer, "Phone").await), Code::PasskeyExpired, "it is Ada's");
    assert_eq!(
        code(passkeys::add(stores, &office, &ada, &answer, "Phone").await),
        Code::PasskeyExpired,
        "and was taken"
    );
    add(&scene, &ada, &mut phone).await.expect("just signed in");

    let (asked, other) = (
        passkeys::ask_who(stores, &office, None).await.expect("not too often"),
        passkeys::ask_who(stores, &office, None).await.expect("not too often"),
    );
    let answer = phone.sign(&asked.options);
    let by_other = passkeys::sign_in(stores, &office, &answer, &other.binding, None).await;
    assert_eq!(code(by_other), Code::PasskeyExpired, "another browser");
    let again = passkeys::ask_who(stores, &office, Some(&asked.binding)).await.expect("not too often");
    assert_eq!(again.binding, asked.binding);
    let answer = phone.sign(&again.options);
    assert!(passkeys::sign_in(stores, &office, &answer, &again.binding, None).await.is_ok());
    let twice = passkeys::sign_in(stores, &office, &answer, &again.binding, None).await;
    assert_eq!(code(twice), Code::PasskeyExpired);
    // The shop's question is none of the office's, though both were at one address.
    let shop = Party::at("https://shop.example", origin_identity::webauthn::Realm::Shoppers).expect("a name");
    let asked = origin_identity::webauthn::ask_to_sign(stores, &shop, &again.binding).await.expect("Redis is up");
    let foreign = passkeys::sign_in(stores, &office, &phone.sign(&asked), &again.binding, None).await;
    assert_eq!(code(foreign), Code::PasskeyExpired);
}

#[tokio::test]
async fn what_was_said_elsewhere_without_its_owner_or_by_a_copy_signs_nobody_in() {
    let scene = Scene::new().await;
    let (ada, _) = scene.member(EMAIL, &[Role::Owner]).await;
    let mut phone = Device::new(1);
    add(&scene, &ada, &mut phone).await.expect("just signed in");
    let lies: [fn(&mut Device); 3] = [
        |device| device.origin = "https://shop.example.evil.example".to_owned(),
        |device| device.host = "evil.example".to_owned(),
        |device| device.asks_owner = false,
    ];
    for lie in lies {
        let mut liar = Device::new(1);
        liar.handle.clone_from(&phone.handle);
        lie(&mut liar);
        assert_eq!(code(enter(&scene, &liar).await), Code::PasskeyRefused);
        let mut liar = Device::new(2);
        lie(&mut liar);
        assert_eq!(code(add(&scene, &ada, &mut liar).await), Code::PasskeyRefused);
    }
    let mut unknown = Device::new(3);
    unknown.handle.clone_from(&phone.handle);
    assert_eq!(code(enter(&scene, &unknown).await), Code::PasskeyUnknown);
    for bad in ["", "{}", "null", "\u{0}", &" ".repeat(20_000)] {
        let outcome = passkeys::sign_in(&scene.stores, &office(), bad, "x", None).await;
        assert_eq!(code(outcome), Code::PasskeyRefused, "{bad:.20}");
    }
    phone.counter = 41;
    assert!(enter(&scene, &phone).await.is_ok());
    phone.counter = 40;
    assert_eq!(code(enter(&scene, &phone).await), Code::PasskeyCopied);
    assert!(passkeys::party("http://127.0.0.1:8443").is_none(), "browsers have none there");
}

#[tokio::test]
async fn passkeys_end_with_the_account_and_with_a_new_invitation_and_an_old_session_changes_none() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (ada, _) = scene.member(EMAIL, &[Role::Support]).await;
    let mut phone = Device::new(1);
    add(&scene, &ada, &mut phone).await.expect("just signed in");
    let question = passkeys::ask_to_add(&scene.stores, &office(), &ada).await.expect("just signed in");
    scene.execute("update staff.sessions set opened_at = now() - interval '11 minutes'").await;
    let late = passkeys::add(&scene.stores, &office(), &ada, &Device::new(2).make(&question), "Key").await;
    assert_eq!(code(late), Code::RecentLoginNeeded);
    assert_eq!(code(add(&scene, &ada, &mut Device::new(2)).await), Code::RecentLoginNeeded);
    let listed = passkeys::list(&scene.stores, &ada).await.expect("PostgreSQL is up");
    assert_eq!(code(passkeys::remove(&scene.stores, &ada, listed[0].id).await), Code::RecentLoginNeeded);
    scene.execute("update staff.sessions set opened_at = now()").await;

    // Who gets into the account by an invitation shares it with no passkey of before.
    let token = invitations::invite(&scene.stores, &owner, EMAIL, &[Role::Support]).await.expect("an owner");
    let accepted = scene.accept(&token, EMAIL, PASSWORD).await.expect("a good invitation");
    assert_eq!(code(enter(&scene, &phone).await), Code::PasskeyUnknown);
    assert_eq!(code(add(&scene, &ada, &mut Device::new(3)).await), Code::Unauthenticated, "her session ended");
    let ada = scene.session(&accepted.opened).await.expect("open");
    add(&scene, &ada, &mut phone).await.expect("just signed in");
    accounts::deactivate(&scene.stores, &owner, ada.account.id).await.expect("an owner");
    assert_eq!(code(enter(&scene, &phone).await), Code::PasskeyUnknown);
}

#[tokio::test]
async fn an_account_has_so_many() {
    let scene = Scene::new().await;
    let (ada, _) = scene.member(EMAIL, &[Role::Owner]).await;
    let question = passkeys::ask_to_add(&scene.stores, &office(), &ada).await.expect("just signed in");
    scene
        .execute(
            r"insert into staff.passkeys (id, account, credential_id, static_state, dynamic_state, name)
              select gen_random_uuid(), id, decode(md5(number::text), 'hex'), '\x00'::bytea, '\x00000000000000'::bytea, 'Key'
              from staff.accounts, generate_series(1, 20) as number",
        )
        .await;
    assert_eq!(passkeys::list(&scene.stores, &ada).await.expect("PostgreSQL is up").len(), MAX_PASSKEYS);
    let late = passkeys::add(&scene.stores, &office(), &ada, &Device::new(1).make(&question), "Key").await;
    assert_eq!(code(late), Code::PasskeysFull);
    assert_eq!(code(add(&scene, &ada, &mut Device::new(1)).await), Code::PasskeysFull);
}
