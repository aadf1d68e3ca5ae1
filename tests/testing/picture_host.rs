//! A host that pictures lie at, as those of another shop do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// It answers each address that ends with the number of a picture, such as `/files/1.webp`, by that picture.
pub struct PictureHost {
    /// Its address, without a slash at the end.
    pub address: String,
    asked: Arc<AtomicUsize>,
}

impl PictureHost {
    /// Starts it over these files, of which the first is number 0.
    ///
    /// # Panics
    /// If a file cannot be read.
    pub async fn of(files: &[String]) -> Self {
        let pictures: Arc<Vec<Vec<u8>>> =
            Arc::new(files.iter().map(|file| std::fs::read(file).expect("a picture")).collect());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                let pictures = Arc::clone(&pictures);
                // Whoever goes away meanwhile is not waited for.
                tokio::spawn(async move { answer(stream, &pictures).await });
            }
        });
        Self { address, asked }
    }

    /// How often it was asked for anything.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn answer(stream: TcpStream, pictures: &[Vec<u8>]) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let path = head.split(' ').nth(1).unwrap_or_default();
    let name = path.rsplit('/').next().and_then(|name| name.split('.').next());
    let picture = name.and_then(|number| number.parse::<usize>().ok()).and_then(|number| pictures.get(number));
    let (status, body) = picture.map_or(("404 Not Found", &[] as &[u8]), |picture| ("200 OK", picture.as_slice()));
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.flush().await
}
