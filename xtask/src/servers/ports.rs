//! Free TCP ports, the same at every start as long as nobody else takes them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use ports::candidates;
pub use ports::is_free;
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
}
