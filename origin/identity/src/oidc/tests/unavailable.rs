//! Providers that are down, slow, changed or set up wrongly. Nothing of the shop waits for them.

use api::accounts::FindPendingIdentity;
use api::edge::plain::PlainHosts;
use api::problem::Code;
use openidconnect::ClientSecret;

use super::idp::{Idp, Sign};
use super::{Shop, now};
use crate::testing::{Scene, code};

#[tokio::test]
async fn a_provider_that_is_down_is_asked_once_and_everybody_told_at_once() {
    let shop = Shop::new().await;
    shop.idp.stick(true);
    // It takes the connection and says nothing.
    for _ in 0..5 {
        assert_eq!(code(shop.begin(None, false).await), Code::OidcUnavailable);
    }
    assert_eq!(shop.idp.calls("discovery"), 1, "the others were not made to wait");
    assert!(shop.scene.register("Ada", "ada@example.com", "correct horse").await.is_ok(), "the other ways are there");
    // Where nobody listens it is no different.
    let gone = Idp::start().await.settings("example");
    let shop = Shop { scene: Scene::with_providers(vec![gone]).await, idp: Idp::start().await };
    assert_eq!(code(shop.begin(None, false).await), Code::OidcUnavailable);
}

#[tokio::test]
async fn a_provider_that_stops_while_a_browser_is_away_leaves_nothing_half_done() {
    let shop = Shop::new().await;
    let sent = shop.begin(None, false).await.expect("the provider is there");
    let brought = shop.idp.sign_in(&sent.address, "ada", now());
    shop.idp.stick(true);
    assert_eq!(code(shop.come_back(&brought, &sent.binding, None).await), Code::OidcUnavailable);
    let waits = shop.scene.call(&FindPendingIdentity { binding: sent.binding }, None).await;
    assert_eq!(code(waits), Code::OidcExpired);
    assert_eq!(shop.scene.customers().await, 0);
    // What it said of itself is remembered, so that it is there again as soon as it answers.
    shop.idp.stick(false);
    shop.join("ada", "ada@example.com").await;
    assert_eq!(shop.idp.calls("discovery"), 1);
}

#[tokio::test]
async fn another_key_is_fetched_when_it_is_first_seen_and_no_more_often() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    assert_eq!(shop.idp.calls("keys"), 1, "with what it says of itself");
    shop.idp.rotate_key(true);
    for _ in 0..2 {
        assert!(shop.travel("ada", now()).await.0.expect("its new key").session.is_some());
    }
    assert_eq!(shop.idp.calls("keys"), 2);
    // Keys that are nobody's make it no work.
    shop.idp.rotate_key(false);
    for _ in 0..3 {
        assert_eq!(code(shop.travel("ada", now()).await.0), Code::OidcRefused);
    }
    shop.idp.twist(Sign::Own, |header, _| header["kid"] = "7".repeat(5000).into());
    assert_eq!(code(shop.travel("ada", now()).await.0), Code::OidcRefused);
    assert_eq!(shop.idp.calls("keys"), 2);
}

#[tokio::test]
async fn a_provider_that_is_not_who_it_should_be_is_none() {
    let (idp, other) = (Idp::start().await, Idp::start().await);
    let mut settings = idp.settings("example");
    settings.issuer = openidconnect::IssuerUrl::new(format!("{}/", other.issuer())).expect("an address");
    let shop = Shop { scene: Scene::with_providers(vec![settings]).await, idp };
    assert_eq!(code(shop.begin(None, false).await), Code::OidcUnavailable, "its issuer is spelt otherwise");
    let mut settings = shop.idp.settings("example");
    settings.client_secret = Some(ClientSecret::new("another".to_owned()));
    settings.plain = PlainHosts::new(&[]);
    let shop = Shop { scene: Scene::with_providers(vec![settings]).await, idp: shop.idp };
    let (came, _) = shop.travel("ada", now()).await;
    assert_eq!(code(came), Code::OidcUnavailable, "it does not know the shop");
}
