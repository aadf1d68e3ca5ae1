//! nginx with `proxy_cache`, the yardstick for cached pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::setup::{is_root, server};
use crate::servers::process::Processes;

/// Starts nginx on `port` in front of `upstream` (`host:port`), with one worker process on one
/// processor and a cache that keeps every answer, and one copy for each encoding.
pub fn start(folder: &Path, port: u16, upstream: &str, core: &str, processes: &mut Processes) -> Result<()> {
    fs::create_dir_all(folder)?;
    let shown = folder.display();
    // Started by root, its worker becomes nobody otherwise, who cannot enter a folder of root's.
    let user = if is_root() { "user root; " } else { "" };
    let config = format!(
        "{user}daemon off; worker_processes 1; pid {shown}/pid; error_log {shown}/error.log;
         events {{ worker_connections 1024; }}
         http {{
             access_log off;
             client_body_temp_path {shown}/body; proxy_temp_path {shown}/proxy;
             fastcgi_temp_path {shown}/fastcgi; uwsgi_temp_path {shown}/uwsgi; scgi_temp_path {shown}/scgi;
             keepalive_requests 1000000000;
             open_file_cache max=1000; open_file_cache_valid 60s;
             proxy_cache_path {shown}/cache keys_zone=pages:10m;
             server {{
                 listen 127.0.0.1:{port} backlog=1024;
                 location / {{
                     proxy_pass http://{upstream};
                     proxy_set_header Host {upstream};
                     proxy_cache pages;
                     proxy_cache_key $request_uri$http_accept_encoding;
                     proxy_cache_valid 200 10m;
                     proxy_ignore_headers Cache-Control Expires Vary;
                 }}
             }}
         }}"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, config)?;
    let program = server("nginx").context("nginx is not installed")?;
    processes.start(
        "nginx",
        "QUIT",
        Command::new("taskset").args(["-c", core]).arg(program).arg("-c").arg(&file).arg("-p").arg(folder),
    )
}
