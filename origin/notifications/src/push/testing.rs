//! A push service that the tests run, and the browsers whose messages it keeps.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, Uri};
use origin_platform::clock;
use origin_webhooks::Rules;
use serde_json::Value;
use web_push_native::p256::SecretKey;
use web_push_native::p256::ecdsa::signature::Verifier as _;
use web_push_native::p256::ecdsa::{Signature, VerifyingKey};
use web_push_native::{Auth, decrypt};

use super::PushKey;

/// The push service runs beside the test.
pub(super) const RULES: Rules = Rules { allow_http: false, allow_private: true };
pub(super) const SHOP: &str = "https://shop.example";
pub(super) const AUTH: [u8; 16] = [9; 16];

pub(super) fn key() -> PushKey {
    PushKey::read("07".repeat(32).as_bytes()).expect("a key")
}

/// A message that the push service was sent.
pub(super) struct Message {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

#[derive(Default)]
struct Received {
    messages: Vec<Message>,
    /// What is answered at a path; 201 where nothing else is said.
    answers: BTreeMap<String, u16>,
}

/// A push service.
#[derive(Clone)]
pub(super) struct PushService {
    pub(super) address: String,
    received: Arc<Mutex<Received>>,
}

impl PushService {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let received = Arc::new(Mutex::new(Received::default()));
        let app = Router::new().route("/send/{browser}", post(take)).with_state(Arc::clone(&received));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, received }
    }

    pub(super) fn answer(&self, browser: &str, status: u16) {
        let mut received = self.received.lock().expect("no panic");
        received.answers.insert(format!("/send/{browser}"), status);
    }

    /// What was sent since this was asked last.
    pub(super) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.received.lock().expect("no panic").messages)
    }
}

async fn take(State(received): State<Arc<Mutex<Received>>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut received = received.lock().expect("no panic");
    let path = uri.path().to_owned();
    let answer = received.answers.get(&path).copied().unwrap_or(201);
    received.messages.push(Message { path, headers, body: body.to_vec() });
    StatusCode::from_u16(answer).expect("a status")
}

/// The private key of every browser here.
fn secret() -> SecretKey {
    SecretKey::from_slice(&[3; 32]).expect("a key")
}

impl Message {
    pub(super) fn field(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().expect("ASCII")
    }

    /// What the browser's service worker reads.
    pub(super) fn read(&self) -> Value {
        assert_eq!(self.field("content-encoding"), "aes128gcm");
        let text = decrypt(self.body.clone(), &secret(), &Auth::from(AUTH)).expect("it is for this browser");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// Whether the shop's key has signed that it is for this push service, and for how long.
    pub(super) fn assert_signed(&self, audience: &str) {
        let authorization = self.field("authorization");
        let (token, public) =
            authorization.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("a token");
        assert_eq!(public, key().public());
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let verifying = VerifyingKey::from_sec1_bytes(&bytes(public)).expect("a key");
        let signature = Signature::from_slice(&bytes(signature)).expect("a signature");
        verifying.verify(signed.as_bytes(), &signature).expect("by the shop's key");
        let (head, claims) = signed.split_once('.').expect("two parts");
        let json = |text: &str| serde_json::from_slice::<Value>(&bytes(text)).expect("JSON");
        assert_eq!(json(head)["alg"], "ES256");
        let claims = json(claims);
        assert_eq!((claims["aud"].as_str(), claims["sub"].as_str()), (Some(audience), Some(SHOP)));
        let left = claims["exp"].as_i64().expect("a time") - clock::utc().unix_timestamp();
        assert!((60..=24 * 60 * 60).contains(&left), "{left}");
    }
}

/// The public key of every browser here, as browsers give it.
pub(super) fn p256dh() -> String {
    // Of the two shapes that a point is written in it is the longer one.
    let public = secret().public_key().to_sec1_bytes();
    let key = VerifyingKey::from_sec1_bytes(&public).expect("a key");
    BASE64_URL_SAFE_NO_PAD.encode(key.to_encoded_point(false).as_bytes())
}
