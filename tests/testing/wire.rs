//! The way to a server, to be cut.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Passes connections on to a server, until it is cut: then open ones end and new ones are refused,
/// as if the server were dead.
pub struct Wire {
    /// Where it begins, as `host:port`.
    pub address: String,
    is_cut: watch::Sender<bool>,
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
        tokio::spawn(pass(listener, address.clone(), server.to_owned(), state));
        Self { address, is_cut }
    }

    /// Cuts it.
    pub fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    /// Mends it.
    pub fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

async fn pass(mut listener: TcpListener, address: String, server: String, mut is_cut: watch::Receiver<bool>) {
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
                    let (server, Ok((mut client, _))) = (server.clone(), client) else { continue };
                    open.spawn(async move {
                        let mut server = TcpStream::connect(server).await?;
                        copy_bidirectional(&mut client, &mut server).await
                    });
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
