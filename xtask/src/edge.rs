//! `cargo xtask edge …`: what the edge of the shop that is up counts and has cached, and purging it.

use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::http;
use crate::record::Record;
use crate::servers::private;
use crate::step;
use crate::workspace::Workspace;

/// The edge's side for operators: where it is, and the files with the keys to it.
pub struct Operators {
    port: u16,
    /// What requests are signed with.
    keys: PathBuf,
    /// What opens the counters.
    metrics: PathBuf,
}

impl Operators {
    /// Draws keys if there are none yet, and writes down the port for [`run`].
    pub fn prepare(data: &Path, port: u16) -> Result<Self> {
        let operators = Self::at(data, port);
        private::keys(&operators.keys, "operator-1")?;
        private::password(&operators.metrics)?;
        private::write(&data.join(PORT), &format!("{port}\n"))?;
        Ok(operators)
    }

    fn at(data: &Path, port: u16) -> Self {
        Self { port, keys: data.join("operator.keys"), metrics: data.join("metrics.key") }
    }

    fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// What the edge node has to be told.
    pub fn options(&self) -> Vec<String> {
        let file = |path: &Path| path.display().to_string();
        let (address, keys, metrics) = (self.address().to_string(), file(&self.keys), file(&self.metrics));
        [("--admin-listen", address), ("--operator-keys", keys), ("--metrics-key", metrics)]
            .into_iter()
            .flat_map(|(name, value)| [name.to_owned(), value])
            .collect()
    }

    /// The value of a counter without labels.
    pub fn counted(&self, name: &str) -> Result<f64> {
        let key = fs::read_to_string(&self.metrics)?;
        let answer = http::ask(self.address(), "GET", "/_edge/metrics", key.trim(), "");
        let answer = answer.context("nobody answers operators")?;
        ensure!(answer.status == 200, "the edge answered {}: {}", answer.status, answer.body);
        let value = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(value.with_context(|| format!("the edge does not count {name}"))?.parse()?)
    }
}

/// The file with the port of the shop that is up.
const PORT: &str = "edge-admin-port";

/// Has the edge's own program ask and print.
pub fn run(workspace: Workspace, arguments: &[OsString]) -> Result<()> {
    let workspace = &Record::running(workspace)?;
    let data = workspace.data();
    let port = fs::read_to_string(data.join(PORT));
    let port = port.with_context(|| format!("this shop has no {PORT}: restart it by down and up"))?;
    let operators = Operators::at(&data, port.trim().parse().with_context(|| format!("{PORT} is broken"))?);
    let mut command = Command::new(workspace.binary("edge-node"));
    command.args(["operate", "--admin", &operators.address().to_string(), "--keys"]).arg(&operators.keys);
    step::run(command.args(arguments))
}
