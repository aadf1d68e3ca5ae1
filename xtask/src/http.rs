//! Asks a local HTTP server: for a status, to see whether it answers, or with a key.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The status of `GET path`, or nothing if no HTTP server answers there.
pub fn status(address: SocketAddr, host: &str, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(15))).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // A connection cut short still tells the status if its first line arrived.
    let _cut_short = stream.read_to_end(&mut answer);
    parse(&answer)
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The status line and the header fields.
    pub head: String,
    /// The body as text.
    pub body: String,
}

/// Sends one request with a bearer's key; nothing if no HTTP server answers there.
pub fn ask(address: SocketAddr, method: &str, path: &str, key: &str, body: &str) -> Option<Answer> {
    send(address, method, path, &[("Authorization", &format!("Bearer {key}"))], body)
}

/// Sends one request with header fields; nothing if no HTTP server answers there.
pub fn send(address: SocketAddr, method: &str, path: &str, fields: &[(&str, &str)], body: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(15))).ok()?;
    let length = body.len();
    let fields: String = fields.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    // Of HTTP/1.0, so that the answer is not sent in chunks.
    let request =
        format!("{method} {path} HTTP/1.0\r\nHost: {address}\r\n{fields}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let status = parse(&answer)?;
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

impl Answer {
    /// The value of a header field; nothing if there is none.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        fields.find(|(is, _)| is.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn parse(answer: &[u8]) -> Option<u16> {
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_however_its_name_is_spelt() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\ndate: Mon, 30 Nov 2026 00:00:00 GMT".to_owned();
        let answer = Answer { status: 200, head, body: String::new() };
        assert_eq!(answer.field("Date"), Some("Mon, 30 Nov 2026 00:00:00 GMT"));
        assert_eq!(answer.field("HTTP/1.1 200 OK"), None);
    }

    #[test]
    fn the_status_line_is_read() {
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\n\r\nhello"), Some(200));
        assert_eq!(parse(b"HTTP/1.0 503 Service Unavailable\r\n"), Some(503));
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"SSH-2.0-OpenSSH\r\n"), None);
    }
}
