//! The worker as a native program: what `cargo leptos watch` runs. Same handler, same pages, over
//! a running origin; only the cache is a map in memory that nobody purges, so it is off by default.

mod platform;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use api::site::SERVICE_WORKER;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use clap::Parser;
use edge_worker::Worker;
use http::{StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use mimalloc::MiMalloc;
use signing::KeyFile;
use tower_http::services::{ServeDir, ServeFile};

use platform::Native;

/// The largest request body, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// Relative to the root of the workspace, where `cargo leptos` starts this program.
const RUNNING_ORIGIN: &str = ".data/origin-url";
/// Where that shop's keys lie, relative to the same.
const RUNNING_KEYS: &str = ".data/edge.keys";
/// Where the stylesheets lie, relative to the same.
const STYLES: &str = "style";
/// The scripts that are no part of the bundle, in `app/browser`; `cargo xtask` puts them beside it.
const SCRIPTS: [&str; 7] = ["card", "challenge", "costs", "offline", "push", "passkeys", "suggestions"];

/// Serves the shop natively, for development.
#[derive(Parser)]
struct Options {
    /// Where to listen. `cargo leptos` sets it from `site-addr`.
    #[arg(long, env = "LEPTOS_SITE_ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where the browser bundle and the public files are. `cargo leptos` sets it from `site-root`.
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site")]
    site: PathBuf,
    /// The origin; without it, that of the shop which `cargo xtask up` has started in this folder.
    #[arg(long, env = "ORIGIN_URL")]
    origin: Option<String>,
    /// File with the keys that calls to the origin are signed with; by default those of the shop which
    /// `cargo xtask up` has started in this folder.
    #[arg(long, env = "EDGE_ORIGIN_KEYS", value_name = "FILE", default_value = RUNNING_KEYS)]
    origin_keys: PathBuf,
    /// The bundle's build, if its files are named by it: `cargo xtask build` does, `cargo leptos` does not.
    #[arg(long, env = "BUILD_ID", default_value = "")]
    build_id: String,
    /// Keep catalogue reads in memory. They stay until the process ends or their time is over.
    #[arg(long)]
    cache: bool,
}

/// That of `edge-node`, which is measured beside this program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let options = Options::parse();
    let public_url = format!("http://{}", options.listen);
    let origin = options.origin.map_or_else(running_origin, Ok)?;
    let place = || format!("cannot use {}, the keys for the origin", options.origin_keys.display());
    let keys = KeyFile::open(&options.origin_keys).with_context(place)?;
    let platform = Native::new(origin, keys, public_url.clone(), options.build_id, options.cache);
    // `cargo leptos` leaves the imports of the stylesheet as they are; the browser then asks for them here.
    let package = ServeDir::new(options.site.join("pkg")).fallback(ServeDir::new(STYLES));
    let mut router = Router::new().nest_service("/pkg", package);
    for name in SCRIPTS {
        let script = ServeFile::new(format!("app/browser/{name}.js"));
        router = router.route_service(&format!("/pkg/shop-{name}.js"), script);
    }
    for folder in ["media", "icons"] {
        router = router.nest_service(&format!("/{folder}"), ServeDir::new(options.site.join(folder)));
    }
    let icon = ServeFile::new(options.site.join("favicon.svg"));
    router = router.route_service("/favicon.svg", icon);
    let worker = options.site.join(SERVICE_WORKER.trim_start_matches('/'));
    router = router.route(SERVICE_WORKER, get(move || service_worker(worker)));
    let router = router.fallback(answer).with_state(Arc::new(Worker::new(Arc::new(platform))));
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    tracing::info!("the shop is at {public_url}");
    axum::serve(listener, router).await?;
    Ok(())
}

/// The service worker, as a node sends it. Pages of a bundle with plain names register none.
async fn service_worker(file: PathBuf) -> Response {
    match tokio::fs::read(file).await {
        Ok(text) => {
            let fields =
                [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
            (fields, text).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The origin's address as `cargo xtask up` writes it down.
fn running_origin() -> anyhow::Result<String> {
    let address = std::fs::read_to_string(RUNNING_ORIGIN)
        .with_context(|| format!("cannot read {RUNNING_ORIGIN}: run `cargo xtask up --detach`, or give --origin"))?;
    Ok(address.trim().to_owned())
}

async fn answer(State(worker): State<Arc<Worker<Native>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => edge_worker::handle(&worker, http::Request::from_parts(parts, body.to_bytes())).await,
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}
