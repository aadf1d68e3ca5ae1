//! The edge node: runs the shop's Wasm worker natively, behind a page cache that purges
//! reach within moments.
//!
//! A request is answered by the first of: the node itself (`/_edge/`), a static file, a stored
//! page, the worker. [`node`] is that order; [`cache`] decides what may be served again, [`wasm`]
//! calls the worker, [`purge`] hears what became stale.

pub mod admin;
pub mod cache;
mod clicks;
pub mod config;
pub mod files;
mod handing_on;
pub mod http;
pub mod metrics;
pub mod node;
pub mod origin;
pub mod purge;
mod spans;
#[cfg(test)]
mod testing;
pub mod traces;
pub mod wasm;
pub mod zstandard;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use certificates::{Certificate, H2, HTTP_1_1};
use tokio::net::TcpListener;
use tokio::sync::{SetOnce, oneshot};
use tokio::task::JoinSet;

use crate::http::bounds::agents::Readers;
use crate::http::bounds::intake::Intake;
use crate::http::bounds::limiter::Limiter;
use crate::http::client::Client;
use crate::http::listener::{self, Listener};
use admin::health::Health;
use admin::operators::Operators;
use cache::page_cache::PageCache;
use cache::snapshot::{self, Snapshot};
use cache::volatile::VolatileTable;
use config::listener::ListenerOptions;
use config::{BaseAddress, Config};
use files::Assets;
use files::pictures::Pictures;
use freshness::TagVersions;
use metrics::Metrics;
use node::{Node, Worker};
use origin::calling::Caller;
use origin::{Pool, probing};
use purge::SharedCursor;
use wasm::artifact;
use wasm::host::Host;
use wasm::instances::entry::EntryPre;
use wasm::key_value::KeyValue;
use wasm::outgoing::Outgoing;
use wasm::runtime::{self, Limits, PerInstance, Shared};
use wasm::variables::Variables;

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
    let plain = PlainHosts::new(&config.allow_plain);
    let pool = Arc::new(Pool::new(&config.origin.current(&plain)?, config.origin_calls));
    if let Some(nats) = &config.nats {
        purge::check(nats, &plain)?;
    }
    let client = Client::new(config.origin_ca.as_deref())?;
    let (tags, volatile) = (Arc::new(TagVersions::default()), Arc::new(VolatileTable::default()));
    let metrics = Arc::new(Metrics::default());
    let caller = Caller::new(Arc::clone(&pool), client.clone());
    let outgoing = Outgoing::new(caller, config.origin_keys.as_deref(), Arc::clone(&tags), Arc::clone(&metrics))?;
    let listener = listener::listen(config.listen)
        .with_context(|| format!("cannot listen on {}; is another node running?", config.listen))?;
    let address = listener.local_addr()?;
    let mut listeners = vec![Listener { socket: listener, tls: None }];
    let mut own_address = format!("http://{address}");
    // These end with the set when the node stops.
    let mut background = JoinSet::new();
    let certificate = certificate(&config.listener)?;
    if let Some(secure) = tls_listener(&config.listener, certificate.as_ref())? {
        own_address = format!("https://{}", secure.socket.local_addr()?);
        listeners.push(secure);
    }
    let public = match &config.public_url {
        Some(public) => public.clone(),
        None => config::base_address(&own_address).map_err(anyhow::Error::msg)?,
    };
    anyhow::ensure!(
        !config.listener.https_only || public.scheme == ::http::uri::Scheme::HTTPS,
        "with --https-only the address in --public-url must begin with https://",
    );
    let operators = operators(&config, &plain).await?;
    let admin_tls = certificate.as_ref().filter(|_| config.admin_tls).map(|own| own.server(&[HTTP_1_1])).transpose()?;
    if let Some(certificate) = certificate {
        background.spawn(certificate.watch());
    }
    let build = Build::of(&config, &public)?;
    let snapshot = build.snapshot();
    let cursor = Arc::new(SharedCursor::new(snapshot.as_ref().and_then(Snapshot::cursor)));
    let pictures = config.pictures.clone().map(|folder| {
        let place = format!("pictures cannot be kept in {}", folder.display());
        Pictures::open(folder, config.pictures_mb.saturating_mul(1024 * 1024)).context(place)
    });
    let node = Arc::new(Node {
        public: public.clone(),
        assets: config.site.clone().map(Assets::new),
        pictures: pictures.transpose()?,
        tags: Arc::clone(&tags),
        health: Health::new(Arc::clone(&pool), Arc::clone(&cursor)),
        intake: Intake::of(&config.listener),
        readers: Readers::open(config.listener.agents.as_deref())?,
        limiter: Limiter::new(config.listener.client_limits.clone()),
        cdn_cache_control: config.listener.cdn_cache_control(),
        worker: SetOnce::new(),
        start: node::MAX_START,
        metrics: Arc::clone(&metrics),
    });

    let origins = config.origin.clone();
    background.spawn(async move { match probing::watch(pool, origins, plain, client).await {} });
    if let Some(nats) = config.nats.clone() {
        let (domain, cursor, keeps) = (config.nats_domain.clone(), Arc::clone(&cursor), snapshot.is_some());
        let feed = purge::Feed { address: nats, authorities: config.nats_ca.clone(), domain, cursor, keeps };
        background.spawn(purge::follow(feed, Arc::clone(&tags), Arc::clone(&volatile), Arc::clone(&metrics)));
    }
    if let Some((listener, operators)) = operators {
        let (node, options) = (Arc::clone(&node), config.listener.clone());
        let listener = Listener { socket: listener, tls: admin_tls };
        background.spawn(async move { admin::serve(listener, node, operators, &options).await });
    }

    let (serving_node, stopped_node) = (Arc::clone(&node), Arc::clone(&node));
    // Whoever comes while the component is loaded waits for it; where it must be compiled first, they are told so.
    let (stop_serving, stopped) = oneshot::channel::<()>();
    let serving = listener::serve(listeners, serving_node, config.listener.clone(), async move {
        // A dropped sender means the same as a message: stop.
        stopped.await.ok();
    });
    let loading_then_waiting = async move {
        let loading = tokio::task::spawn_blocking(move || {
            load(&config, &public, (tags, volatile), outgoing, metrics).inspect(|worker| {
                if let Some(snapshot) = snapshot {
                    let pages = worker.pages.fill_from(snapshot);
                    tracing::info!(pages, "pages from before are sent where no new ones can be made");
                }
            })
        });
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
        build.keep(&worker.pages, &stopped_node.tags, &cursor);
    }
    ended
}

/// Where pages are kept across a restart, if they are, and what makes them.
struct Build {
    file: Option<(PathBuf, String)>,
}

impl Build {
    fn of(config: &Config, public: &BaseAddress) -> anyhow::Result<Self> {
        let made_by = || {
            snapshot::made_by(&config.component, &Variables::new(&public.to_string(), config.site.as_deref()).sorted())
        };
        let file = config.keep_pages.clone().map(|file| anyhow::Ok((file, made_by()?)));
        Ok(Self { file: file.transpose()? })
    }

    fn snapshot(&self) -> Option<Snapshot> {
        let (file, made_by) = self.file.as_ref()?;
        Snapshot::open(file, made_by)
    }

    fn keep(self, pages: &PageCache, tags: &TagVersions, cursor: &SharedCursor) {
        let Some((file, made_by)) = self.file else { return };
        // Before the pages: what is purged from now on is told again to whoever reads them.
        let cursor = *cursor.lock().unwrap_or_else(PoisonError::into_inner);
        match snapshot::save(&file, made_by, cursor, pages.all(), tags) {
            Ok(pages) => tracing::info!(pages, "pages are kept for the next start"),
            Err(error) => tracing::error!(error = format!("{error:#}"), "pages cannot be kept for the next start"),
        }
    }
}

/// The node's certificate, if it has one.
fn certificate(options: &ListenerOptions) -> anyhow::Result<Option<Arc<Certificate>>> {
    let files = options.tls_certificate.as_deref().zip(options.tls_key.as_deref());
    files.map(|(chain, key)| Certificate::load(chain, key)).transpose()
}

/// The listener by TLS, if there is to be one.
fn tls_listener(options: &ListenerOptions, certificate: Option<&Arc<Certificate>>) -> anyhow::Result<Option<Listener>> {
    let Some((address, certificate)) = options.tls_listen.zip(certificate) else { return Ok(None) };
    let tls = Some(certificate.server(&[H2, HTTP_1_1])?);
    let socket =
        listener::listen(address).with_context(|| format!("cannot listen on {address}; is another node running?"))?;
    Ok(Some(Listener { socket, tls }))
}

/// The listener for operators, and who they are, where there are any.
async fn operators(config: &Config, plain: &PlainHosts) -> anyhow::Result<Option<(TcpListener, Operators)>> {
    let Some((address, operators)) = config.admin_listen.zip(Operators::of(config)?) else { return Ok(None) };
    if !config.admin_tls {
        let place = format!("what operators are told on {address}");
        plain.check(&place, &address.ip().to_string(), "give --admin-tls").map_err(anyhow::Error::msg)?;
    }
    let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
    Ok(Some((listener, operators)))
}

/// Loads the component and puts the page cache before it. Blocks while it compiles.
fn load(
    config: &Config,
    public: &BaseAddress,
    (tags, volatile): (Arc<TagVersions>, Arc<VolatileTable>),
    outgoing: Outgoing,
    metrics: Arc<Metrics>,
) -> anyhow::Result<Worker> {
    let per_instance = config.instance_requests.map_or(PerInstance::Apart, PerInstance::Mixed);
    let limits = Limits { per_instance, perf_map: config.perf_map, ..Limits::default() };
    let key_value = Arc::new(KeyValue::new(Arc::clone(&tags), volatile));
    let shared = Arc::new(Shared {
        key_value: Arc::clone(&key_value),
        variables: Variables::new(&public.to_string(), config.site.as_deref()),
        outgoing: outgoing.clone(),
        metrics: Arc::clone(&metrics),
    });
    let engine = runtime::engine(&limits)?;
    let component = artifact::load(&engine, &config.component)?;
    let entry = EntryPre::new(&engine, &component, config.plain_calls)?;
    tracing::info!(by = if entry.is_own() { "its own export" } else { "wasi:http" }, "the worker is called");
    let host = Host::new(engine, entry, shared, limits, config.request_timeout);
    let (caller, public) = (host.clone(), public.clone());
    let render = Box::new(move |target| {
        let call = node::render(caller.clone(), public.clone(), target);
        Box::pin(call) as futures::future::BoxFuture<'static, _>
    });
    let capacity = config.page_cache_mb.saturating_mul(1024 * 1024);
    let pages = Arc::new(PageCache::new(capacity, tags, render, config.wait, metrics));
    Ok(Worker { host, pages, key_value, outgoing })
}
