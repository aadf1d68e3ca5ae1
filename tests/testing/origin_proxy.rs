//! A proxy before the origin that notes what it is asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::{TcpListener, TcpStream};

/// The proxy, running until its test ends.
pub struct OriginProxy {
    /// Its address, as `http://host:port`.
    pub address: String,
    reads: Arc<Mutex<Vec<String>>>,
}

impl OriginProxy {
    /// Starts it before the origin that will be at `origin`, as `http://host:port`.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn start(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let reads = Arc::<Mutex<Vec<String>>>::default();
        let (noted, origin) = (Arc::clone(&reads), origin.trim_start_matches("http://").to_owned());
        tokio::spawn(async move {
            while let Ok((edge, _)) = listener.accept().await {
                let (noted, origin) = (Arc::clone(&noted), origin.clone());
                // The edge closes connections as it likes; that ends this one and nothing else.
                tokio::spawn(async move { pass(edge, &origin, &noted).await });
            }
        });
        Self { address, reads }
    }

    /// The targets of the reads of the API so far, in their order.
    ///
    /// # Panics
    /// If the proxy panicked.
    pub fn reads(&self) -> Vec<String> {
        self.reads.lock().expect("unpoisoned").clone()
    }
}

async fn pass(edge: TcpStream, origin: &str, noted: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let origin = TcpStream::connect(origin).await?;
    let ((mut from_edge, mut to_edge), (mut from_origin, mut to_origin)) = (edge.into_split(), origin.into_split());
    let forth = async {
        let (mut line, mut chunk) = (Vec::new(), vec![0; 16 * 1024]);
        loop {
            let length = from_edge.read(&mut chunk).await?;
            if length == 0 {
                return to_origin.shutdown().await;
            }
            note(&mut line, &chunk[..length], noted);
            to_origin.write_all(&chunk[..length]).await?;
        }
    };
    let (forth, back) = tokio::join!(forth, copy(&mut from_origin, &mut to_edge));
    back.and(forth)
}

/// Notes the request lines among these bytes; `line` is the line that has not ended yet. No body that
/// the shop sends has such a line.
fn note(line: &mut Vec<u8>, bytes: &[u8], noted: &Mutex<Vec<String>>) {
    for &byte in bytes {
        if byte != b'\n' {
            line.push(byte);
            continue;
        }
        let text = String::from_utf8_lossy(line);
        // A body before it need not end with a line.
        let target = text.rsplit_once("GET /v1/").and_then(|(_, rest)| rest.split_once(" HTTP/1.1"));
        if let Some((target, _)) = target {
            noted.lock().expect("unpoisoned").push(format!("/v1/{target}"));
        }
        line.clear();
    }
}
