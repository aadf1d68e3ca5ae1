//! Markets that staff make.

use api::settings::GetSettings;
use domain::Market;
use origin_staff::Role;

use super::{Browser, Page, Scene};

const PATH: &str = "/admin/markets";

/// Sends the form that makes a market, or one of those beside a market.
async fn send(browser: &mut Browser<'_>, typed: &[(&str, &str)]) -> Page {
    let page = browser.get(PATH).await;
    let version = page.hidden("version").to_owned();
    let all: Vec<(&str, &str)> = [("version", version.as_str())].into_iter().chain(typed.iter().copied()).collect();
    browser.submit(&page, PATH, &all).await
}

#[tokio::test]
async fn a_market_is_made_closed_opened_and_taken_away_and_prices_are_asked_for_in_its_currency() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let british = Market::of_code("en-gb").expect("a market that can be made");
    let delivery = ada.get("/admin/delivery/zone?name=everywhere").await;
    assert!(delivery.body.contains("fee.standard.USD") && !delivery.body.contains("fee.standard.GBP"));

    let made = send(&mut ada, &[("language", "en"), ("country", "GB"), ("currency", "")]).await;
    assert_eq!((made.status.as_u16(), made.location.as_str()), (303, "/admin/markets?saved"), "{}", made.body);
    let set = scene.call(&GetSettings {}).await.shop;
    assert!(set.has_market(british) && set.is_closed(british), "it begins closed: {set:?}");
    let page = ada.get(PATH).await;
    for said in ["English, GBP, United Kingdom", "/en-gb", "value=\"open\"", "value=\"remove\""] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let delivery = ada.get("/admin/delivery/zone?name=everywhere").await;
    assert!(delivery.body.contains("fee.standard.GBP"), "{}", delivery.body);

    for (language, country, currency, says) in
        [("en", "GB", "", "already"), ("en", "US", "EUR", "hold the tax"), ("de", "XX", "", "Choose a language")]
    {
        let refused = send(&mut ada, &[("language", language), ("country", country), ("currency", currency)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(says), "{says}: {}", refused.body);
    }

    let opened = send(&mut ada, &[("do", "open"), ("market", "en-gb")]).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    assert!(scene.call(&GetSettings {}).await.shop.is_open(british));
    // What another page of the office saves leaves it open.
    let features = ada.get("/admin/features").await;
    let version = features.hidden("version").to_owned();
    let saved = ada.submit(&features, "/admin/features", &[("version", &version), ("market.de", "on")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let set = scene.call(&GetSettings {}).await.shop;
    assert_eq!(set.markets().collect::<Vec<_>>(), [Market::Eu, Market::De, british]);

    for deed in ["close", "remove"] {
        assert_eq!(send(&mut ada, &[("do", deed), ("market", "en-gb")]).await.status, 303, "{deed}");
        assert!(!scene.call(&GetSettings {}).await.shop.is_open(british), "{deed}");
    }
    let gone = send(&mut ada, &[("do", "open"), ("market", "en-gb")]).await;
    assert!(gone.status == 422 && gone.body.contains("has removed this market"), "{}", gone.body);
    assert!(!scene.call(&GetSettings {}).await.shop.has_market(british));
}
