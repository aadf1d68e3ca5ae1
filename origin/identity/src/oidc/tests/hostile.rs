//! Tokens and ways back that no honest provider, browser or clock has made.

use api::accounts::FindPendingIdentity;
use api::problem::Code;
use origin_platform::clock;
use serde_json::{Value, json};

use super::idp::{Brought, Sign};
use super::{Shop, back, now};
use crate::testing::{Scene, code};

type Twist = fn(&mut Value, &mut Value);

#[tokio::test]
async fn a_token_that_is_not_all_right_signs_nobody_in() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    let wrong: Vec<(&str, Sign, Twist)> = vec![
        ("for another client", Sign::Own, |_, claims| claims["aud"] = json!("other")),
        ("for another client as well", Sign::Own, |_, claims| claims["aud"] = json!(["shop", "other"])),
        ("for nobody", Sign::Own, |_, claims| claims["aud"] = json!([])),
        ("issued to another client", Sign::Own, |_, claims| claims["azp"] = json!("other")),
        ("by another issuer", Sign::Own, |_, claims| claims["iss"] = json!("https://evil.example")),
        ("by the issuer with a slash", Sign::Own, |_, claims| {
            claims["iss"] = json!(format!("{}/", claims["iss"].as_str().expect("a text")));
        }),
        ("for another browser", Sign::Own, |_, claims| claims["nonce"] = json!("x".repeat(43))),
        ("for any browser", Sign::Own, |_, claims| _ = claims.as_object_mut().expect("one").remove("nonce")),
        ("over", Sign::Own, |_, claims| claims["exp"] = json!(clock::unix_seconds() - 61)),
        ("without an end", Sign::Own, |_, claims| _ = claims.as_object_mut().expect("one").remove("exp")),
        ("of the future", Sign::Own, |_, claims| claims["iat"] = json!(clock::unix_seconds() + 120)),
        ("of an hour ago", Sign::Own, |_, claims| claims["iat"] = json!(clock::unix_seconds() - 3600)),
        ("of nobody", Sign::Own, |_, claims| claims["sub"] = json!("")),
        ("of somebody without end", Sign::Own, |_, claims| claims["sub"] = json!("x".repeat(256))),
        ("of somebody invisible", Sign::Own, |_, claims| claims["sub"] = json!("ada\u{0}")),
        ("without a subject", Sign::Own, |_, claims| _ = claims.as_object_mut().expect("one").remove("sub")),
        ("signed by somebody else", Sign::Foreign, |_, _| {}),
        ("signed by the client's secret", Sign::Secret, |header, _| header["alg"] = json!("HS256")),
        ("signed by nobody", Sign::None, |header, _| header["alg"] = json!("none")),
        ("signed by NOBODY", Sign::None, |header, _| header["alg"] = json!("nOnE")),
        ("signed by nobody, and says otherwise", Sign::None, |_, _| {}),
        ("signed as no key of its kind signs", Sign::Own, |header, _| header["alg"] = json!("RS256")),
        ("that wants to be understood", Sign::Own, |header, _| header["crit"] = json!(["exp"])),
        ("that brings its own key", Sign::Foreign, |header, _| {
            header["jwk"] = json!({ "kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA" });
            header.as_object_mut().expect("one").remove("kid");
        }),
        ("that is another kind of token", Sign::Own, |header, _| header["typ"] = json!("logout+jwt")),
    ];
    for (what, sign, twist) in wrong {
        shop.idp.twist(sign, twist);
        let (came, binding) = shop.travel("ada", now()).await;
        assert_eq!(came.err().map(|problem| problem.code), Some(Code::OidcRefused), "a token {what}");
        let waits = shop.scene.call(&FindPendingIdentity { binding }, None).await;
        assert_eq!(code(waits), Code::OidcExpired, "a token {what}");
    }
    shop.idp.straighten();
    assert!(shop.travel("ada", now()).await.0.expect("it is right").session.is_some());
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    let right: [Twist; 3] = [
        |_, claims| claims["iat"] = json!(clock::unix_seconds() + 50),
        |_, claims| claims["exp"] = json!(clock::unix_seconds() - 50),
        |_, claims| claims["azp"] = json!("shop"),
    ];
    for twist in right {
        shop.idp.twist(Sign::Own, twist);
        assert!(shop.travel("ada", now()).await.0.expect("near enough").session.is_some());
    }
}

#[tokio::test]
async fn what_a_browser_brings_back_is_good_once_and_in_that_browser() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    let sent = shop.begin(None, false).await.expect("the provider is there");
    let brought = shop.idp.sign_in(&sent.address, "ada", now());
    assert!(shop.come_back(&brought, &sent.binding, None).await.expect("it is right").session.is_some());
    assert_eq!(code(shop.come_back(&brought, &sent.binding, None).await), Code::OidcExpired, "a second time");
    // Somebody signs in as themselves, stops before they come back, and has a victim's browser come back instead.
    let victim = shop.begin(None, false).await.expect("the provider is there").binding;
    for binding in [victim.as_str(), "", "x"] {
        let sent = shop.begin(None, false).await.expect("the provider is there");
        let brought = shop.idp.sign_in(&sent.address, "ada", now());
        assert_eq!(code(shop.come_back(&brought, binding, None).await), Code::OidcExpired, "{binding:?}");
    }
    // A code that was issued to one browser is put into the way back of another.
    let one = shop.begin(None, false).await.expect("the provider is there");
    let other = shop.begin(None, false).await.expect("the provider is there");
    let [stolen, own] = [&one, &other].map(|sent| shop.idp.sign_in(&sent.address, "ada", now()));
    let mixed = Brought { state: own.state, code: stolen.code };
    assert_eq!(code(shop.come_back(&mixed, &other.binding, None).await), Code::OidcRefused, "PKCE does not fit");
    // Nor does anything else that was never sent.
    for state in ["", "x", "de.", &"x".repeat(5000)] {
        let brought = Brought { state: state.to_owned(), code: "x".to_owned() };
        let refused = code(shop.come_back(&brought, &other.binding, None).await);
        assert!([Code::OidcExpired, Code::OidcRefused].contains(&refused), "{state}: {refused:?}");
    }
}

#[tokio::test]
async fn one_provider_s_answer_is_not_taken_for_another_s() {
    let (honest, evil) = (super::Idp::start().await, super::Idp::start().await);
    let scene = Scene::with_providers(vec![honest.settings("example"), evil.settings("evil")]).await;
    let shop = Shop { scene, idp: honest };
    let begin = async || {
        let sent = shop.begin(None, false).await.expect("the provider is there");
        (shop.idp.sign_in(&sent.address, "ada", now()), sent.binding)
    };
    // The browser was sent to one, and comes back on the page of the other, which would get the code.
    let (brought, binding) = begin().await;
    let elsewhere = api::accounts::CreateSessionByOidc { provider: "evil".to_owned(), ..back(&brought, &binding) };
    assert_eq!(code(shop.scene.call(&elsewhere, None).await), Code::OidcRefused);
    assert_eq!(evil.calls("token"), 0);
    // It says that it is the other (RFC 9207).
    let (brought, binding) = begin().await;
    let named = |brought: &Brought, binding: &str, issuer: Option<&str>| api::accounts::CreateSessionByOidc {
        issuer: issuer.map(str::to_owned),
        ..back(brought, binding)
    };
    let other = shop.scene.call(&named(&brought, &binding, Some(evil.issuer())), None).await;
    assert_eq!(code(other), Code::OidcRefused);
    let (brought, binding) = begin().await;
    let own = shop.scene.call(&named(&brought, &binding, Some(shop.idp.issuer())), None).await;
    assert!(own.expect("it is right").pending);
    assert_eq!(shop.idp.calls("token"), 1, "only what is right is asked about");
}

#[tokio::test]
async fn a_provider_that_promises_to_name_itself_has_to() {
    let shop = Shop::new().await;
    shop.idp.name_itself();
    let sent = shop.begin(None, false).await.expect("the provider is there");
    let brought = shop.idp.sign_in(&sent.address, "ada", now());
    assert_eq!(code(shop.come_back(&brought, &sent.binding, None).await), Code::OidcRefused);
    assert_eq!(shop.idp.calls("token"), 0);
}

#[tokio::test]
async fn who_breaks_off_at_the_provider_is_told_so_and_nothing_was_done() {
    let shop = Shop::new().await;
    for (error, expected) in [
        ("access_denied", Code::OidcCancelled),
        ("login_required", Code::OidcCancelled),
        ("temporarily_unavailable", Code::OidcUnavailable),
        ("invalid_scope", Code::OidcRefused),
        ("\u{202e}<script>", Code::OidcRefused),
    ] {
        let sent = shop.begin(None, false).await.expect("the provider is there");
        let mut back = back(&shop.idp.sign_in(&sent.address, "ada", now()), &sent.binding);
        back.error = Some(error.to_owned());
        assert_eq!(code(shop.scene.call(&back, None).await), expected, "{error}");
    }
    assert_eq!(shop.idp.calls("token"), 0);
}
