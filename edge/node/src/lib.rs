//! The edge node: runs the shop's Wasm worker natively, behind a page cache that purges
//! reach within moments.
//!
//! A request is answered by the first of: the node itself (`/_edge/`), a static file, a stored
//! page, the worker. [`node`] is that order; [`page_cache`] and [`tags`] decide what may be
//! served again; [`host`] and [`runtime`] call the worker.

pub mod admin;
pub mod artifact;
pub mod assets;
pub mod cache_key;
pub mod cache_policy;
pub mod cache_status;
pub mod clock;
pub mod coalescing;
pub mod config;
pub mod encoding;
pub mod etag;
pub mod forwarding;
pub mod health;
pub mod host;
pub mod inspection;
pub mod key_value;
pub mod lease;
pub mod metrics;
pub mod node;
pub mod operator_key;
pub mod outgoing;
pub mod page_cache;
pub mod problem;
pub mod punctuality;
pub mod purge;
pub mod representation;
pub mod route;
pub mod runtime;
pub mod server;
pub mod stored_page;
pub mod tags;
pub mod variables;

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use assets::Assets;
use config::{BaseAddress, Config};
use health::Health;
use host::Host;
use key_value::KeyValue;
use metrics::Metrics;
use node::{Node, Worker};
use operator_key::OperatorKey;
use outgoing::Outgoing;
use page_cache::PageCache;
use runtime::{Limits, Shared};
use tags::Tags;
use variables::Variables;

/// Runs a node until `stop` completes and its open requests have ended. `ready` receives the
/// address it listens on as soon as the component is loaded.
///
/// # Errors
/// When the address is taken, or the component cannot be loaded.
pub async fn run(
    config: Config,
    ready: oneshot::Sender<SocketAddr>,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.origin.scheme == http::uri::Scheme::HTTP,
        "the origin must be reached by plain http:// on a private network",
    );
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}; is another node running?", config.listen))?;
    let address = listener.local_addr()?;
    let public = match &config.public_url {
        Some(public) => public.clone(),
        None => config::base_address(&format!("http://{address}")).map_err(anyhow::Error::msg)?,
    };
    let operators = operators(&config).await?;
    let tags = Arc::new(Tags::default());
    let metrics = Arc::new(Metrics::default());
    let node = Arc::new(Node {
        public: public.clone(),
        assets: config.site.clone().map(Assets::new),
        tags: Arc::clone(&tags),
        health: Arc::new(Health::default()),
        worker: OnceLock::new(),
        metrics: Arc::clone(&metrics),
    });

    // These end with the set when the node stops.
    let mut background = JoinSet::new();
    background.spawn(Arc::clone(&node.health).watch_origin(config.origin.clone()));
    if let Some(nats) = config.nats.clone() {
        let feed = purge::Feed { address: nats, domain: config.nats_domain.clone() };
        background.spawn(purge::follow(feed, Arc::clone(&tags), Arc::clone(&metrics)));
    }
    if let Some((listener, key)) = operators {
        background.spawn(admin::serve(listener, Arc::clone(&node), key));
    }

    let (serving_node, stopped_node) = (Arc::clone(&node), Arc::clone(&node));
    // The node answers "starting" while the component is being compiled.
    let (stop_serving, stopped) = oneshot::channel::<()>();
    let serving = server::serve(listener, serving_node, async move {
        // A dropped sender means the same as a message: stop.
        stopped.await.ok();
    });
    let loading_then_waiting = async move {
        let loading = tokio::task::spawn_blocking(move || load(&config, &public, tags, metrics));
        let worker = loading.await.context("loading the component panicked")??;
        anyhow::ensure!(node.worker.set(worker).is_ok(), "the component was loaded twice");
        tracing::info!(%address, "ready");
        // Nobody may be waiting for the address, and that is fine.
        ready.send(address).ok();
        stop.await;
        drop(stop_serving);
        Ok(())
    };
    let ((), ended) = tokio::join!(serving, loading_then_waiting);
    if let Some(worker) = stopped_node.worker.get() {
        worker.host.stop();
    }
    ended
}

/// The listener for operators and the key they need, where they have one.
async fn operators(config: &Config) -> anyhow::Result<Option<(TcpListener, OperatorKey)>> {
    let Some((address, file)) = config.admin_listen.zip(config.operator_key.as_ref()) else { return Ok(None) };
    let key = OperatorKey::read(file)?;
    let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    Ok(Some((listener, key)))
}

/// Loads the component and puts the page cache before it. Blocks while it compiles.
fn load(config: &Config, public: &BaseAddress, tags: Arc<Tags>, metrics: Arc<Metrics>) -> anyhow::Result<Worker> {
    let limits = Limits::default();
    let key_value = Arc::new(KeyValue::new(Arc::clone(&tags)));
    let shared = Arc::new(Shared {
        key_value: Arc::clone(&key_value),
        variables: Variables::new(config, &public.to_string()),
        outgoing: Outgoing::new(config.origin.clone(), Arc::clone(&tags), Arc::clone(&metrics)),
        metrics: Arc::clone(&metrics),
    });
    let engine = runtime::engine(&limits)?;
    let component = artifact::load(&engine, &config.component)?;
    let proxy = runtime::prepare(&engine, &component)?;
    let host = Host::new(engine, proxy, shared, limits, config.request_timeout);
    let (caller, public) = (host.clone(), public.clone());
    let render = Box::new(move |target| {
        let call = node::render(caller.clone(), public.clone(), target);
        Box::pin(call) as futures::future::BoxFuture<'static, _>
    });
    let capacity = config.page_cache_mb.saturating_mul(1024 * 1024);
    let pages = Arc::new(PageCache::new(capacity, tags, render, config.wait, metrics));
    Ok(Worker { host, pages, key_value })
}
