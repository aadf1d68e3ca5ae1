//! A way to localstripe, the emulator that `cargo xtask test` starts and names in `TEST_STRIPE_URL`.
//!
//! localstripe keeps intents, charges and refunds, declines cards and asks for authentication. What
//! it lacks of Stripe is done here, on the way, in the shapes that Stripe documents: idempotency
//! keys, `amount_received`, the limit of refunds, the redirect of a challenge, the reasons of
//! declines and releases, lists by time, what is left of Customers; so are answers that get lost.

use std::collections::{HashMap, HashSet};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, StatusCode};
use origin_platform::{HttpClient, Stores};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Addresses, Stripe};

type Form = Vec<(String, String)>;

/// Longer than localstripe ever takes, so that no test fails by a slow machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is carried out, and the connection breaks.
    LostAnswer,
    /// It is carried out, and nothing is ever said.
    Silence,
    /// It is not carried out, and this is said.
    Instead(u16, Value),
}

/// One request, as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub key: Option<String>,
    pub version: Option<String>,
    pub form: Form,
    /// The secret key that it was asked with.
    pub secret: String,
}

/// The front of localstripe for one test.
#[derive(Clone)]
pub struct Emulator(Arc<Front>);

struct Front {
    address: String,
    upstream: String,
    http: HttpClient,
    keys: tempfile::TempDir,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    seen: Vec<Seen>,
    faults: Vec<(&'static str, Fault)>,
    faults_below: Vec<(&'static str, Fault)>,
    saved: HashMap<String, (String, Form, StatusCode, Value)>,
    captured: HashMap<String, i64>,
    refunded: HashMap<String, i64>,
    return_urls: HashMap<String, String>,
    deleted: HashSet<String>,
    /// The accounts that secret keys are of, and which of them each intent is in: one account sees nothing of another.
    accounts: HashMap<String, String>,
    intents: HashMap<String, String>,
}

/// Stripe's API at this address, and no script.
pub fn addresses(api: &str) -> Addresses {
    Addresses { api: api.parse().expect("an address"), script: String::new() }
}

impl Emulator {
    /// Starts a front of its own for one test.
    pub async fn start() -> Self {
        let upstream = std::env::var("TEST_STRIPE_URL");
        let upstream = upstream.expect("TEST_STRIPE_URL is not set: run the tests by `cargo xtask test`");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let http = HttpClient::new(Duration::from_secs(30), usize::MAX).expect("this machine can do TLS");
        let keys = tempfile::tempdir().expect("a folder");
        let emulator = Self(Arc::new(Front { address, upstream, http, keys, memory: Mutex::default() }));
        let router = Router::new().fallback(pass).with_state(emulator.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        emulator
    }

    /// An account behind this front, with these webhook secrets.
    pub fn stripe(&self, db: origin_platform::Database, webhook_secrets: &[&str], timeout: Option<Duration>) -> Stripe {
        let keys = self.0.keys.path().join(Uuid::new_v4().to_string());
        let text = json!({ "secret_keys": ["sk_test_emulated"], "webhook_secrets": webhook_secrets }).to_string();
        std::fs::write(&keys, text).expect("the folder can be written");
        std::fs::set_permissions(&keys, Permissions::from_mode(0o600)).expect("it is ours");
        let addresses = addresses(&self.0.address);
        Stripe::open(db, &addresses, &keys, timeout.unwrap_or(TIMEOUT)).expect("good keys")
    }

    /// Stripe as a shop uses it whose staff give keys; behind the keys of this file, if there is one.
    pub fn of_shop(&self, stores: &Stores, file: Option<&Path>) -> Stripe {
        Stripe::of_shop(stores, &addresses(&self.0.address), file, TIMEOUT).expect("an address of our own making")
    }

    /// Opens an account, or gives it another key. Keys that are of none are not taken by whoever asks whose they are.
    pub fn account(&self, secret: &str, account: &str) {
        self.state().accounts.insert(secret.to_owned(), account.to_owned());
    }

    /// With which secret key this was asked last.
    pub fn secret_of(&self, path: &str) -> Option<String> {
        self.state().seen.iter().rev().find(|seen| seen.path.ends_with(path)).map(|seen| seen.secret.clone())
    }

    /// Lets the next request go wrong whose method and path, `POST /v1/refunds`, end like this.
    pub fn fail(&self, path: &'static str, fault: Fault) {
        self.state().faults.push((path, fault));
    }

    /// Lets the next request go wrong whose method and path begin like this.
    pub fn fail_below(&self, path: &'static str, fault: Fault) {
        self.state().faults_below.push((path, fault));
    }

    /// How often this method was asked for below a path.
    pub fn seen(&self, method: &Method, below: &str) -> usize {
        self.state().seen.iter().filter(|seen| seen.method == *method && seen.path.starts_with(below)).count()
    }

    /// What was asked so far: writes alone, by the end of their path.
    pub fn writes(&self, path: &str) -> Vec<Seen> {
        let seen = self.state().seen.clone();
        seen.into_iter().filter(|seen| seen.method == Method::POST && seen.path.ends_with(path)).collect()
    }

    /// Types a card in, as a browser would at Stripe's; returns its token.
    pub async fn card(&self, number: &str) -> String {
        let card = [("type", "card"), ("card[number]", number), ("card[exp_month]", "12"), ("card[exp_year]", "2030")];
        let mut form: Form = card.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        form.push(("card[cvc]".into(), "123".into()));
        let (_, method) = self.ask(Method::POST, "/v1/payment_methods", "", form).await;
        method["id"].as_str().expect("a payment method").to_owned()
    }

    /// Answers a challenge, as the shopper would on their bank's page.
    pub async fn authenticate(&self, intent: &str, success: bool) {
        let (_, found) = self.ask(Method::GET, &format!("/v1/payment_intents/{intent}"), "", vec![]).await;
        let secret = found["client_secret"].as_str().expect("a secret").to_owned();
        let form = vec![("client_secret".into(), secret), ("success".into(), success.to_string())];
        self.ask(Method::POST, &format!("/v1/payment_intents/{intent}/_authenticate"), "", form).await;
    }

    /// How many intents of a payment there are, and how many of them hold money.
    pub async fn intents_of(&self, payment: Uuid) -> (usize, usize) {
        let (_, list) = self.ask(Method::GET, "/v1/payment_intents", "limit=100000", vec![]).await;
        let ours = |intent: &&Value| intent["metadata"]["payment"] == payment.to_string();
        let intents: Vec<&Value> = list["data"].as_array().expect("a list").iter().filter(ours).collect();
        let holds = |intent: &&&Value| intent["status"] == "requires_capture" || intent["status"] == "succeeded";
        (intents.len(), intents.iter().filter(holds).count())
    }

    /// Has localstripe send its hooks to `url`, signed with `secret`.
    pub async fn send_hooks_to(&self, url: &str, secret: &str) {
        let form = vec![("url".into(), url.to_owned()), ("secret".into(), secret.to_owned())];
        let path = format!("/_config/webhooks/{}", Uuid::new_v4().simple());
        assert_eq!(self.ask(Method::POST, &path, "", form).await.0, StatusCode::OK);
    }

    /// Asks localstripe itself.
    async fn ask(&self, method: Method, path: &str, query: &str, form: Form) -> (StatusCode, Value) {
        let body = serde_html_form::to_string(&form).expect("a form");
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}?{query}", self.0.upstream))
            .header("authorization", "Bearer sk_test_emulated")
            .header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Bytes::from(body)).expect("a request");
        let (parts, body) = self.0.http.send(request).await.expect("localstripe is up").into_parts();
        (parts.status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.memory.lock().expect("no panic")
    }

    fn take_fault(&self, request: &str) -> Option<Fault> {
        let mut state = self.state();
        if let Some(place) = state.faults_below.iter().position(|(beginning, _)| request.starts_with(beginning)) {
            return Some(state.faults_below.remove(place).1);
        }
        let place = state.faults.iter().position(|(end, _)| request.ends_with(end))?;
        Some(state.faults.remove(place).1)
    }
}

async fn pass(State(emulator): State<Emulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| Some(parts.headers.get(name)?.to_str().expect("ASCII").to_owned());
    let body = to_bytes(body, usize::MAX).await.expect("a whole request");
    let form: Form = serde_html_form::from_bytes(&body).expect("a form");
    let path = parts.uri.path().to_owned();
    let key = header("idempotency-key");
    let version = header("stripe-version");
    let secret = header("authorization").and_then(|text| Some(text.strip_prefix("Bearer ")?.to_owned()));
    let secret = secret.unwrap_or_default();
    let (method, query) = (parts.method, parts.uri.query().unwrap_or_default().to_owned());
    let seen = Seen {
        method: method.clone(),
        path: path.clone(),
        key: key.clone(),
        version,
        form: form.clone(),
        secret: secret.clone(),
    };
    emulator.state().seen.push(seen);

    let fault = emulator.take_fault(&format!("{method} {path}"));
    if let Some(Fault::Instead(status, body)) = fault {
        return reply(StatusCode::from_u16(status).expect("a status"), &body);
    }
    if path == "/v1/account" {
        let account = emulator.state().accounts.get(&secret).cloned();
        return match account {
            Some(id) => reply(StatusCode::OK, &json!({ "id": id, "object": "account" })),
            None => reply(StatusCode::UNAUTHORIZED, &json!({ "error": { "type": "invalid_request_error" } })),
        };
    }
    if emulator.is_elsewhere(&path, &secret) {
        let missing = json!({ "type": "invalid_request_error", "code": "resource_missing" });
        return reply(StatusCode::NOT_FOUND, &json!({ "error": missing }));
    }
    let saved = key.as_ref().and_then(|key| emulator.state().saved.get(key).cloned());
    let (status, answer) = match saved {
        Some((same_path, same_form, status, answer)) if same_path == path && same_form == form => (status, answer),
        Some(_) => error(StatusCode::BAD_REQUEST, json!({ "type": "idempotency_error" })),
        None => {
            let (status, answer) = emulator.carry_out(method, &path, &query, &form).await;
            emulator.note_account(&path, &secret, &answer);
            if let Some(key) = key {
                emulator.state().saved.insert(key, (path, form, status, answer.clone()));
            }
            (status, answer)
        }
    };
    match fault {
        Some(Fault::LostAnswer) => {
            let broken = std::io::Error::other("the connection breaks");
            Response::new(Body::from_stream(futures::stream::iter([Err::<Bytes, _>(broken)])))
        }
        Some(Fault::Silence) => std::future::pending().await,
        _ => reply(status, &answer),
    }
}

impl Emulator {
    /// Whether the intent of a path is in another account than that of this key.
    fn is_elsewhere(&self, path: &str, secret: &str) -> bool {
        let Some(rest) = path.strip_prefix("/v1/payment_intents/") else { return false };
        let state = self.state();
        let account = state.intents.get(rest.split('/').next().unwrap_or_default());
        account.is_some_and(|account| state.accounts.get(secret) != Some(account))
    }

    /// Remembers in which account an intent was made.
    fn note_account(&self, path: &str, secret: &str, answer: &Value) {
        let mut state = self.state();
        let account = state.accounts.get(secret).cloned();
        if let (Some(account), "/v1/payment_intents", Some(id)) = (account, path, answer["id"].as_str()) {
            state.intents.entry(id.to_owned()).or_insert(account);
        }
    }

    async fn carry_out(&self, method: Method, path: &str, query: &str, form: &Form) -> (StatusCode, Value) {
        let field = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
        let amount = |name: &str| field(name).and_then(|value| value.parse::<i64>().ok()).unwrap_or_default();
        let intent = path.strip_prefix("/v1/payment_intents/").and_then(|rest| rest.split('/').next());
        if path == "/v1/refunds" && method == Method::POST {
            let intent = field("payment_intent").expect("refunds name their payment");
            let state = self.state();
            let of = |amounts: &HashMap<String, i64>| amounts.get(&intent).copied().unwrap_or_default();
            let left = of(&state.captured) - of(&state.refunded);
            if left == 0 {
                let rejection = json!({ "type": "invalid_request_error", "code": "charge_already_refunded" });
                return error(StatusCode::BAD_REQUEST, rejection);
            }
            if amount("amount") > left {
                // “Refund amount (€5.00) is greater than unrefunded amount on charge (€2.00)”
                let rejection = json!({ "type": "invalid_request_error", "param": "amount" });
                return error(StatusCode::BAD_REQUEST, rejection);
            }
        }
        let customer = path.strip_prefix("/v1/customers/").filter(|_| method == Method::GET);
        if let Some(id) = customer.filter(|id| self.state().deleted.contains(*id)) {
            return (StatusCode::OK, json!({ "id": id, "object": "customer", "deleted": true }));
        }
        if let (Some(intent), Some(url)) = (intent, field("return_url")) {
            self.state().return_urls.insert(intent.to_owned(), url);
        }
        // localstripe refuses what it does not know.
        let known = form.iter().filter(|(name, _)| name != "return_url").cloned().collect();
        let query = query.split('&').filter(|pair| !pair.starts_with("created")).collect::<Vec<_>>().join("&");
        let (status, mut answer) = self.ask(method.clone(), path, &query, known).await;
        if let Some(id) = path.strip_prefix("/v1/customers/")
            && status.is_success()
            && method == Method::DELETE
        {
            self.state().deleted.insert(id.to_owned());
        }
        if status.is_success() && method == Method::POST {
            let mut state = self.state();
            if let Some(intent) = intent.filter(|_| path.ends_with("/capture")) {
                state.captured.insert(intent.to_owned(), amount("amount_to_capture"));
            }
            if path == "/v1/refunds" {
                *state.refunded.entry(field("payment_intent").expect("it was asked for")).or_default() +=
                    amount("amount");
            }
        }
        match answer["data"].as_array_mut() {
            Some(list) => list.iter_mut().for_each(|object| self.amend(object)),
            None => self.amend(&mut answer),
        }
        (status, answer)
    }

    /// Adds to an object what Stripe would have said as well.
    fn amend(&self, object: &mut Value) {
        let state = self.state();
        if object["object"] == "payment_intent" {
            let id = object["id"].as_str().unwrap_or_default().to_owned();
            object["amount_received"] = state.captured.get(&id).copied().unwrap_or_default().into();
            object["latest_charge"] = object["latest_charge"]["id"].take();
            if let (Some(url), "use_stripe_sdk") =
                (state.return_urls.get(&id), object["next_action"]["type"].as_str().unwrap_or_default())
            {
                let page = format!("https://hooks.stripe.com/redirect/authenticate/{id}");
                object["next_action"] =
                    json!({ "type": "redirect_to_url", "redirect_to_url": { "url": page, "return_url": url } });
            }
            if object["last_payment_error"]["code"] == "card_declined" {
                object["last_payment_error"]["type"] = "card_error".into();
                object["last_payment_error"]["decline_code"] = "insufficient_funds".into();
            }
        }
        // The release of what was not captured.
        if object["object"] == "refund" && object["payment_intent"].is_null() {
            object["reason"] = "partial_capture".into();
        }
        if object["error"]["code"] == "card_declined" {
            object["error"]["type"] = "card_error".into();
            object["error"]["decline_code"] = "insufficient_funds".into();
        }
    }
}

fn error(status: StatusCode, error: Value) -> (StatusCode, Value) {
    (status, json!({ "error": error }))
}

fn reply(status: StatusCode, body: &Value) -> Response {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Body::from(body.to_string())).expect("a response")
}
