//! Accepts connections, and closes them politely when the node stops.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use crate::node::Node;

/// Header fields of one request at most, and bytes of them.
const MOST_HEADERS: usize = 100;
const LARGEST_HEADERS: usize = 64 * 1024;
/// How long a client may take to send the head of a request, the wait for it included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long open requests may take when the node stops.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop` completes, then lets open requests end for up to 10 s.
pub async fn serve(listener: TcpListener, node: Arc<Node>, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(());
    // Every connection holds a sender; the channel closes when the last one ends.
    let (open, mut all_closed) = mpsc::channel::<Infallible>(1);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (node, stopped, open) = (Arc::clone(&node), stopped.clone(), open.clone());
                tokio::spawn(async move {
                    node.metrics.connections.inc();
                    connection(stream, peer.ip(), Arc::clone(&node), stopped).await;
                    node.metrics.connections.dec();
                    drop(open);
                });
            }
            Err(error) => {
                // Most often too many open files; some will close in a moment.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    drop(open);
    drop(stopped);
    stopping.send_replace(());
    if tokio::time::timeout(DRAIN, all_closed.recv()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

async fn connection(stream: TcpStream, peer: std::net::IpAddr, node: Arc<Node>, mut stopped: watch::Receiver<()>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection closed before it began");
        return;
    }
    let service = service_fn(move |request| {
        let node = Arc::clone(&node);
        async move { Ok::<_, Infallible>(node.answer(request, peer).await.map(Full::new)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
