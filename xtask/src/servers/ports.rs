//! Free TCP ports, the same at every start as long as nobody else takes them.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// The ports written down in a file.
pub struct Ports {
    file: PathBuf,
    known: Map<String, Value>,
}

impl Ports {
    /// Reads the file, if it is there.
    pub fn load(file: PathBuf) -> Self {
        let text = fs::read(&file).unwrap_or_default();
        Self { known: serde_json::from_slice(&text).unwrap_or_default(), file }
    }

    /// The port of a server that is about to start: its last one if that is free.
    pub fn take(&mut self, server: &str) -> Result<u16> {
        self.take_if(server, is_free)
    }

    /// The port a server was given before, whether it uses it now or not.
    pub fn known(&self, server: &str) -> Option<u16> {
        u16::try_from(self.known.get(server)?.as_u64()?).ok()
    }

    fn take_if(&mut self, server: &str, is_free: impl Fn(u16) -> bool) -> Result<u16> {
        let last = self.known.get(server).and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        if let Some(port) = last.filter(|port| is_free(*port)) {
            return Ok(port);
        }
        let port = candidates().find(|port| is_free(*port) && !self.known.values().any(|known| known == port));
        let port = port.context("this machine has no free TCP port between 20000 and 32000")?;
        self.known.insert(server.to_owned(), port.into());
        fs::write(&self.file, serde_json::to_string_pretty(&self.known)? + "\n")?;
        Ok(port)
    }
}

/// Ports below those that the system gives to outgoing connections, in an order that differs
/// from process to process.
fn candidates() -> impl Iterator<Item = u16> {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    // A step that shares no factor with the count reaches every port once.
    const STEP: u32 = 7;
    let start = std::process::id().wrapping_mul(1009) % COUNT;
    (0..COUNT).filter_map(move |turn| u16::try_from(FIRST + (start + turn * STEP) % COUNT).ok())
}

/// Whether a server could listen there.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_kept_until_somebody_takes_it() {
        let file = std::env::temp_dir().join(format!("xtask-ports-{}.json", std::process::id()));
        let take = |taken: u16| {
            let mut ports = Ports::load(file.clone());
            ports.take_if("origin", |port| port != taken).expect("a port is free")
        };
        let first = take(0);
        assert_eq!(take(0), first);
        let second = take(first);
        assert_ne!(second, first);
        assert_eq!(take(0), second);
        fs::remove_file(file).expect("the file is ours");
    }

    #[test]
    fn a_port_with_a_listener_is_not_free() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        assert!(!is_free(listener.local_addr().expect("it is bound").port()));
    }

    #[test]
    fn every_candidate_comes_once() {
        let all: std::collections::BTreeSet<u16> = candidates().collect();
        assert_eq!((all.len(), all.first(), all.last()), (12_000, Some(&20_000), Some(&31_999)));
    }
}
