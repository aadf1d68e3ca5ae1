//! A provider whose tokens are as a test wants them: others than a real one would ever issue.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use api::edge::plain::PlainHosts;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, StatusCode};
use openidconnect::url::Url;
use openidconnect::{ClientId, ClientSecret, IssuerUrl, Scope};
use origin_platform::clock;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::oidc::ProviderSettings;

pub(super) const CLIENT: &str = "shop";
const SECRET: &str = "hush hush, whisper who dares";

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Sign {
    /// By the provider's newest key.
    #[default]
    Own,
    /// By a key of somebody else's.
    Foreign,
    /// By the client's secret, as `HS256` has it.
    Secret,
    /// By nothing.
    None,
}

type Twist = Box<dyn Fn(&mut Value, &mut Value) + Send>;

#[derive(Default)]
struct Kept {
    /// Of the newest key.
    kid: u8,
    /// Whether it is among those that are published.
    publishes_newest: bool,
    /// What a code stands for: subject, what the client asked with, and what is told of the shopper.
    codes: HashMap<String, (String, HashMap<String, String>, Value)>,
    twist: Option<Twist>,
    sign: Sign,
    is_stuck: bool,
    calls: HashMap<&'static str, usize>,
    names_itself: bool,
}

type Shared = Arc<(String, Mutex<Kept>)>;

/// The provider, for as long as it is kept.
pub(super) struct Idp {
    shared: Shared,
    server: JoinHandle<()>,
}

impl Drop for Idp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What a browser comes back with.
pub(super) struct Brought {
    pub(super) state: String,
    pub(super) code: String,
}

impl Idp {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("bound"));
        let kept = Kept { kid: 1, publishes_newest: true, ..Kept::default() };
        let shared: Shared = Arc::new((issuer, Mutex::new(kept)));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { shared, server }
    }

    pub(super) fn issuer(&self) -> &str {
        &self.shared.0
    }

    pub(super) fn settings(&self, name: &str) -> ProviderSettings {
        ProviderSettings {
            name: name.to_owned(),
            label: format!("{name} ID"),
            issuer: IssuerUrl::new(self.issuer().to_owned()).expect("an address"),
            client_id: ClientId::new(CLIENT.to_owned()),
            client_secret: Some(ClientSecret::new(SECRET.to_owned())),
            scopes: ["email", "profile"].map(|scope| Scope::new(scope.to_owned())).into(),
            authorities: None,
            plain: PlainHosts::new(&[]),
        }
    }

    fn kept<T>(&self, act: impl FnOnce(&mut Kept) -> T) -> T {
        act(&mut self.shared.1.lock().expect("nobody panicked"))
    }

    /// What somebody does who is sent to `address`: they show who they are, and are sent back.
    pub(super) fn sign_in(&self, address: &str, subject: &str, told: Value) -> Brought {
        let url = Url::parse(address).expect("an address");
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer())), "{address}");
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        let code = origin_platform::secret::token();
        let state = asked["state"].clone();
        self.kept(|kept| kept.codes.insert(code.clone(), (subject.to_owned(), asked, told)));
        Brought { state, code }
    }

    /// Issues tokens that are changed so before they are signed in this way.
    pub(super) fn twist(&self, sign: Sign, twist: impl Fn(&mut Value, &mut Value) + Send + 'static) {
        let twist: Twist = Box::new(twist);
        self.kept(|kept| (kept.sign, kept.twist) = (sign, Some(twist)));
    }

    /// Issues tokens as it should.
    pub(super) fn straighten(&self) {
        self.kept(|kept| (kept.sign, kept.twist) = (Sign::Own, None));
    }

    /// A token that says that a shopper has logged out, changed so before it is signed in this way.
    pub(super) fn logout_token(&self, sign: Sign, change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let (now, kid) = (clock::unix_seconds(), self.kept(|kept| kept.kid));
        let mut header = json!({ "alg": "ES256", "kid": kid.to_string(), "typ": "logout+jwt" });
        let mut claims = json!({
            "iss": self.issuer(), "aud": CLIENT, "iat": now, "exp": now + 120, "jti": origin_platform::secret::token(),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        change(&mut header, &mut claims);
        signed(&header, &claims, sign, kid)
    }

    /// Signs by another key from now on.
    pub(super) fn rotate_key(&self, publishes_newest: bool) {
        self.kept(|kept| (kept.kid, kept.publishes_newest) = (kept.kid + 1, publishes_newest));
    }

    /// Answers no more, or again.
    pub(super) fn stick(&self, is_stuck: bool) {
        self.kept(|kept| kept.is_stuck = is_stuck);
    }

    /// Says that it names itself when it sends browsers back.
    pub(super) fn name_itself(&self) {
        self.kept(|kept| kept.names_itself = true);
    }

    /// How often something was asked for.
    pub(super) fn calls(&self, of: &str) -> usize {
        self.kept(|kept| kept.calls.get(of).copied().unwrap_or_default())
    }
}

async fn count(shared: &Shared, what: &'static str) {
    let is_stuck = {
        let mut kept = shared.1.lock().expect("nobody panicked");
        *kept.calls.entry(what).or_default() += 1;
        kept.is_stuck
    };
    if is_stuck {
        std::future::pending::<()>().await;
    }
}

async fn discovery(State(shared): State<Shared>) -> Json<Value> {
    count(&shared, "discovery").await;
    let names_itself = shared.1.lock().expect("nobody panicked").names_itself;
    let at = |path: &str| format!("{}{path}", shared.0);
    Json(json!({
        "issuer": shared.0, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "something-new"],
        "authorization_response_iss_parameter_supported": names_itself,
    }))
}

async fn keys(State(shared): State<Shared>) -> Json<Value> {
    count(&shared, "keys").await;
    let (kid, publishes_newest) = {
        let kept = shared.1.lock().expect("nobody panicked");
        (kept.kid, kept.publishes_newest)
    };
    let published = if publishes_newest { kid } else { kid - 1 };
    let point = key(published).verifying_key().to_encoded_point(false);
    let [x, y] = [point.x(), point.y()].map(|half| URL_SAFE_NO_PAD.encode(half.expect("a point")));
    let key = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": published.to_string(), "use": "sig" });
    Json(json!({ "keys": [key, { "kty": "something-new" }] }))
}

fn key(kid: u8) -> SigningKey {
    SigningKey::from_slice(&[kid; 32]).expect("a key")
}

async fn token(State(shared): State<Shared>, headers: HeaderMap, body: String) -> (StatusCode, Json<Value>) {
    count(&shared, "token").await;
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error })));
    // Form encoding turns the blanks of the secret into plus signs.
    let authorization = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", encoded(SECRET))));
    if headers.get("authorization").is_none_or(|sent| sent.as_bytes() != authorization.as_bytes()) {
        return refused("invalid_client");
    }
    let url = Url::parse(&format!("http://form/?{body}")).expect("a form");
    let form: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let mut kept = shared.1.lock().expect("nobody panicked");
    let Some((subject, asked, told)) = kept.codes.remove(form.get("code").map_or("", String::as_str)) else {
        return refused("invalid_grant");
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    let is_right = asked["code_challenge"] == challenge
        && asked["code_challenge_method"] == "S256"
        && asked["redirect_uri"] == form["redirect_uri"];
    if !is_right {
        return refused("invalid_grant");
    }
    let now = clock::unix_seconds();
    let mut header = json!({ "alg": "ES256", "kid": kept.kid.to_string(), "typ": "JWT" });
    let mut claims = json!({
        "iss": shared.0, "aud": CLIENT, "sub": subject, "nonce": asked["nonce"], "iat": now, "exp": now + 300,
    });
    let more = told.as_object().cloned().unwrap_or_default();
    claims.as_object_mut().expect("an object").extend(more);
    if let Some(twist) = &kept.twist {
        twist(&mut header, &mut claims);
    }
    let token = signed(&header, &claims, kept.sign, kept.kid);
    (StatusCode::OK, Json(json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": token })))
}

fn encoded(text: &str) -> String {
    text.replace(' ', "+").replace(',', "%2C")
}

fn signed(header: &Value, claims: &Value, sign: Sign, kid: u8) -> String {
    let [head, body] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{head}.{body}");
    let by = |key: SigningKey| -> Vec<u8> {
        let signature: Signature = key.sign(signed.as_bytes());
        signature.to_bytes().to_vec()
    };
    let signature = match sign {
        Sign::Own => by(key(kid)),
        Sign::Foreign => by(key(99)),
        Sign::Secret => {
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length does");
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Sign::None => Vec::new(),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
