//! Options of listening.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use api::site::MAX_HOOK_BODY;
use clap::Args;
use http::HeaderValue;
use ipnet::IpNet;

use crate::config::clients::{ClientField, Rates, network};
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

    /// Leave other hosts below the shop's out of that. With them, none of them can be spoken to plainly from then on.
    #[arg(long, env = "EDGE_HSTS_HOST_ONLY")]
    pub hsts_host_only: bool,

    /// Let browsers' makers list the shop as one that is never spoken to plainly (hstspreload.org).
    #[arg(long, env = "EDGE_HSTS_PRELOAD", conflicts_with = "hsts_host_only")]
    pub hsts_preload: bool,

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

    /// Connections at once from one address, or from one /64 of IPv6; 0 is no limit of its own. Trusted proxies
    /// have none.
    #[arg(long, env = "EDGE_CONNECTIONS_PER_ADDRESS", default_value_t = 512)]
    pub connections_per_address: usize,

    /// Networks of the load balancers and CDNs in front, with commas between them: 10.0.0.0/8. Whom they name is
    /// taken for the client; what anybody else says of itself is not read.
    #[arg(long, env = "EDGE_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// The field in which they name it.
    #[arg(long, env = "EDGE_CLIENT_FIELD", value_enum, default_value = "x-forwarded-for")]
    pub client_field: ClientField,

    /// Connections of trusted proxies begin with the PROXY protocol, version 2.
    #[arg(long, env = "EDGE_PROXY_PROTOCOL", requires = "trusted_proxies")]
    pub proxy_protocol: bool,

    /// File with the public keys of agents that sign what they ask for (Web Bot Auth), one a line: name:key, where the key
    /// is the `x` of its JWK. They are limited by their names. It may be replaced at any time.
    #[arg(long, env = "EDGE_AGENTS", value_name = "FILE")]
    pub agents: Option<PathBuf>,

    /// How often one client may log in, register, try codes, order, hold stock, make carts and have mails sent, and what
    /// agents and bots may ask for: on, off, or what differs from the usual, such as log-in=50/60,order=100/600, as often within so many seconds.
    #[arg(long, env = "EDGE_CLIENT_LIMITS", default_value = "on", value_parser = Rates::parse)]
    pub client_limits: Rates,

    /// How long a client may take to agree on TLS.
    #[arg(long, env = "EDGE_HANDSHAKE_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub handshake_timeout: Duration,

    /// How long an HTTP/1.1 client may take to send the head of a request, the wait for it included. It is looked after
    /// four times in that time, so that it may be a quarter more.
    #[arg(long, env = "EDGE_HEAD_TIMEOUT", default_value = "15s", value_parser = duration)]
    pub head_timeout: Duration,

    /// How long a client may take to send the body of a request.
    #[arg(long, env = "EDGE_BODY_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub body_timeout: Duration,

    /// Memory for the bodies of requests that are being sent and answered, in KiB. What finds no room is
    /// answered by 503.
    #[arg(long, env = "EDGE_BODIES_KB", default_value_t = 65_536, value_parser = room)]
    pub bodies_kb: usize,

    /// The part of it that one address may have, or one /64 of IPv6, in KiB. What is more is answered by 429.
    #[arg(long, env = "EDGE_BODIES_KB_PER_ADDRESS", default_value_t = 2048, value_parser = room)]
    pub bodies_kb_per_address: usize,

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
        let hosts = if self.hsts_host_only { "" } else { "; includeSubDomains" };
        let preload = if self.hsts_preload { "; preload" } else { "" };
        let value = format!("max-age={}{hosts}{preload}", self.hsts_seconds);
        (self.hsts_seconds > 0).then(|| HeaderValue::from_str(&value).expect("words and numbers are ASCII"))
    }
}

/// Reads a number of KiB that has room for the longest body there is.
fn room(text: &str) -> Result<usize, String> {
    let least = MAX_HOOK_BODY / 1024;
    let enough = text.parse().ok().filter(|kib| *kib >= least);
    enough.ok_or_else(|| format!("`{text}` is not a number of KiB from {least} on, which the longest body needs"))
}
