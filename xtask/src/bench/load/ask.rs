//! One connection to a local HTTP server, asked one thing after the other.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const TIMEOUT: Duration = Duration::from_secs(15);

/// A connection that is kept open.
pub struct Connection {
    stream: BufReader<TcpStream>,
    port: u16,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body, in the coding it was sent in.
    pub body: Vec<u8>,
    /// From the request to the end of the body.
    pub took: Duration,
}

impl Connection {
    /// Connects.
    pub fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self { stream: BufReader::new(stream), port })
    }

    /// Asks for a path, accepting one coding.
    pub fn get(&mut self, path: &str, coding: &str) -> Result<Answer> {
        let host = self.port;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{host}\r\nAccept: text/html\r\nAccept-Encoding: {coding}\r\n\r\n"
        );
        let begun = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no HTTP answer")?;
        let mut length = None;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        let Some(length) = length else { bail!("{path} was answered without a length") };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body, took: begun.elapsed() })
    }

    /// Asks and expects status 200; returns how long it took.
    pub fn time(&mut self, path: &str) -> Result<Duration> {
        let answer = self.get(path, "br")?;
        if answer.status != 200 {
            bail!("{path} was answered with status {}", answer.status);
        }
        Ok(answer.took)
    }
}
