//! A way to the origin that counts the reads on it, and can be held up.
//!
//! It passes bytes on as they are, and knows just enough of HTTP/1 to see a request begin: whoever
//! uses it sends a request's head in one piece, after the answer to the one before.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;

/// How often a held answer looks whether it may go on.
const GLANCE: Duration = Duration::from_millis(5);

/// The proxy; it runs until this process ends.
#[derive(Clone)]
pub struct Proxy {
    state: Arc<State>,
}

struct State {
    origin: String,
    reads: AtomicU64,
    held: AtomicBool,
}

impl Proxy {
    /// Listens on `port` and passes all on to `origin` (`host:port`).
    pub fn start(port: u16, origin: &str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let state = State { origin: origin.to_owned(), reads: AtomicU64::new(0), held: AtomicBool::new(false) };
        let proxy = Self { state: Arc::new(state) };
        let accepting = proxy.clone();
        thread::spawn(move || {
            for edge in listener.incoming().flatten() {
                let proxy = accepting.clone();
                // Either side may go away; that ends the connection and nothing else.
                thread::spawn(move || drop(proxy.pass(&edge)));
            }
        });
        Ok(proxy)
    }

    /// `GET /v1/…` that were sent by way of it so far.
    pub fn reads(&self) -> u64 {
        self.state.reads.load(Ordering::Relaxed)
    }

    /// Holds all answers back, or lets them go.
    pub fn hold(&self, held: bool) {
        self.state.held.store(held, Ordering::Relaxed);
    }

    fn pass(&self, edge: &TcpStream) -> Result<()> {
        let origin = TcpStream::connect(&self.state.origin)?;
        for stream in [edge, &origin] {
            stream.set_nodelay(true)?;
        }
        let (back_from, back_to, state) = (origin.try_clone()?, edge.try_clone()?, Arc::clone(&self.state));
        thread::spawn(move || {
            drop(copy(&back_from, &back_to, |_| {
                while state.held.load(Ordering::Relaxed) {
                    thread::sleep(GLANCE);
                }
            }));
        });
        copy(edge, &origin, |bytes| {
            self.state.reads.fetch_add(u64::from(bytes.starts_with(b"GET /v1/")), Ordering::Relaxed);
        })
    }
}

/// Copies until one side ends, and then ends the other.
fn copy(mut from: &TcpStream, mut to: &TcpStream, seen: impl Fn(&[u8])) -> Result<()> {
    let mut buffer = [0; 64 * 1024];
    let ended = loop {
        match from.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(length) => {
                seen(&buffer[..length]);
                if let Err(error) = to.write_all(&buffer[..length]) {
                    break Err(error);
                }
            }
            Err(error) => break Err(error),
        }
    };
    drop(to.shutdown(Shutdown::Both));
    drop(from.shutdown(Shutdown::Both));
    Ok(ended?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_counted_and_answers_held() {
        let origin = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = origin.local_addr().expect("bound").to_string();
        thread::spawn(move || {
            for mut stream in origin.incoming().flatten() {
                let mut buffer = [0; 1024];
                while stream.read(&mut buffer).is_ok_and(|length| length > 0) {
                    stream.write_all(b"an answer").expect("the proxy reads");
                }
            }
        });
        let free = ports::free_port();
        let proxy = Proxy::start(free, &address).expect("the port was free a moment ago");
        let mut edge = TcpStream::connect(("127.0.0.1", free)).expect("the proxy listens");
        let mut ask = |head: &str| {
            edge.write_all(head.as_bytes()).expect("the proxy reads");
            edge.set_read_timeout(Some(Duration::from_millis(200))).expect("a time above zero");
            let mut buffer = [0; 1024];
            edge.read(&mut buffer).map(|length| buffer[..length].to_vec()).ok()
        };
        assert_eq!(ask("GET /v1/products HTTP/1.1\r\n\r\n").as_deref(), Some(&b"an answer"[..]));
        assert!(ask("POST /v1/carts HTTP/1.1\r\n\r\n").is_some());
        assert!(ask("GET /health/ready HTTP/1.1\r\n\r\n").is_some());
        proxy.hold(true);
        assert_eq!(ask("GET /v1/products HTTP/1.1\r\n\r\n"), None);
        assert_eq!(proxy.reads(), 2);
    }
}
