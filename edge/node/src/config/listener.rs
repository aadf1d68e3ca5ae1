//! Options of listening.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use http::HeaderValue;

use crate::config::{duration, pause};

/// Options of listening, of how patient the node is with clients, and of what it tells caches.
#[derive(Clone, Debug, Args)]
pub struct ListenerOptions {
    /// Address to accept HTTPS on, with HTTP/2 or HTTP/1.1; port 0 takes any free port.
    #[arg(long, env = "EDGE_TLS_LISTEN", requires_all = ["tls_certificate", "tls_key"])]
    pub tls_listen: Option<SocketAddr>,

    /// The certificate and those that lead to its authority, as PEM. A new file is taken up within seconds.
    #[arg(long, env = "EDGE_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,

    /// The certificate's private key, as PEM. A new file is taken up within seconds.
    #[arg(long, env = "EDGE_TLS_KEY")]
    pub tls_key: Option<PathBuf>,

    /// Answer plain HTTP by the way to HTTPS alone, but for `/_edge/` and certificate challenges.
    #[arg(long, env = "EDGE_HTTPS_ONLY", requires = "tls_listen")]
    pub https_only: bool,

    /// For how long browsers that came by HTTPS come by nothing else, in seconds; 0 does not ask for it.
    #[arg(long, env = "EDGE_HSTS_SECONDS", default_value_t = 31_536_000)]
    pub hsts_seconds: u32,

    /// How long a CDN in front may keep a shared page, in seconds. It hears of no purge, so a
    /// changed price shows up later by as much, and by as much again while it asks; 0 lets it keep none.
    #[arg(long, env = "EDGE_CDN_SECONDS", default_value_t = 0)]
    pub cdn_seconds: u32,

    /// How long the node goes on after it was told to stop and says that it is not ready, so that a load
    /// balancer notices.
    #[arg(long, env = "EDGE_DRAIN_DELAY", default_value = "0s", value_parser = pause)]
    pub drain_delay: Duration,

    /// How long open requests may take after that.
    #[arg(long, env = "EDGE_DRAIN_TIME", default_value = "10s", value_parser = duration)]
    pub drain_time: Duration,

    /// Connections at once.
    #[arg(long, env = "EDGE_CONNECTIONS", default_value_t = 8192)]
    pub connections: usize,

    /// Connections at once from one address, or from one /64 of IPv6. Set it to 0, no limit of its
    /// own, where everybody comes by way of a load balancer or a CDN.
    #[arg(long, env = "EDGE_CONNECTIONS_PER_ADDRESS", default_value_t = 512)]
    pub connections_per_address: usize,

    /// How long a client may take to agree on TLS.
    #[arg(long, env = "EDGE_HANDSHAKE_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub handshake_timeout: Duration,

    /// How long an HTTP/1.1 client may take to send the head of a request, the wait for it included.
    #[arg(long, env = "EDGE_HEAD_TIMEOUT", default_value = "15s", value_parser = duration)]
    pub head_timeout: Duration,

    /// How long a client may take to send the body of a request.
    #[arg(long, env = "EDGE_BODY_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub body_timeout: Duration,

    /// How long a client may take none of what it is sent.
    #[arg(long, env = "EDGE_WRITE_TIMEOUT", default_value = "30s", value_parser = duration)]
    pub write_timeout: Duration,

    /// How long an HTTP/2 connection may lie idle.
    #[arg(long, env = "EDGE_IDLE_TIMEOUT", default_value = "60s", value_parser = duration)]
    pub idle_timeout: Duration,
}

impl ListenerOptions {
    /// What a CDN is told of shared pages, if it may keep them.
    pub fn cdn_cache_control(&self) -> Option<HeaderValue> {
        let seconds = self.cdn_seconds;
        let value = format!("max-age={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400");
        (seconds > 0).then(|| HeaderValue::from_str(&value).expect("words and numbers are ASCII"))
    }

    /// What browsers are told that came by HTTPS.
    pub fn hsts(&self) -> Option<HeaderValue> {
        let value = format!("max-age={}", self.hsts_seconds);
        (self.hsts_seconds > 0).then(|| HeaderValue::from_str(&value).expect("words and numbers are ASCII"))
    }
}
