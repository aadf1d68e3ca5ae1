//! A log-out at the provider ends what it has opened here, and nothing that anybody else says does.

use api::problem::Code;
use http::Request;
use origin_platform::clock;
use serde_json::{Value, json};

use super::Shop;
use super::idp::Sign;
use crate::testing::code;

impl Shop {
    /// Signs in in a session of the provider's, or in one that it does not name.
    async fn come(&self, subject: &str, session: Option<&str>) -> String {
        let told = session.map_or_else(|| json!({}), |session| json!({ "sid": session }));
        self.travel(subject, told).await.0.expect("it is right").session.expect("a session").token
    }

    async fn is_inside(&self, token: &str) -> bool {
        match self.scene.get_customer(Some(token)).await {
            Ok(_) => true,
            refused => {
                assert_eq!(code(refused), Code::Unauthenticated);
                false
            }
        }
    }

    /// Brings a form; returns the body of the answer.
    async fn tell(&self, provider: &str, form: String) -> Value {
        let request = Request::post(format!("/v1/oidc-logouts/{provider}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into())
            .expect("a request");
        serde_json::from_str(&self.scene.send(request).await).expect("JSON")
    }

    /// Brings a token.
    async fn log_out(&self, token: &str) -> Value {
        self.tell("example", format!("logout_token={token}")).await
    }
}

fn naming(session: Option<&str>, subject: Option<&str>) -> impl FnOnce(&mut Value, &mut Value) {
    let (session, subject) = (session.map(str::to_owned), subject.map(str::to_owned));
    move |_, claims| {
        for (name, value) in [("sid", session), ("sub", subject)] {
            if let Some(value) = value {
                claims[name] = json!(value);
            }
        }
    }
}

#[tokio::test]
async fn a_log_out_at_the_provider_ends_what_it_opened_in_that_session_or_for_that_user() {
    let shop = Shop::new().await;
    let joined = shop.join("ada", "ada@example.com").await.token;
    shop.join("eve", "eve@example.com").await;
    let [first, same, second] = [
        shop.come("ada", Some("visit-1")).await,
        shop.come("ada", Some("visit-1")).await,
        shop.come("ada", Some("visit-2")).await,
    ];
    let (unnamed, hers) = (shop.come("ada", None).await, shop.come("eve", Some("visit-3")).await);
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-1"), None));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 2 }));
    for (token, expected) in [(&first, false), (&same, false), (&second, true), (&unnamed, true), (&hers, true)] {
        assert_eq!(shop.is_inside(token).await, expected);
    }
    // With its user, whoever came without a session's name may be it, too.
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-1"), Some("ada")));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 1 }));
    assert_eq!((shop.is_inside(&unnamed).await, shop.is_inside(&second).await), (false, true));
    // Without a session it is the user, everywhere; where they came in otherwise they stay.
    let token = shop.idp.logout_token(Sign::Own, naming(None, Some("ada")));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 1 }));
    for (token, expected) in [(&second, false), (&hers, true), (&joined, true)] {
        assert_eq!(shop.is_inside(token).await, expected);
    }
    // Of sessions that there are not there is nothing to end, and that is no fault.
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-9"), Some("nobody")));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 0 }));
}

#[tokio::test]
async fn a_token_of_a_log_out_that_is_not_all_right_ends_nothing() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    let inside = shop.come("ada", Some("visit-1")).await;
    type Change = fn(&mut Value, &mut Value);
    let now = || clock::unix_seconds();
    let wrong: Vec<(&str, Sign, Change)> = vec![
        ("for another client", Sign::Own, |_, claims| claims["aud"] = json!("other")),
        ("for another client as well", Sign::Own, |_, claims| claims["aud"] = json!(["shop", "other"])),
        ("for nobody", Sign::Own, |_, claims| claims["aud"] = json!([])),
        ("of another issuer", Sign::Own, |_, claims| claims["iss"] = json!("https://evil.example")),
        ("of long ago", Sign::Own, |_, claims| claims["iat"] = json!(clock::unix_seconds() - 12 * 60)),
        ("of the future", Sign::Own, |_, claims| claims["iat"] = json!(clock::unix_seconds() + 120)),
        ("that is over", Sign::Own, |_, claims| claims["exp"] = json!(clock::unix_seconds() - 120)),
        ("that never ends", Sign::Own, |_, claims| drop(claims.as_object_mut().expect("one").remove("exp"))),
        ("without a name", Sign::Own, |_, claims| drop(claims.as_object_mut().expect("one").remove("jti"))),
        ("with too long a name", Sign::Own, |_, claims| claims["jti"] = json!("x".repeat(256))),
        ("with a nonce", Sign::Own, |_, claims| claims["nonce"] = json!("n")),
        ("without an event", Sign::Own, |_, claims| claims["events"] = json!({})),
        ("of another event", Sign::Own, |_, claims| claims["events"] = json!({ "https://example.com/other": {} })),
        ("of no event", Sign::Own, |_, claims| {
            claims["events"] = json!({ "http://schemas.openid.net/event/backchannel-logout": true });
        }),
        ("that names nobody", Sign::Own, |_, claims| drop(claims.as_object_mut().expect("one").remove("sid"))),
        ("that names an empty session", Sign::Own, |_, claims| claims["sid"] = json!("")),
        ("that is an ID token", Sign::Own, |header, _| header["typ"] = json!("JWT")),
        ("of no kind", Sign::Own, |header, _| drop(header.as_object_mut().expect("one").remove("typ"))),
        ("that wants to be understood", Sign::Own, |header, _| header["crit"] = json!(["exp"])),
        ("signed by somebody else", Sign::Foreign, |_, _| {}),
        ("signed by somebody else, without a key's name", Sign::Foreign, |header, _| {
            header.as_object_mut().expect("one").remove("kid");
        }),
        ("signed with the client's secret", Sign::Secret, |header, _| header["alg"] = json!("HS256")),
        ("signed with it, and says otherwise", Sign::Secret, |_, _| {}),
        ("signed by nobody", Sign::None, |header, _| header["alg"] = json!("none")),
        ("signed as no key of its kind signs", Sign::Own, |header, _| header["alg"] = json!("RS256")),
        ("by a key that there is not", Sign::Own, |header, _| header["kid"] = json!("77")),
    ];
    for (what, sign, change) in wrong {
        let token = shop.idp.logout_token(sign, |header, claims| {
            claims["sid"] = json!("visit-1");
            change(header, claims);
        });
        assert_eq!(shop.log_out(&token).await["code"], "invalid_request", "a token {what}");
        assert!(shop.is_inside(&inside).await, "a token {what}");
    }
    for form in ["", "logout_token=", "logout_token=x", "logout_token=a.b.c", "logout_token=a.b.c.d", "token=x"] {
        assert_eq!(shop.tell("example", form.to_owned()).await["code"], "invalid_request", "{form}");
    }
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-1"), None));
    for (provider, form) in [
        ("nobody", format!("logout_token={token}")),
        ("example", format!("logout_token={token}&logout_token={token}")),
        ("example", format!("logout_token={token}{}", "x".repeat(20_000))),
    ] {
        assert_eq!(shop.tell(provider, form).await["code"], "invalid_request");
    }
    assert!(shop.is_inside(&inside).await);
    // Near enough, and in other letters.
    let token = shop.idp.logout_token(Sign::Own, |header, claims| {
        naming(Some("visit-1"), Some("ada"))(header, claims);
        (claims["iat"], claims["aud"]) = (json!(now() + 50), json!(["shop"]));
        header["typ"] = json!("application/Logout+JWT");
    });
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 1 }));
}

#[tokio::test]
async fn a_token_of_a_log_out_is_good_once_and_ends_what_is_being_opened_at_the_same_time() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    // Whoever was sent on before the log-out, and comes back after it.
    let sent = shop.begin(None, false).await.expect("the provider is there");
    let token = shop.idp.logout_token(Sign::Own, |header, claims| {
        naming(None, Some("ada"))(header, claims);
        claims["iat"] = json!(clock::unix_seconds() + 30);
    });
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 0 }));
    let brought = shop.idp.sign_in(&sent.address, "ada", json!({}));
    assert_eq!(code(shop.come_back(&brought, &sent.binding, None).await), Code::OidcExpired);
    assert_eq!(shop.log_out(&token).await["code"], "invalid_request", "a second time");
    // A session there that is over opens nothing more, and others do.
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-1"), None));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 0 }));
    shop.idp.twist(Sign::Own, |_, claims| claims["iat"] = json!(clock::unix_seconds() + 31));
    assert!(shop.travel("ada", json!({ "sid": "visit-2" })).await.0.expect("it is right").session.is_some());
}

#[tokio::test]
async fn a_provider_that_has_changed_its_keys_is_believed_and_one_that_is_down_is_not_waited_for() {
    let shop = Shop::new().await;
    shop.join("ada", "ada@example.com").await;
    let inside = shop.come("ada", Some("visit-1")).await;
    shop.idp.rotate_key(true);
    let token = shop.idp.logout_token(Sign::Own, naming(Some("visit-1"), None));
    assert_eq!(shop.log_out(&token).await, json!({ "ended": 1 }));
    assert!(!shop.is_inside(&inside).await);
    // Strangers who name keys that there are not have them fetched twice a minute at most.
    let before = shop.idp.calls("keys");
    for _ in 0..3 {
        let token = shop.idp.logout_token(Sign::Own, |header, claims| {
            naming(Some("visit-1"), None)(header, claims);
            header["kid"] = json!("77");
        });
        assert_eq!(shop.log_out(&token).await["code"], "invalid_request");
    }
    assert_eq!(shop.idp.calls("keys"), before);
}
