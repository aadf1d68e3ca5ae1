//! A worker that misbehaves as its path says, for the tests of the edge node: what one request does
//! to itself must harm no other.
#![cfg(target_family = "wasm")]

use std::cell::RefCell;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use spin_sdk::http_service;
use spin_sdk::key_value::Store;

/// A body of one chunk, or of chunks without end.
enum Answer {
    Whole(Option<Bytes>),
    Endless,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(match self.get_mut() {
            Self::Whole(chunk) => chunk.take().map(|chunk| Ok(Frame::data(chunk))),
            Self::Endless => Some(Ok(Frame::data(Bytes::from_static(&[b'.'; 64 * 1024])))),
        })
    }
}

#[http_service]
async fn entry(request: spin_sdk::http::Request) -> Response<Answer> {
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
    let what = path.rsplit('/').next().unwrap_or_default();
    match what {
        "trap" => panic!("on purpose"),
        "loop" => loop {
            std::hint::black_box(());
        },
        "wait-and-loop" => {
            drop(origin("/v1/wait").await);
            loop {
                std::hint::black_box(());
            }
        }
        "memory" => {
            let mut kept = Vec::new();
            loop {
                kept.push(std::hint::black_box(vec![1u8; 1024 * 1024]));
            }
        }
        "sleep" => {
            spin_sdk::time::sleep(std::time::Duration::from_secs(1_000_000)).await;
            text("awake".to_owned())
        }
        "endless" => Response::new(Answer::Endless),
        "trap-in-the-body" => {
            spin_sdk::wasip3::spawn(async { panic!("on purpose, once the head has been sent") });
            Response::new(Answer::Endless)
        }
        "cookie" => {
            let mut answer = public("for one shopper".to_owned());
            answer.headers_mut().insert("set-cookie", http::HeaderValue::from_static("session=secret"));
            answer
        }
        "ask" => text(asked(&query).await),
        "foreign-store" => text(match Store::open("foreign").await {
            Ok(_) => "opened".to_owned(),
            Err(error) => format!("{error:?}"),
        }),
        "forge-a-purge" => text(forged().await),
        // What the instance was asked for before.
        "last" => text(LAST.with_borrow(String::clone)),
        _ if path.contains("/forgetful/") => text(forgetful(path.clone()).await),
        "hang" => text(origin("/v1/hang").await.unwrap_or_else(|error| error)),
        _ if path.starts_with("/product/") => product().await,
        _ if path.starts_with("/page") => public(format!("a page at {path}")),
        _ => text("good".to_owned()),
    }
}

/// A page made of a product that is kept in the store, as the shop's worker does.
async fn product() -> Response<Answer> {
    let Ok(store) = Store::open_default().await else { return failed() };
    if let Ok(Some(kept)) = store.get("product").await {
        return public(String::from_utf8_lossy(&kept).into_owned());
    }
    let Ok(product) = origin("/v1/products/a").await else { return failed() };
    match store.set("product", product.as_bytes()).await {
        Ok(()) => public(product),
        Err(_) => failed(),
    }
}

async fn origin(path: &str) -> Result<String, String> {
    let base = spin_sdk::variables::get("origin_url").await.map_err(|error| format!("{error:?}"))?;
    let answer = spin_sdk::http::get(format!("{base}{path}")).await.map_err(|error| error.to_string())?;
    let body = answer.into_body().collect().await.map_err(|error| format!("{error:?}"))?.to_bytes();
    Ok(String::from_utf8_lossy(&body).into_owned())
}

thread_local! {
    /// What was asked for last, by whomever: a world that all requests of the instance share.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Remembers what is asked for in the wrong place while it waits for the origin.
async fn forgetful(path: String) -> String {
    let product = format!("/v1{}", path.replace("/forgetful", "/products"));
    LAST.set(path);
    let answer = origin(&product).await.unwrap_or_else(|error| error);
    format!("{} {answer}", LAST.with_borrow(String::clone))
}

async fn asked(url: &str) -> String {
    match spin_sdk::http::get(url).await {
        Ok(answer) => format!("answered {}", answer.status()),
        Err(error) => format!("refused: {error}"),
    }
}

async fn forged() -> String {
    let Ok(store) = Store::open_default().await else { return "closed".to_owned() };
    let mut said = Vec::new();
    for key in ["t:p:1", "@seq"] {
        said.push(match store.set(key, "99").await {
            Ok(()) => "written".to_owned(),
            Err(error) => format!("{error:?}"),
        });
    }
    said.join(" ")
}

fn text(body: String) -> Response<Answer> {
    Response::new(Answer::Whole(Some(body.into())))
}

fn failed() -> Response<Answer> {
    let mut answer = text("failed".to_owned());
    *answer.status_mut() = StatusCode::BAD_GATEWAY;
    answer
}

/// A page for everybody, by its headers.
fn public(body: String) -> Response<Answer> {
    let mut answer = text(body);
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cdn-cache-control", "max-age=60, stale-while-revalidate=600, stale-if-error=3600"),
        ("cache-tag", "p:1,nav"),
    ] {
        answer.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    answer
}
