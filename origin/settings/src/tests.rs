//! What is set, from the router to the stores.

use api::cache::{CachePolicy, Lifetime};
use api::client::IDEMPOTENCY_KEY;
use api::endpoint::if_match::IfMatch;
use api::endpoint::request_of;
use api::event::SETTINGS_CHANGED;
use api::media::MediaUse;
use api::problem::{Code, Conflict};
use api::settings::{
    Accent, AdminSettings, CreateSetupConfirmation, Feature, GetAdminSettings, GetSettings, GetSetup, Look, Setup,
    SetupStep, ShopPicture, ShopSettings, UpdateSettings,
};
use api::{Tag, Transport as _};
use domain::catalog::Localized;
use domain::{Currency, Locale, Market};
use http::{StatusCode, header};
use origin_documents::Merchant;
use origin_platform::audit;
use uuid::Uuid;

use crate::testing::Scene;
use crate::{merchant, picture_uses};

fn named(version: i64, name: &str) -> UpdateSettings {
    UpdateSettings { if_match: Some(IfMatch::Version(version)), name: Some(name.to_owned()), ..Default::default() }
}

#[tokio::test]
async fn what_is_set_is_shown_told_and_recorded() {
    let scene = Scene::open().await;
    assert_eq!(scene.shown().await, ShopSettings::default(), "nothing is set in a new shop");
    let started_with = Merchant { name: "Shop".to_owned(), address: vec!["Nowhere".to_owned()], vat_id: None };
    let sells = merchant(&scene.stores.db, &started_with).await.expect("PostgreSQL is up");
    assert_eq!(sells, started_with, "nothing is set");
    assert_eq!(scene.as_staff(&GetAdminSettings {}).await.expect("read"), AdminSettings::default());
    let first = scene.as_staff(&named(0, " Kontor  Nord ")).await.expect("set");
    assert_eq!((first.version, first.settings.name.as_deref()), (1, Some("Kontor Nord")));
    let change = UpdateSettings {
        if_match: Some(IfMatch::Version(1)),
        tagline: Some(Localized::same("Tea and ropes.").with(Locale::De, "Tee und Taue.")),
        about: Some(Localized::same("One.\r\n\r\nTwo.\r\n")),
        company: Some("Kontor Nord GmbH".to_owned()),
        address: Some("Am Deich 1\n10115 Berlin\n".to_owned()),
        email: Some("hello@kontor.example".to_owned()),
        phone: Some("+49 30 123456".to_owned()),
        vat_id: Some("DE123456789".to_owned()),
        ..UpdateSettings::default()
    };
    let second = scene.as_staff(&change).await.expect("set");
    let settings = &second.settings;
    assert_eq!((second.version, settings.name.as_deref()), (2, Some("Kontor Nord")), "what is not named stays");
    assert_eq!(settings.about.as_ref().map(|about| about.en.as_str()), Some("One.\n\nTwo."));
    assert_eq!(settings.address.as_deref(), Some("Am Deich 1\n10115 Berlin"));
    assert_eq!(scene.shown().await, second.settings);
    let event = (SETTINGS_CHANGED.to_owned(), vec!["settings".to_owned()]);
    assert_eq!(scene.events().await, [event.clone(), event]);
    let last = audit::entries(&scene.stores.db, Some("settings"), None, 9).await.expect("readable").remove(0);
    assert_eq!((last.actor.as_str(), last.action.as_str()), ("staff tests", "UpdateSettings"));

    let sells = merchant(&scene.stores.db, &started_with).await.expect("PostgreSQL is up");
    assert_eq!((sells.name.as_str(), sells.address.len()), ("Kontor Nord GmbH", 2));
    assert_eq!(sells.vat_id.as_deref(), Some("DE123456789"));

    // What is there already is no change, and an empty text takes away.
    let same = scene.as_staff(&named(2, "Kontor Nord")).await.expect("nothing to do");
    assert_eq!((same.version, scene.events().await.len()), (2, 2));
    let bare = scene.as_staff(&named(2, "")).await.expect("taken away");
    assert_eq!((bare.version, bare.settings.name), (3, None));
}

#[tokio::test]
async fn of_two_who_set_something_the_later_is_told() {
    let scene = Scene::open().await;
    scene.as_staff(&named(0, "Kontor")).await.expect("set");
    let late = scene.as_staff(&named(0, "Lager")).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    let blind = UpdateSettings { if_match: None, ..named(1, "Lager") };
    assert_eq!(scene.as_staff(&blind).await.expect_err("which version?").code, Code::VersionMissing);

    let mut request = request_of(&named(0, "Lager"));
    let bearer = format!("Bearer {}", scene.key);
    request.headers_mut().insert(header::AUTHORIZATION, bearer.parse().expect("ASCII"));
    request.headers_mut().insert(IDEMPOTENCY_KEY, Uuid::new_v4().to_string().parse().expect("ASCII"));
    let answer = scene.transport.send(request).await.expect("in this process");
    assert_eq!(answer.status(), StatusCode::PRECONDITION_FAILED);
    let conflict: Conflict = serde_json::from_slice(answer.body()).expect("a problem with what is set");
    let current: AdminSettings = serde_json::from_value(conflict.current).expect("as a read answers");
    assert_eq!((current.version, current.settings.name.as_deref()), (1, Some("Kontor")));
}

#[tokio::test]
async fn what_cannot_be_set_names_its_field_and_changes_nothing() {
    let scene = Scene::open().await;
    let any = UpdateSettings { if_match: Some(IfMatch::Any), ..UpdateSettings::default() };
    let text = |text: &str| Some(text.to_owned());
    let german = Localized::same("").with(Locale::De, "Tee.");
    for (field, change) in [
        ("name", UpdateSettings { name: Some("n".repeat(41)), ..any.clone() }),
        ("name", UpdateSettings { name: text("Kontor\u{202e}"), ..any.clone() }),
        ("tagline", UpdateSettings { tagline: Some(german), ..any.clone() }),
        ("about", UpdateSettings { about: Some(Localized::same("a".repeat(2_001))), ..any.clone() }),
        ("address", UpdateSettings { address: text("1\n2\n3\n4\n5\n6\n7"), ..any.clone() }),
        ("email", UpdateSettings { email: text("hello"), ..any.clone() }),
        ("phone", UpdateSettings { phone: text("call us: 1"), ..any.clone() }),
        ("vat_id", UpdateSettings { vat_id: Some("1".repeat(21)), ..any.clone() }),
        ("time_zone", UpdateSettings { time_zone: text("Europe/Atlantis"), ..any.clone() }),
    ] {
        let refused = scene.as_staff(&change).await.expect_err(field);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)), "{refused}");
    }
    assert_eq!((scene.shown().await, scene.events().await), (ShopSettings::default(), vec![]));
}

#[tokio::test]
async fn everybody_may_keep_what_is_set_until_it_changes() {
    let scene = Scene::open().await;
    let answer = scene.transport.send(request_of(&GetSettings {})).await.expect("in this process");
    let policy = CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::settings()]);
    assert_eq!((answer.status(), CachePolicy::read(answer.headers())), (StatusCode::OK, policy));
}

#[tokio::test]
async fn look_parts_and_markets_are_set_as_wholes_and_told() {
    let scene = Scene::open().await;
    let logo =
        ShopPicture { path: "p1/logo".to_owned(), alt: Localized::same(""), width: 400, height: 100, focus: None };
    let accent = Accent { light: "#0A5C36".to_owned(), dark: String::new() };
    let change = UpdateSettings {
        if_match: Some(IfMatch::Version(0)),
        look: Some(Look { logo: Some(logo.clone()), accent: Some(accent) }),
        features_off: Some(vec![Feature::Push, Feature::Push]),
        markets_closed: Some(vec![Market::Us]),
        ..UpdateSettings::default()
    };
    scene.as_staff(&change).await.expect("set");
    let shown = scene.shown().await;
    let accent = shown.look.accent.clone().expect("set");
    assert_eq!(accent.light, "#0a5c36");
    assert!(accent.dark.starts_with('#') && accent.dark != accent.light, "{accent:?}");
    assert!(!shown.has(Feature::Push) && shown.has(Feature::Codes));
    assert_eq!(shown.features_off, [Feature::Push]);
    assert_eq!(shown.markets().collect::<Vec<_>>(), [Market::Eu, Market::De]);
    assert_eq!(scene.events().await, [(SETTINGS_CHANGED.to_owned(), vec!["settings".to_owned()])]);
    let mut db = scene.stores.db.acquire().await.expect("PostgreSQL is up");
    let uses = picture_uses(&mut db, std::slice::from_ref(&logo.path)).await.expect("PostgreSQL is up");
    assert_eq!(uses, [(logo.path, MediaUse::Logo)]);

    let built_in =
        UpdateSettings { if_match: Some(IfMatch::Version(1)), look: Some(Look::default()), ..Default::default() };
    scene.as_staff(&built_in).await.expect("set");
    let shown = scene.shown().await;
    assert!(shown.look.is_built_in() && !shown.is_open(Market::Us), "what is not named stays");
    for (change, field) in [
        (UpdateSettings { markets_closed: Some(vec![Market::Eu]), ..Default::default() }, "markets_closed"),
        (
            UpdateSettings {
                look: Some(Look {
                    logo: None,
                    accent: Some(Accent { light: "#ffff00".to_owned(), dark: String::new() }),
                }),
                ..Default::default()
            },
            "look.accent.light",
        ),
    ] {
        let refused = scene.as_staff(&UpdateSettings { if_match: Some(IfMatch::Version(2)), ..change }).await;
        assert_eq!(refused.expect_err(field).field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn markets_are_made_as_a_whole_and_what_cannot_be_meant_is_refused() {
    let scene = Scene::open().await;
    let of = |word: &str| Market::of_code(word).expect("a market that can be made");
    let (british, austrian, swiss) = (of("en-gb"), of("de-at"), of("de-ch"));
    let any = UpdateSettings { if_match: Some(IfMatch::Any), ..UpdateSettings::default() };
    let made = UpdateSettings {
        markets_made: Some(vec![british, austrian]),
        markets_closed: Some(vec![austrian, Market::Us]),
        ..any.clone()
    };
    scene.as_staff(&made).await.expect("set");
    let shown = scene.shown().await;
    assert_eq!(shown.markets().collect::<Vec<_>>(), [Market::Eu, Market::De, british]);
    assert!(shown.has_market(austrian) && !shown.is_open(austrian) && !shown.has_market(swiss));
    assert_eq!(shown.currencies(), [Currency::Eur, Currency::Usd, Currency::Gbp]);
    for (change, field, says) in [
        (UpdateSettings { markets_made: Some(vec![Market::De]), ..any.clone() }, "markets_made", "Every shop has"),
        (UpdateSettings { markets_made: Some(vec![british; 2]), ..any.clone() }, "markets_made", "named twice"),
        (
            UpdateSettings { markets_closed: Some(vec![swiss]), ..any.clone() },
            "markets_closed",
            "has no market “de-ch”",
        ),
        (
            UpdateSettings { markets_made: Some(vec![of("de-ch-eur"), swiss]), ..any.clone() },
            "markets_closed",
            "same language and country",
        ),
    ] {
        let refused = scene.as_staff(&change).await.expect_err(says);
        assert!(refused.field.as_deref() == Some(field) && refused.detail.contains(says), "{refused}");
    }
    assert_eq!(scene.shown().await, shown);
    // Of what is taken away nothing is left, and the rest stays.
    scene.as_staff(&UpdateSettings { markets_made: Some(vec![british]), ..any }).await.expect("set");
    let left = scene.shown().await;
    assert_eq!((left.markets_made, left.markets_closed), (vec![british], vec![Market::Us]));
}

#[tokio::test]
async fn what_somebody_has_looked_at_is_kept_once() {
    let scene = Scene::open().await;
    assert_eq!(scene.as_staff(&GetSetup {}).await.expect("read"), Setup::default());
    for step in [SetupStep::Taxes, SetupStep::Delivery, SetupStep::Taxes] {
        scene.as_staff(&CreateSetupConfirmation { step }).await.expect("said");
    }
    let confirmed = scene.as_staff(&GetSetup {}).await.expect("read").confirmed;
    assert_eq!(confirmed, [SetupStep::Taxes, SetupStep::Delivery]);
    let entries = audit::entries(&scene.stores.db, Some("setup taxes"), None, 9).await.expect("readable");
    assert_eq!(entries.len(), 1);
    assert_eq!(scene.events().await, [], "shoppers see nothing of it");
}
