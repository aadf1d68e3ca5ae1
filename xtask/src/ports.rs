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
        let last = self.known.get(server).and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        if let Some(port) = last.filter(|port| is_free(*port)) {
            return Ok(port);
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("this machine has no free TCP port")?;
        let port = listener.local_addr()?.port();
        self.known.insert(server.to_owned(), port.into());
        fs::write(&self.file, serde_json::to_string_pretty(&self.known)? + "\n")?;
        Ok(port)
    }
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
        let first = Ports::load(file.clone()).take("origin").expect("a port is free");
        assert_eq!(Ports::load(file.clone()).take("origin").expect("a port is free"), first);
        let _taken = TcpListener::bind(("127.0.0.1", first)).expect("it was free a moment ago");
        assert_ne!(Ports::load(file.clone()).take("origin").expect("a port is free"), first);
        fs::remove_file(file).expect("the file is ours");
    }
}
