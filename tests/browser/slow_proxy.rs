//! A proxy between browser and shop that keeps replies to POST back, each for a time of its own.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The longest a reply is kept back.
const MAX_DELAY: u64 = 400;

/// The proxy, running until its test ends.
pub struct SlowProxy {
    /// Its address, as `host:port`.
    pub address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    random: AtomicU64,
    asked: AtomicUsize,
    under_way: AtomicUsize,
    /// The numbers of the POSTs, in the order their replies were let go.
    answered: Mutex<Vec<usize>>,
}

impl SlowProxy {
    /// Starts it; the delays follow from `seed`.
    pub async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let state = Arc::new(State { random: AtomicU64::new(seed), ..State::default() });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                // Browsers give up requests; that ends their connection and nothing else.
                tokio::spawn(async move { pass(browser, &state).await });
            }
        });
        Self { address, state }
    }

    /// Whether every POST was answered.
    pub fn is_idle(&self) -> bool {
        self.state.under_way.load(Ordering::SeqCst) == 0
    }

    /// How many POSTs were answered.
    pub fn answered(&self) -> usize {
        self.state.answered.lock().expect("unpoisoned").len()
    }

    /// How many replies were let go before that of an earlier request.
    pub fn overtakings(&self) -> usize {
        let answered = self.state.answered.lock().expect("unpoisoned");
        answered.windows(2).filter(|pair| pair[0] > pair[1]).count()
    }
}

impl State {
    fn delay(&self) -> Duration {
        let step = |state: u64| state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let before = self.random.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |state| Some(step(state)));
        Duration::from_millis((step(before.unwrap_or_default()) >> 33) % MAX_DELAY)
    }
}

/// Passes one request on, and its reply back.
async fn pass(mut browser: TcpStream, state: &State) -> Option<()> {
    let request = read_request(&mut browser).await?;
    let (head, body) = request;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.splitn(3, ' ');
    let (method, url) = (first.next()?, first.next()?);
    let (host, path) = url.strip_prefix("http://")?.split_once('/')?;
    let hop = ["proxy-connection", "connection"];
    let kept = lines.filter(|line| {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        !line.is_empty() && !hop.contains(&name.as_str())
    });
    let kept: String = kept.map(|line| format!("{line}\r\n")).collect();
    let number = (method == "POST").then(|| {
        state.under_way.fetch_add(1, Ordering::SeqCst);
        state.asked.fetch_add(1, Ordering::SeqCst)
    });
    let reply = async {
        let mut shop = TcpStream::connect(host).await.ok()?;
        let head = format!("{method} /{path} HTTP/1.1\r\n{kept}connection: close\r\n\r\n");
        shop.write_all(head.as_bytes()).await.ok()?;
        shop.write_all(&body).await.ok()?;
        let mut reply = Vec::new();
        shop.read_to_end(&mut reply).await.ok()?;
        Some(reply)
    };
    let reply = reply.await;
    if let Some(number) = number {
        tokio::time::sleep(state.delay()).await;
        state.answered.lock().expect("unpoisoned").push(number);
        state.under_way.fetch_sub(1, Ordering::SeqCst);
    }
    browser.write_all(&reply?).await.ok()?;
    browser.shutdown().await.ok()
}

async fn read_request(browser: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if browser.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let length = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = bytes.split_off(end);
    while body.len() < length.unwrap_or(0) {
        if browser.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, body))
}
