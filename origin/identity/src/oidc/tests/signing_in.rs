//! Who a provider says somebody is opens their account, and nothing else that it says does.

use api::Endpoint as _;
use api::accounts::{DeleteCustomer, FindPendingIdentity, ListOidcProviders, OidcProviderView};
use api::cache::{CachePolicy, Lifetime, Tag};
use api::problem::Code;
use openidconnect::url::Url;
use origin_testing::Log;
use serde_json::json;

use super::{Shop, now};
use crate::codes::Purpose;
use crate::tell_providers;
use crate::testing::{Scene, code};

const IDENTITIES: &str = "select count(*) from accounts.identities";

#[tokio::test]
async fn the_first_time_opens_an_account_and_every_other_time_signs_in_to_it() {
    let shop = Shop::new().await;
    let providers = shop.scene.call(&ListOidcProviders {}, None).await.expect("public");
    assert_eq!(providers.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["example ID"]);
    let told = json!({ "email": "ada@example.com", "email_verified": true, "name": "Ada L." });
    let (came, binding) = shop.travel("ada", told.clone()).await;
    let came = came.expect("it is right");
    assert!(came.session.is_none() && came.pending && came.next == "account");
    let waiting = shop.scene.call(&FindPendingIdentity { binding: binding.clone() }, None).await.expect("it waits");
    assert_eq!((waiting.email.as_deref(), waiting.name.as_deref()), (Some("ada@example.com"), Some("Ada L.")));
    let first = shop.open("ada@example.com", &binding).await.expect("a free address");
    assert!(first.customer.verified, "a mail of ours confirms addresses");
    let (again, other) = shop.travel("ada", told).await;
    let again = again.expect("it is right").session.expect("a session");
    assert_eq!(again.customer.id, first.customer.id);
    assert_ne!(again.token, first.token);
    assert_ne!(binding, other);
    assert_eq!((shop.scene.customers().await, shop.scene.count(IDENTITIES).await), (1, 1));
    // What waited has served.
    assert_eq!(code(shop.ask("eve@example.com", &binding).await), Code::OidcExpired);
    assert!(!again.choose_password, "whoever comes by a provider needs none");
}

#[tokio::test]
async fn edges_keep_the_providers_and_are_told_to_ask_anew_when_an_origin_begins_to_serve_others() {
    let shop = Shop::new().await;
    let providers = shop.scene.call(&ListOidcProviders {}, None).await.expect("public");
    let policy =
        CachePolicy::UntilPurged(Lifetime { stale_while_revalidate: 0, ..Lifetime::UNGUARDED }, vec![Tag::providers()]);
    assert_eq!(ListOidcProviders {}.cache_policy(&providers), policy);
    let tell =
        async |of: &[OidcProviderView]| tell_providers(&shop.scene.stores.db, of).await.expect("PostgreSQL is up");
    tell(&providers).await;
    tell(&providers).await;
    assert_eq!(shop.scene.providers_told().await, 1, "the same is told once");
    tell(&[]).await;
    assert_eq!(shop.scene.providers_told().await, 2);
}

#[tokio::test]
async fn a_provider_that_vouches_for_a_victim_s_address_gives_nothing_of_the_victim_s() {
    let shop = Shop::new().await;
    let ada = shop.scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
    for email in ["ada@example.com", "ADA@example.com"] {
        let (came, binding) = shop.travel("eve", json!({ "email": email, "email_verified": true })).await;
        let came = came.expect("the provider may say what it likes");
        assert!(came.session.is_none() && came.pending, "an address finds no account");
        shop.ask(email, &binding).await.expect("nothing tells of an account");
        let mail = shop.scene.mailed_last().await;
        assert_eq!((mail.purpose, mail.to.as_str()), (Purpose::KnownAddress, "ada@example.com"), "its owner is told");
    }
    assert_eq!((shop.scene.customers().await, shop.scene.count(IDENTITIES).await), (1, 0));
    assert!(shop.scene.login("ada@example.com", "correct horse").await.is_ok(), "her password is as it was");
    assert!(shop.scene.get_customer(Some(&ada.token)).await.is_ok(), "and so are her sessions");
    // Whoever has only ordered as a guest keeps those orders, too: they follow the event, which a provider cannot cause.
    let told = shop.scene.verifications().await;
    let (came, binding) = shop.travel("eve", json!({ "email": "guest@example.com", "email_verified": true })).await;
    assert!(came.expect("it is right").pending);
    shop.ask("guest@example.com", &binding).await.expect("anybody may ask");
    assert_eq!((shop.scene.verifications().await, shop.scene.count(IDENTITIES).await), (told, 0));
}

#[tokio::test]
async fn who_reads_an_address_s_mail_gets_the_account_without_the_identity_of_whoever_opened_it() {
    let shop = Shop::new().await;
    let eve = shop.join_unconfirmed("eve", "ada@example.com").await;
    let (request, mail) = shop.scene.ask_for_code("ada@example.com").await;
    let mail = mail.expect("there is an account");
    let ada = shop.scene.enter("ada@example.com", &mail.code, Some(request), None).await.expect("she reads the mail");
    assert_eq!(ada.customer.id, eve.customer.id);
    assert!(ada.choose_password);
    assert_eq!(shop.scene.count(IDENTITIES).await, 0);
    assert_eq!(code(shop.scene.get_customer(Some(&eve.token)).await), Code::Unauthenticated);
    let (came, _) = shop.travel("eve", now()).await;
    let came = came.expect("it is right");
    assert!(came.session.is_none() && came.pending, "the identity is nobody's again");
}

#[tokio::test]
async fn a_provider_s_shopper_is_told_nothing_of_whether_an_address_has_an_account() {
    let shop = Shop::new().await;
    shop.scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
    let (came, binding) = shop.travel("eve", now()).await;
    assert!(came.expect("it is right").pending);
    let ask = async |email: &str| {
        let body = json!({ "binding": binding, "name": "Eve", "email": email, "market": "de" });
        shop.scene.answer("/v1/customers/by-oidc", &body).await
    };
    assert_eq!(ask("ada@example.com").await, ask("new@example.com").await);
    // The name that was typed is nobody's before the address is confirmed, nor is it whoever's confirms it elsewhere.
    let mail = shop.scene.mailed_last().await;
    let names = "select count(*) from accounts.customers where name = 'Eve'";
    assert_eq!((mail.to.as_str(), shop.scene.count(names).await), ("new@example.com", 0));
    let owner = shop.scene.enter("new@example.com", &mail.code, None, None).await.expect("she reads the mail");
    assert_eq!(owner.customer.name, "new");
}

#[tokio::test]
async fn an_address_that_the_provider_has_not_confirmed_does_not_even_fill_in_a_form() {
    let shop = Shop::new().await;
    for told in [
        json!({ "email": "ada@example.com" }),
        json!({ "email": "ada@example.com", "email_verified": false }),
        json!({ "email": "no address", "email_verified": true }),
        json!({ "email": format!("{}@example.com", "x".repeat(300)), "email_verified": true }),
    ] {
        let (came, binding) = shop.travel("ada", told.clone()).await;
        assert!(came.expect("it is right").pending);
        let waiting = shop.scene.call(&FindPendingIdentity { binding }, None).await.expect("it waits");
        assert_eq!(waiting.email, None, "{told}");
    }
}

#[tokio::test]
async fn a_session_is_recent_only_if_the_provider_has_just_seen_its_owner() {
    let shop = Shop::new().await;
    let first = shop.join("ada", "ada@example.com").await;
    assert!(first.customer.recent);
    assert!(shop.scene.get_customer(Some(&first.token)).await.expect("logged in").recent);
    let hour_ago = origin_platform::clock::unix_seconds() - 3600;
    for told in [json!({}), json!({ "auth_time": hour_ago })] {
        let session = shop.travel("ada", told.clone()).await.0.expect("it is right").session.expect("a session");
        assert!(!session.customer.recent, "{told}");
        assert!(!shop.scene.get_customer(Some(&session.token)).await.expect("logged in").recent, "{told}");
        assert_eq!(code(shop.scene.call(&DeleteCustomer {}, Some(&session.token)).await), Code::RecentLoginNeeded);
    }
    // Who logs in again to be so is asked by the provider, whatever it remembers.
    let asked = |address: &str| -> Option<String> {
        let url = Url::parse(address).expect("an address");
        url.query_pairs().find(|(name, _)| name == "max_age").map(|(_, value)| value.into_owned())
    };
    let again = shop.begin(Some(&first.token), false).await.expect("the provider is there");
    assert_eq!(asked(&again.address).as_deref(), Some("0"));
    let anew = shop.begin(None, false).await.expect("the provider is there");
    assert_eq!(asked(&anew.address).as_deref(), Some("7776000"));
}

#[tokio::test]
async fn nothing_of_a_shopper_or_a_secret_is_logged_or_kept_beside_what_is_needed() {
    let log = Log::default();
    let _another = origin_testing::another_listener();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.writer()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let shop = Shop::new().await;
    let told = json!({ "email": "ada@example.com", "email_verified": true, "name": "Lovelace" });
    let sent = shop.begin(None, false).await.expect("the provider is there");
    let brought = shop.idp.sign_in(&sent.address, "subject-of-ada", told);
    assert!(shop.come_back(&brought, &sent.binding, None).await.expect("it is right").pending);
    let session = shop.open("ada@example.com", &sent.binding).await.expect("a free address");
    assert!(shop.come_back(&brought, &sent.binding, None).await.is_err(), "it was used");
    let text = log.text();
    assert!(text.contains("create_session_by_oidc"), "{text}");
    let secrets = [&brought.code, &brought.state, &sent.binding, &session.token];
    for secret in
        secrets.into_iter().map(String::as_str).chain(["ada@example.com", "subject-of-ada", "Lovelace", "hush"])
    {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let all: String = sqlx::query_scalar("select database_to_xml(true, true, '')::text")
        .fetch_one(&shop.scene.stores.db)
        .await
        .expect("readable");
    assert!(all.contains("subject-of-ada"));
    for secret in [&brought.code, &brought.state, &sent.binding, &session.token] {
        assert!(!all.contains(secret.as_str()), "{secret}");
    }
}

#[tokio::test]
async fn a_shop_without_providers_says_so() {
    let scene = Scene::new().await;
    assert!(scene.call(&ListOidcProviders {}, None).await.expect("public").is_empty());
    let ask = api::accounts::CreateOidcRequest {
        provider: "example".to_owned(),
        market: domain::Market::Eu,
        next: String::new(),
        adding: false,
        binding: None,
    };
    assert_eq!(code(scene.call(&ask, None).await), Code::OidcUnknown);
}
