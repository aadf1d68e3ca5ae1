use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::*;
use crate::clock::unix_seconds as now;
use crate::testing::fresh_stores;

struct House {
    folder: TempDir,
    stores: Stores,
    keys: Arc<EdgeKeys>,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write(&folder, &["one"]);
        let keys = EdgeKeys::open(&folder.path().join("keys")).expect("good keys");
        Self { folder, stores: fresh_stores().await, keys: Arc::new(keys) }
    }

    /// One process of the origin.
    fn process(&self) -> Router {
        let authenticator = Authenticator::new(Arc::clone(&self.keys), self.stores.clone());
        Router::new().fallback(any(async || "inside")).layer(from_fn_with_state(authenticator, signed))
    }
}

fn write(folder: &TempDir, ids: &[&str]) {
    let path = folder.path().join("keys");
    let lines: Vec<String> = ids.iter().map(|id| line(id)).collect();
    std::fs::write(&path, lines.join("\n")).expect("the folder is ours");
    set_permissions(&path, Permissions::from_mode(0o600)).expect("it is ours");
}

fn line(id: &str) -> String {
    format!("{id}:{}", id.chars().cycle().take(44).collect::<String>())
}

fn call(method: Method, key: &str, made: u64, nonce: &str) -> (http::request::Parts, Bytes) {
    let body = Bytes::from_static(b"{}");
    let request = http::Request::builder().method(method).uri("/v1/orders?a=b").header("authorization", "Bearer x");
    let mut head = request.body(()).expect("a request").into_parts().0;
    let keys: Keys = line(key).parse().expect("a key");
    signing::sign(&mut head, &body, ORIGIN, keys.signing(), made, nonce);
    (head, body)
}

async fn told(router: &Router, (head, body): &(http::request::Parts, Bytes)) -> (StatusCode, Option<Code>) {
    let request = Request::from_parts(head.clone(), Body::from(body.clone()));
    let response = router.clone().oneshot(request).await.expect("routers do not fail");
    let (status, wanted) = (response.status(), response.headers().contains_key(ACCEPT_SIGNATURE));
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    let problem = serde_json::from_slice::<Problem>(&body).ok();
    assert_eq!(problem.is_some(), wanted, "only a refusal says what is wanted");
    (status, problem.map(|problem| problem.code))
}

const INSIDE: (StatusCode, Option<Code>) = (StatusCode::OK, None);

fn refused(code: Code) -> (StatusCode, Option<Code>) {
    (StatusCode::UNAUTHORIZED, Some(code))
}

#[tokio::test]
async fn only_who_signs_well_and_lately_comes_in() {
    let process = House::new().await.process();
    let nonce = || Uuid::new_v4().simple().to_string();
    assert_eq!(told(&process, &call(Method::POST, "one", now(), &nonce())).await, INSIDE);
    let mut unsigned = call(Method::GET, "one", now(), &nonce());
    unsigned.0.headers.remove(signing::SIGNATURE);
    assert_eq!(told(&process, &unsigned).await, refused(Code::SignatureMissing));
    let strange = call(Method::GET, "two", now(), &nonce());
    assert_eq!(told(&process, &strange).await, refused(Code::SignatureInvalid));
    for made in [now() - 120, now() + 120] {
        assert_eq!(told(&process, &call(Method::GET, "one", made, &nonce())).await, refused(Code::SignatureExpired));
    }
    let mut other = call(Method::POST, "one", now(), &nonce());
    other.1 = Bytes::from_static(b"{ }");
    assert_eq!(told(&process, &other).await, refused(Code::SignatureInvalid));
    for path in OPEN {
        unsigned.0.uri = path.parse().expect("a path");
        assert_eq!(told(&process, &unsigned).await, INSIDE, "{path}");
    }
}

#[tokio::test]
async fn a_write_comes_in_once_whichever_process_it_comes_to() {
    let house = House::new().await;
    let (one, other) = (house.process(), house.process());
    let write = call(Method::POST, "one", now(), "nonce-nonce-nonce-1");
    assert_eq!(told(&one, &write).await, INSIDE);
    assert_eq!(told(&one, &write).await, refused(Code::SignatureReplayed));
    assert_eq!(told(&other, &write).await, refused(Code::SignatureReplayed));
    let read = call(Method::GET, "one", now(), "nonce-nonce-nonce-2");
    assert_eq!(told(&one, &read).await, INSIDE);
    assert_eq!(told(&one, &read).await, INSIDE);
}

#[tokio::test]
async fn keys_are_exchanged_while_it_runs() {
    let house = House::new().await;
    let process = house.process();
    let nonce = || Uuid::new_v4().simple().to_string();
    let comes_in = async |key: &str| told(&process, &call(Method::GET, key, now(), &nonce())).await == INSIDE;
    let soon = async |key: &str, expected: bool| {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while comes_in(key).await != expected {
            assert!(tokio::time::Instant::now() < deadline, "{key} is not {expected}");
            tokio::task::yield_now().await;
        }
    };
    assert!(comes_in("one").await && !comes_in("two").await);
    write(&house.folder, &["one", "two"]);
    soon("two", true).await;
    assert!(comes_in("one").await);
    write(&house.folder, &["two"]);
    soon("one", false).await;
    assert!(comes_in("two").await);
}
