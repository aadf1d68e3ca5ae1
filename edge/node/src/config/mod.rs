//! What an operator decides: every option has a flag and an environment variable.

pub mod clients;
pub mod listener;
pub mod origins;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use http::Uri;
use http::uri::Authority;
use telemetry::TraceOptions;

use crate::config::listener::ListenerOptions;
use crate::config::origins::Origins;

/// Options of one edge node.
#[derive(Clone, Debug, Parser)]
#[command(name = "edge-node", about = "Runs the shop's Wasm worker behind a page cache.")]
pub struct Config {
    /// Address to accept HTTP on; port 0 takes any free port.
    #[arg(long, env = "EDGE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The worker as a WebAssembly component. Its compiled form is kept beside it.
    #[arg(long, env = "EDGE_COMPONENT")]
    pub component: PathBuf,

    /// Base addresses of the origin's processes, the only hosts the worker may call, separated by
    /// commas; or file:/path of a file with one a line, which may be changed at any time.
    #[arg(long, env = "EDGE_ORIGIN", value_parser = Origins::parse)]
    pub origin: Origins,

    /// Certificates, as PEM, of the authorities that the origin's processes are certified by. By default those that
    /// browsers believe.
    #[arg(long, env = "EDGE_ORIGIN_CA", value_name = "FILE")]
    pub origin_ca: Option<PathBuf>,

    /// Hosts that may be spoken to without encryption, beside this very machine, with commas between them: names,
    /// addresses or networks, such as 10.0.0.0/8. Passwords and sessions can be read on the way there.
    #[arg(long, env = "EDGE_ALLOW_PLAIN", value_delimiter = ',', value_name = "HOSTS")]
    pub allow_plain: Vec<String>,

    /// Calls under way at one process of the origin at most.
    #[arg(long, env = "EDGE_ORIGIN_CALLS", default_value_t = 256, value_parser = positive)]
    pub origin_calls: usize,

    /// File with the keys that calls to the origin are signed with, one a line: id:secret, where the
    /// secret is 32 random bytes in base64. The first is used. It may be replaced at any time.
    #[arg(long, env = "EDGE_ORIGIN_KEYS", value_name = "FILE")]
    pub origin_keys: Option<PathBuf>,

    /// NATS server that announces purges, or several with commas between them. Without one, pages stay fresh for 10 s at most.
    #[arg(long, env = "EDGE_NATS")]
    pub nats: Option<String>,

    /// Folder of static files: `pkg/` with hashed names, and everything else that is public.
    #[arg(long, env = "EDGE_SITE")]
    pub site: Option<PathBuf>,

    /// Folder of this node's own in which it keeps the merchant's pictures, where they lie behind the origin and not in
    /// the folder `media` of --site.
    #[arg(long, env = "EDGE_PICTURES", value_name = "DIR")]
    pub pictures: Option<PathBuf>,

    /// Bytes of pictures that are kept there at most, in MiB.
    #[arg(long, env = "EDGE_PICTURES_MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..))]
    pub pictures_mb: u64,

    /// The address shoppers see. By default the listening address over plain HTTP.
    #[arg(long, env = "EDGE_PUBLIC_URL", value_parser = base_address)]
    pub public_url: Option<BaseAddress>,

    /// How long the worker may take for one whole answer, for example `10s` or `500ms`.
    #[arg(long, env = "EDGE_REQUEST_TIMEOUT", default_value = "10s", value_parser = duration)]
    pub request_timeout: Duration,

    /// Requests that one instance of the worker serves at once at most, of whatever kind; when the worker traps, all
    /// that its instance was serving are lost. By default an instance either makes up to four of the pages that
    /// everybody sees, which are made again if it traps, or serves one request of one shopper at a time.
    #[arg(long, env = "EDGE_INSTANCE_REQUESTS", value_parser = positive)]
    pub instance_requests: Option<usize>,

    /// Call the worker by `wasi:http` only, as other hosts do, and not by the export that takes whole requests and gives
    /// whole answers. It answers the same, and takes longer.
    #[arg(long, env = "EDGE_PLAIN_CALLS")]
    pub plain_calls: bool,

    /// Write `/tmp/perf-PID.map`, by which perf(1) names the worker's functions in a profile.
    #[arg(long, env = "EDGE_PERF_MAP")]
    pub perf_map: bool,

    /// Memory for stored pages, in MiB.
    #[arg(long, env = "EDGE_PAGE_CACHE_MB", default_value_t = 256)]
    pub page_cache_mb: u64,

    /// File in which pages are kept when the node stops. After a start they are sent where no new page can
    /// be made, because the origin is away, and marked as stale. Another build leaves them alone.
    #[arg(long, env = "EDGE_KEEP_PAGES", value_name = "FILE")]
    pub keep_pages: Option<PathBuf>,

    /// How long a request waits for a page that another one is having made, for example `2s`.
    /// After that it gets a stale page, or is asked to come again.
    #[arg(long, env = "EDGE_WAIT", default_value = "2s", value_parser = duration)]
    pub wait: Duration,

    /// Certificates, as PEM, of the authorities that the NATS server is certified by, beside those of the system.
    #[arg(long, env = "EDGE_NATS_CA", value_name = "FILE")]
    pub nats_ca: Option<PathBuf>,

    /// JetStream domain of the stream of purges, where the server is a leaf node.
    #[arg(long, env = "EDGE_NATS_DOMAIN")]
    pub nats_domain: Option<String>,

    /// Address for operators: metrics, what is cached, purges by hand. Best not reachable by
    /// shoppers, though nobody is answered without a key. `edge-node operate --help` says how to ask.
    #[arg(long, env = "EDGE_ADMIN_LISTEN", requires = "operator_keys")]
    pub admin_listen: Option<SocketAddr>,

    /// Serve operators by TLS, with the node's own certificate. Off this machine they are served in no other way, unless
    /// --allow-plain names the address.
    #[arg(long, env = "EDGE_ADMIN_TLS", requires_all = ["admin_listen", "tls_certificate", "tls_key"])]
    pub admin_tls: bool,

    /// Names under which operators ask this node, beside the address it listens on, with commas between them:
    /// node-1.internal:9000. What is signed for another name is refused.
    #[arg(long, env = "EDGE_ADMIN_NAME", requires = "admin_listen", value_delimiter = ',')]
    pub admin_name: Vec<Authority>,

    /// File with the keys that operators sign their requests with, one a line: id:secret, where the
    /// secret is 32 random bytes in base64. It may be replaced at any time.
    #[arg(long, env = "EDGE_OPERATOR_KEYS", requires = "admin_listen", value_name = "FILE")]
    pub operator_keys: Option<PathBuf>,

    /// File with a key, at least 16 characters, that opens the metrics alone and need not sign: for
    /// Prometheus, as `Authorization: Bearer KEY`.
    #[arg(long, env = "EDGE_METRICS_KEY_FILE", requires = "admin_listen", value_name = "FILE")]
    pub metrics_key: Option<PathBuf>,

    /// Whether there are traces.
    #[command(flatten)]
    pub traces: TraceOptions,

    /// How the node faces the network.
    #[command(flatten)]
    pub listener: ListenerOptions,
}

/// Scheme and authority of a server, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress {
    /// `http` or `https`.
    pub scheme: http::uri::Scheme,
    /// Host with the port, where one is given.
    pub authority: Authority,
}

impl BaseAddress {
    /// Host and port to connect to; the port is the scheme's own where none is given.
    pub fn host_and_port(&self) -> (&str, u16) {
        let usual = if self.scheme == http::uri::Scheme::HTTPS { 443 } else { 80 };
        // An IPv6 address stands in brackets in a URI, but not where it is resolved.
        let host = self.authority.host().trim_start_matches('[').trim_end_matches(']');
        (host, self.authority.port_u16().unwrap_or(usual))
    }
}

impl std::fmt::Display for BaseAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// Reads `http://host[:port]`.
///
/// # Errors
/// When scheme or host is missing, or when there is a path, a query or a user name.
pub fn base_address(text: &str) -> Result<BaseAddress, String> {
    let uri: Uri = text.parse().map_err(|e| format!("`{text}` is not an address: {e}"))?;
    let parts = uri.into_parts();
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return Err(format!("write `{text}` in full, for example http://127.0.0.1:3000"));
    };
    let path = parts.path_and_query.map_or(String::new(), |p| p.to_string());
    if !matches!(path.as_str(), "" | "/") || authority.as_str().contains('@') {
        return Err(format!("`{text}` must be scheme, host and port alone"));
    }
    if scheme != http::uri::Scheme::HTTP && scheme != http::uri::Scheme::HTTPS {
        return Err(format!("`{text}` must begin with http:// or https://"));
    }
    Ok(BaseAddress { scheme, authority })
}

fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("`{text}` is not a number from 1 on"))
}

/// Reads a length of time: a whole number followed by `ms` or `s`.
///
/// # Errors
/// When it is neither, or nothing.
pub fn duration(text: &str) -> Result<Duration, String> {
    let length = pause(text)?;
    if length.is_zero() { Err(format!("`{text}` is no time at all")) } else { Ok(length) }
}

/// The same, which may be none at all.
///
/// # Errors
/// When it is not written like that.
pub fn pause(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a length of time such as 10s or 500ms");
    let (number, unit): (&str, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis),
        None => (text.strip_suffix('s').ok_or_else(wrong)?, Duration::from_secs),
    };
    Ok(unit(number.parse().map_err(|_| wrong())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_scheme_and_host_alone() {
        let plain = base_address("http://127.0.0.1:3000/").expect("a plain address");
        assert_eq!(plain.host_and_port(), ("127.0.0.1", 3000));
        assert_eq!(plain.to_string(), "http://127.0.0.1:3000");
        let secure = base_address("https://shop.example").expect("without a port");
        assert_eq!(secure.host_and_port(), ("shop.example", 443));
        for wrong in ["127.0.0.1:3000", "/x", "ftp://a", "http://a/b", "http://u@a"] {
            assert!(base_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        for wrong in ["10", "s", "0s", "-1s", "1m"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(pause("0s"), Ok(Duration::ZERO));
    }
}
