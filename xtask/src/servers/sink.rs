//! Takes whatever is posted, for any collector or program that a shop tells something, and does nothing with it. It says
//! what an edge would that is told of purges and knows of none yet.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"applied\":0}";

/// Takes what is posted, and counts its bytes.
pub struct Sink {
    /// Its address, as `http://host:port`.
    pub address: String,
    bytes: Arc<AtomicU64>,
}

impl Sink {
    /// Starts one on a free port.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = Arc::clone(&counted);
                // A program that ends closes its connection, and that ends this.
                std::thread::spawn(move || drop(take(&stream, &counted)));
            }
        });
        Ok(Self { address, bytes })
    }

    /// How many bytes of bodies it has taken.
    pub fn taken(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn take(mut stream: &TcpStream, counted: &AtomicU64) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let (mut length, mut line) = (0_u64, String::new());
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            match line.split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse()?,
                None if line.trim().is_empty() => break,
                _ => {}
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        counted.fetch_add(length, Ordering::Relaxed);
        stream.write_all(ANSWER)?;
    }
}
