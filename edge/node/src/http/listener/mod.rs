//! Accepts connections, and closes them politely when the node stops.

mod activity;
mod connection;
mod framing;
mod linger;
mod observed;
mod proxy_protocol;
pub mod request_body;
#[cfg(test)]
mod tests;
mod timeout;

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Request, Response};
use prometheus_client::metrics::gauge::Gauge;
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::config::BaseAddress;
use crate::config::listener::ListenerOptions;
use crate::http::body::Body;
use crate::http::bounds::client_address::TrustedProxies;
use crate::http::bounds::permits::{Permit, PermitRejection, Permits};
use crate::http::listener::observed::Observed;
use crate::http::listener::request_body::RequestBody;
use crate::http::listener::timeout::WriteTimeout;

/// Connections that wait at most until the node takes them; the system may let fewer (`net.core.somaxconn`, 4096 by itself).
/// Of more, each tries again after a second: with the 128 that are usual, many shoppers would who come at the same moment.
const BACKLOG: u32 = 4096;
/// What a client is told for which there is no permit.
const NO_PERMIT: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 27\r\n\
    cache-control: no-store\r\nretry-after: 2\r\nconnection: close\r\n\r\nToo many connections here.\n";
/// How many are told so at once, and for how long one may take to hear it.
const REJECTIONS: usize = 64;
const REJECTION: Duration = Duration::from_secs(1);

/// Who speaks with whom.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// The client: whoever is at the other end, or whom a trusted proxy there names.
    pub client: IpAddr,
    /// The address of this node that was called.
    pub here: SocketAddr,
}

/// What answers the requests of all connections.
pub trait Handler: Send + Sync + 'static {
    /// Answers one request of a client.
    fn answer(&self, request: Request<RequestBody>, ends: Ends) -> impl Future<Output = Response<Body>> + Send;

    /// The address that clients of plain HTTP are led to where HTTPS alone is wanted; none if they are led nowhere.
    fn public_address(&self) -> Option<&BaseAddress>;

    /// Where connections are counted.
    fn open_connections(&self) -> &Gauge;

    /// Hears that no more connections are wanted, before the last of them are taken.
    fn stop(&self);
}

/// An address that connections are accepted on.
pub struct Listener {
    /// Accepts them.
    pub socket: TcpListener,
    /// Makes them secure, if they are to be.
    pub tls: Option<Arc<ServerConfig>>,
}

/// Begins to take connections at an address.
///
/// # Errors
/// When the address is taken, or not one of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections of the node before would keep its port for a minute.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What all connections share.
pub(crate) struct Shared<H> {
    pub(crate) handler: Arc<H>,
    pub(crate) options: ListenerOptions,
    pub(crate) hsts: Option<HeaderValue>,
    pub(crate) proxies: TrustedProxies,
    permits: Arc<Permits>,
    rejections: Arc<Semaphore>,
}

/// Serves until `stop` completes, then lets open requests end. The node says that it is not ready from
/// then on, and takes further connections only for as long as [`ListenerOptions::drain_delay`].
pub async fn serve<H: Handler>(
    listeners: Vec<Listener>,
    handler: Arc<H>,
    options: ListenerOptions,
    stop: impl Future<Output = ()>,
) {
    let (stopping, stopped) = watch::channel(());
    // Every connection holds a sender; the channel closes when the last one ends.
    let (open, mut all_closed) = mpsc::channel::<Infallible>(1);
    let shared = Arc::new(Shared {
        hsts: options.hsts(),
        proxies: TrustedProxies::of(&options),
        permits: Permits::new(options.connections, options.connections_per_address),
        rejections: Arc::new(Semaphore::new(REJECTIONS)),
        handler: Arc::clone(&handler),
        options: options.clone(),
    });
    let mut accepting = JoinSet::new();
    for listener in listeners {
        accepting.spawn(accept(listener, Arc::clone(&shared), stopped.clone(), open.clone()));
    }
    drop(open);
    drop(stopped);
    stop.await;
    handler.stop();
    tokio::time::sleep(options.drain_delay).await;
    stopping.send_replace(());
    accepting.join_all().await;
    // Each connection ends itself by then; a moment more for it to be noticed.
    if tokio::time::timeout(options.drain_time + Duration::from_millis(250), all_closed.recv()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

async fn accept<H: Handler>(
    listener: Listener,
    shared: Arc<Shared<H>>,
    mut stopped: watch::Receiver<()>,
    open: mpsc::Sender<Infallible>,
) {
    let mut full = false;
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.socket.accept() => accepted,
        };
        let (stream, client) = match accepted {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(error) => {
                // Most often too many open files; some will close in a moment.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let is_proxy = shared.proxies.contains(client);
        let permit = if is_proxy { shared.permits.take_shared() } else { shared.permits.take(client) };
        let permit = match permit {
            Ok(permit) => permit,
            Err(why) => {
                if why == PermitRejection::All && !full {
                    tracing::warn!(most = shared.options.connections, "all connections are taken");
                }
                full |= why == PermitRejection::All;
                refuse(stream, listener.tls.is_some(), &shared);
                continue;
            }
        };
        full = false;
        let (tls, shared) = (listener.tls.clone(), Arc::clone(&shared));
        let (stopped, open) = (stopped.clone(), open.clone());
        tokio::spawn(async move {
            let connections = shared.handler.open_connections().clone();
            connections.inc();
            serve_one(stream, client, permit, tls, shared, stopped).await;
            connections.dec();
            drop(open);
        });
    }
}

/// Says why to a client of plain HTTP, if not too many are being told already. There is nothing one
/// can say before TLS is agreed on.
fn refuse<H>(mut stream: TcpStream, tls: bool, shared: &Shared<H>) {
    let Ok(turn) = Arc::clone(&shared.rejections).try_acquire_owned() else { return };
    if tls {
        return;
    }
    tokio::spawn(async move {
        let telling = async {
            stream.write_all(NO_PERMIT).await?;
            stream.shutdown().await?;
            // Closing with something unread would take the answer back.
            let mut unread = [0; 1024];
            while stream.read(&mut unread).await? > 0 {}
            Ok::<_, io::Error>(())
        };
        // Who does not listen is not waited for.
        drop(tokio::time::timeout(REJECTION, telling).await);
        drop(turn);
    });
}

async fn serve_one<H: Handler>(
    mut stream: TcpStream,
    peer: IpAddr,
    mut permit: Permit,
    tls: Option<Arc<ServerConfig>>,
    shared: Arc<Shared<H>>,
    stopped: watch::Receiver<()>,
) {
    let here = match stream.set_nodelay(true).and_then(|()| stream.local_addr()) {
        Ok(here) => here,
        Err(error) => return tracing::debug!(%error, "a connection closed before it began"),
    };
    let client = match named_by_proxy(&mut stream, peer, &shared).await {
        Ok(Some(client)) if !shared.proxies.contains(client) => match permit.assign(client) {
            Ok(()) => client,
            Err(_) => return refuse(stream, tls.is_some(), &shared),
        },
        Ok(named) => named.unwrap_or(peer),
        Err(error) => return tracing::debug!(%error, "a trusted proxy did not say who its client is"),
    };
    let ends = Ends { client, here };
    let stream = Observed::new(stream, WriteTimeout::new(shared.options.write_timeout));
    let Some(tls) = tls else {
        return connection::http1(stream, ends, false, shared, stopped).await;
    };
    let agreeing = TlsAcceptor::from(tls).accept(stream);
    match tokio::time::timeout(shared.options.handshake_timeout, agreeing).await {
        Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(certificates::H2) => {
            connection::http2(stream, ends, shared, stopped).await;
        }
        Ok(Ok(stream)) => connection::http1(stream, ends, true, shared, stopped).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS was agreed on"),
        Err(_) => tracing::debug!("a client took too long to agree on TLS"),
    }
}

/// Whom a trusted proxy names by the PROXY protocol, if it is to speak that.
async fn named_by_proxy<H>(stream: &mut TcpStream, peer: IpAddr, shared: &Shared<H>) -> io::Result<Option<IpAddr>> {
    if !shared.options.proxy_protocol || !shared.proxies.contains(peer) {
        return Ok(None);
    }
    tokio::time::timeout(shared.options.handshake_timeout, proxy_protocol::read(stream)).await?
}
