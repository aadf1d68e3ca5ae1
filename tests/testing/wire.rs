//! The way to a server, to be cut.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Of so many requests over a wire that flaps, one is lost.
const FLAPS: usize = 4;

/// Passes connections on to a server, until it is cut: then open ones end and new ones are refused,
/// as if the server were dead.
pub struct Wire {
    /// Where it begins, as `host:port`.
    pub address: String,
    is_cut: Arc<watch::Sender<bool>>,
    weather: Arc<Mutex<Weather>>,
}

/// When a request is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before it is sent: the server hears nothing of it.
    Unsent,
    /// When its answer comes: the server has done it, and the client hears nothing.
    Unanswered,
    /// In the middle of its answer, after that has left the server.
    Answering,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unsent, Self::Unanswered, Self::Answering];
}

/// What becomes of requests.
#[derive(Default)]
struct Weather {
    /// What the next request begins with that is cut off, and when.
    cut_at: Option<(String, Moment)>,
    /// How long each part of an answer takes.
    delay: Duration,
    flaps: bool,
    /// The first lines of all requests so far, without the protocol.
    noted: Vec<String>,
}

impl Wire {
    /// A wire to the server at `host:port`; it lasts until it is dropped.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let (is_cut, state) = watch::channel(false);
        let (is_cut, weather) = (Arc::new(is_cut), Arc::default());
        let end = End { weather: Arc::clone(&weather), is_cut: Arc::downgrade(&is_cut) };
        tokio::spawn(pass(listener, address.clone(), server.to_owned(), state, end));
        Self { address, is_cut, weather }
    }

    /// Cuts it.
    pub fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    /// Whether it is cut.
    pub fn is_cut(&self) -> bool {
        *self.is_cut.borrow()
    }

    /// Cuts it at this moment of the next request that begins so (`POST /checkout`).
    pub fn cut_at(&self, request: &str, moment: Moment) {
        self.weather().cut_at = Some((request.to_owned(), moment));
    }

    /// Whether the request at which it is to be cut has not come yet.
    pub fn is_waiting(&self) -> bool {
        self.weather().cut_at.is_some()
    }

    /// Takes back what [`Wire::cut_at`] was told, if the request has not come yet.
    pub fn forget_cut(&self) {
        self.weather().cut_at = None;
    }

    /// Cuts it as soon as the answer comes to the next request that begins so: the request arrives, and its answer does
    /// not.
    pub fn lose_answer_to(&self, request: &str) {
        self.cut_at(request, Moment::Unanswered);
    }

    /// Has each part of an answer take so long from now on: 16 KiB at most.
    pub fn be_slow(&self, delay: Duration) {
        self.weather().delay = delay;
    }

    /// Has it flap from now on, or no more: of four requests one is lost with its connection, before it arrives and after
    /// it, in turn. The next one gets through.
    pub fn flap(&self, flaps: bool) {
        self.weather().flaps = flaps;
    }

    /// The requests so far: `GET /cart?page=2`.
    pub fn requests(&self) -> Vec<String> {
        self.weather().noted.clone()
    }

    /// Mends it.
    pub fn mend(&self) {
        self.is_cut.send_replace(false);
    }

    fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().expect("unpoisoned")
    }
}

/// What becomes of one request.
#[derive(Clone, Copy, Default)]
struct Fate {
    moment: Option<Moment>,
    /// Whether the wire is cut with it, for everybody.
    is_cut: bool,
}

impl Weather {
    /// Hears what a client says; what becomes of the request, if one begins here.
    fn hear(&mut self, said: &[u8]) -> Option<Fate> {
        let line = said.split(|byte| *byte == b'\r').next()?;
        let line = std::str::from_utf8(line).ok()?.strip_suffix(" HTTP/1.1")?;
        self.noted.push(line.to_owned());
        if let Some((_, moment)) = self.cut_at.take_if(|(begin, _)| line.starts_with(begin.as_str())) {
            return Some(Fate { moment: Some(moment), is_cut: true });
        }
        let moment = (self.flaps && self.noted.len().is_multiple_of(FLAPS)).then(|| {
            let is_even = self.noted.len().is_multiple_of(2 * FLAPS);
            if is_even { Moment::Unsent } else { Moment::Unanswered }
        });
        Some(Fate { moment, is_cut: false })
    }
}

/// What a connection knows of the wire.
#[derive(Clone)]
struct End {
    weather: Arc<Mutex<Weather>>,
    is_cut: Weak<watch::Sender<bool>>,
}

impl End {
    /// Passes on what client and server say, until both are done or a request is cut off.
    async fn relay(self, mut client: TcpStream, server: String) -> io::Result<()> {
        let mut server = TcpStream::connect(server).await?;
        let (mut asking, mut asked, mut fate) = (vec![0; 16 * 1024], vec![0; 16 * 1024], Fate::default());
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let (mut has_more, mut has_answer) = (true, true);
        while has_more || has_answer {
            tokio::select! {
                length = from_client.read(&mut asking), if has_more => {
                    let said = &asking[..length?];
                    fate = self.weather.lock().expect("unpoisoned").hear(said).unwrap_or(fate);
                    if fate.moment == Some(Moment::Unsent) {
                        self.end(fate);
                        return Ok(());
                    }
                    has_more = !said.is_empty();
                    if has_more { to_server.write_all(said).await? } else { to_server.shutdown().await? }
                }
                length = from_server.read(&mut asked), if has_answer => {
                    let said = &asked[..length?];
                    let delay = self.weather.lock().expect("unpoisoned").delay;
                    tokio::time::sleep(delay).await;
                    if fate.moment == Some(Moment::Answering) {
                        to_client.write_all(&said[..said.len() / 2]).await?;
                        // An orderly end could pass for the whole of it where there is no TLS.
                        to_client.as_ref().set_zero_linger()?;
                    }
                    if fate.moment.is_some() {
                        self.end(fate);
                        return Ok(());
                    }
                    has_answer = !said.is_empty();
                    if has_answer { to_client.write_all(said).await? } else { to_client.shutdown().await? }
                }
            }
        }
        Ok(())
    }

    /// Cuts the wire for everybody, if it is that and not this connection alone that ends.
    fn end(&self, fate: Fate) {
        if fate.is_cut {
            self.is_cut.upgrade().inspect(|wire| _ = wire.send_replace(true));
        }
    }
}

async fn pass(mut listener: TcpListener, address: String, server: String, mut is_cut: watch::Receiver<bool>, end: End) {
    loop {
        // Those that are open end with the set.
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                cut = is_cut.wait_for(|cut| *cut) => match cut {
                    Ok(_) => break,
                    Err(_) => return,
                },
                client = listener.accept() => {
                    let Ok((client, _)) = client else { continue };
                    open.spawn(end.clone().relay(client, server.clone()));
                }
            }
        }
        drop((listener, open));
        if is_cut.wait_for(|cut| !*cut).await.is_err() {
            return;
        }
        listener = TcpListener::bind(&address).await.expect("nobody else was given the port");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_cut_off_once_and_what_flaps_loses_every_fourth_in_two_ways() {
        let mut weather =
            Weather { cut_at: Some(("POST /checkout".to_owned(), Moment::Answering)), ..Weather::default() };
        let mut moment = |line: &str| {
            weather.hear(format!("{line} HTTP/1.1\r\nhost: a\r\n").as_bytes()).map(|fate| (fate.moment, fate.is_cut))
        };
        assert_eq!(moment("GET /checkout"), Some((None, false)));
        assert_eq!(moment("POST /checkout"), Some((Some(Moment::Answering), true)));
        assert_eq!(moment("POST /checkout"), Some((None, false)));
        assert!(weather.hear(b"key=1&email=a").is_none(), "a body is no request");
        weather.flaps = true;
        let lost: Vec<_> = (0..6).filter_map(|_| weather.hear(b"GET / HTTP/1.1\r\n")?.moment).collect();
        assert_eq!(lost, [Moment::Unanswered, Moment::Unsent]);
        assert_eq!(weather.noted.len(), 9);
    }
}
