//! The way to a server, to be cut.

use std::io;
use std::sync::{Arc, Mutex, Weak};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Passes connections on to a server, until it is cut: then open ones end and new ones are refused,
/// as if the server were dead.
pub struct Wire {
    /// Where it begins, as `host:port`.
    pub address: String,
    is_cut: Arc<watch::Sender<bool>>,
    losing: Arc<Losing>,
}

/// What the next request begins with whose answer is lost.
type Losing = Mutex<Option<&'static str>>;

impl Wire {
    /// A wire to the server at `host:port`; it lasts until it is dropped.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let (is_cut, state) = watch::channel(false);
        let (is_cut, losing) = (Arc::new(is_cut), Arc::default());
        let end = End { losing: Arc::clone(&losing), is_cut: Arc::downgrade(&is_cut) };
        tokio::spawn(pass(listener, address.clone(), server.to_owned(), state, end));
        Self { address, is_cut, losing }
    }

    /// Cuts it.
    pub fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    /// Cuts it as soon as the answer comes to the next request that begins so (`POST /checkout`): the request arrives, and
    /// its answer does not.
    ///
    /// # Panics
    /// If a connection did.
    pub fn lose_answer_to(&self, request: &'static str) {
        *self.losing.lock().expect("unpoisoned") = Some(request);
    }

    /// Mends it.
    pub fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

/// What a connection knows of the wire.
#[derive(Clone)]
struct End {
    losing: Arc<Losing>,
    is_cut: Weak<watch::Sender<bool>>,
}

impl End {
    /// Passes on what client and server say, until both are done or an answer is to be lost.
    async fn relay(self, mut client: TcpStream, server: String) -> io::Result<()> {
        let mut server = TcpStream::connect(server).await?;
        let (mut asking, mut asked, mut is_losing) = (vec![0; 16 * 1024], vec![0; 16 * 1024], false);
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let (mut has_more, mut has_answer) = (true, true);
        while has_more || has_answer {
            tokio::select! {
                length = from_client.read(&mut asking), if has_more => {
                    let said = &asking[..length?];
                    is_losing = is_losing || self.loses(said);
                    has_more = !said.is_empty();
                    if has_more { to_server.write_all(said).await? } else { to_server.shutdown().await? }
                }
                length = from_server.read(&mut asked), if has_answer => {
                    let said = &asked[..length?];
                    if is_losing {
                        self.is_cut.upgrade().inspect(|wire| _ = wire.send_replace(true));
                        return Ok(());
                    }
                    has_answer = !said.is_empty();
                    if has_answer { to_client.write_all(said).await? } else { to_client.shutdown().await? }
                }
            }
        }
        Ok(())
    }

    fn loses(&self, request: &[u8]) -> bool {
        let mut losing = self.losing.lock().expect("unpoisoned");
        losing.take_if(|begin| request.starts_with(begin.as_bytes())).is_some()
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
