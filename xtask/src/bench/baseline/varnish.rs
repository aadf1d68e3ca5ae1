//! Varnish, the other yardstick for cached pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::setup::server;
use crate::servers::process::Processes;

/// Starts Varnish on `port` in front of `upstream` on this machine, on one processor, with a cache
/// that keeps every answer. It leaves the codings to the upstream, as `Vary` says: it has none of
/// Brotli of its own.
pub fn start(folder: &Path, port: u16, upstream: u16, core: &str, processes: &mut Processes) -> Result<()> {
    fs::create_dir_all(folder)?;
    let config = format!(
        "vcl 4.1;
         backend default {{ .host = \"127.0.0.1\"; .port = \"{upstream}\"; }}
         sub vcl_backend_response {{ set beresp.ttl = 10m; return (deliver); }}"
    );
    let file = folder.join("shop.vcl");
    fs::write(&file, config)?;
    let program = server("varnishd").context("varnish is not installed: run `cargo xtask setup`")?;
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program).args(["-F", "-j", "none", "-T", "none", "-s", "malloc,256m"]);
    command.args(["-a", &format!("127.0.0.1:{port}")]).arg("-f").arg(&file).arg("-n").arg(folder.join("work"));
    command.args(["-p", "http_gzip_support=off", "-p", "thread_pools=1"]);
    processes.start("varnish", "TERM", &mut command)
}
