//! Connections of operators' programs: few at once, one request each, none for long.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::answer::Side;

/// Connections at once. Operators are few, and nobody is known before they have shown the key.
const MAX_CONNECTIONS: usize = 64;
/// The part of them that one address may have, so that nobody shuts the others out.
const MAX_CONNECTIONS_OF_ONE: usize = 16;
/// How long a connection may last, from its first byte to the last of the answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Who is connected.
type Connected = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A place among those who are connected, given back when it is dropped.
struct Place {
    connected: Connected,
    address: IpAddr,
}

impl Place {
    /// A place for an address, if there is one.
    fn take(connected: &Connected, address: IpAddr) -> Option<Self> {
        let address = address.to_canonical();
        let mut taken = connected.lock().unwrap_or_else(PoisonError::into_inner);
        let of_all: usize = taken.values().sum();
        let of_one = taken.get(&address).copied().unwrap_or_default();
        if of_all >= MAX_CONNECTIONS || of_one >= MAX_CONNECTIONS_OF_ONE {
            return None;
        }
        taken.insert(address, of_one + 1);
        Some(Self { connected: Arc::clone(connected), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.connected.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.address)),
        }
    }
}

/// Answers for as long as the task runs. Whoever finds no place is closed.
pub(super) async fn serve(socket: TcpListener, tls: Option<TlsAcceptor>, side: Arc<Side>) {
    let connected = Connected::default();
    loop {
        let Ok((stream, client)) = socket.accept().await else {
            // Most often too many open files; some will close in a moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(place) = Place::take(&connected, client.ip()) else { continue };
        let (tls, side) = (tls.clone(), Arc::clone(&side));
        tokio::spawn(async move {
            let answering = async {
                match tls {
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => answer(stream, &side).await,
                        Err(error) => tracing::debug!(%error, "no TLS was agreed on with an operator"),
                    },
                    None => answer(stream, &side).await,
                }
            };
            if tokio::time::timeout(TIMEOUT, answering).await.is_err() {
                tracing::debug!("an operator's connection took too long");
            }
            drop(place);
        });
    }
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin, side: &Side) {
    let mut http = http1::Builder::new();
    let served = http.keep_alive(false).serve_connection(TokioIo::new(stream), service_fn(|asked| side.answer(asked)));
    if let Err(error) = served.await {
        tracing::debug!(%error, "an operator's connection broke");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_leaves_places_for_others_and_gives_back_its_own() {
        let connected = Connected::default();
        let take = |last: u8| Place::take(&connected, IpAddr::from([192, 0, 2, last]));
        let mut places: Vec<Place> = (0..MAX_CONNECTIONS_OF_ONE).filter_map(|_| take(1)).collect();
        assert_eq!(places.len(), MAX_CONNECTIONS_OF_ONE);
        assert!(take(1).is_none());
        assert!(Place::take(&connected, "::ffff:192.0.2.1".parse().expect("an address")).is_none(), "the same");
        for last in 2..6 {
            places.extend((0..MAX_CONNECTIONS_OF_ONE).filter_map(|_| take(last)));
        }
        assert_eq!(places.len(), MAX_CONNECTIONS);
        assert!(take(9).is_none(), "there is no place for anybody");
        drop(places);
        assert!(take(1).is_some());
        assert!(connected.lock().expect("nobody else").is_empty());
    }
}
