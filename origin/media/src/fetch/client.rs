//! Getting a picture from an address that somebody else chose.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use origin_platform::address::{Address, Rules};
use origin_platform::{Destination, GuardedClient};

use crate::MAX_BYTES;

/// For all of it, redirects included.
const TIMEOUT: Duration = Duration::from_secs(60);
/// As many as stores of pictures have.
const MAX_REDIRECTS: usize = 3;
/// No encryption, no private network.
const STRICT: Rules = Rules { allow_http: false, allow_private: false };

/// What a shop that is only tried may fetch besides: from this host and from private networks.
const TRIED: Rules = Rules { allow_http: false, allow_private: true };

/// Hosts that pictures may be fetched from: names, such as `cdn.example.com`, or all below one, such as `*.example.com`.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    names: Vec<String>,
    in_private: bool,
}

impl Hosts {
    /// The hosts of these names.
    pub fn new(names: &[String]) -> Self {
        let names = names.iter().map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()).collect();
        Self { names, in_private: false }
    }

    /// The same, though they lie on this host or in a private network: for a shop that is only tried.
    #[must_use]
    pub fn in_private_networks(self) -> Self {
        Self { in_private: true, ..self }
    }

    const fn rules(&self) -> Rules {
        if self.in_private { TRIED } else { STRICT }
    }

    fn admits(&self, host: &str) -> bool {
        let is_below = |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(name) => is_below(name),
            None => name == host,
        })
    }
}

/// Why a picture was not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FetchError {
    pub(crate) reason: String,
    /// Whether it may go well another time.
    pub(crate) is_temporary: bool,
}

fn for_good(reason: impl Into<String>) -> FetchError {
    FetchError { reason: reason.into(), is_temporary: false }
}

/// Fetches pictures from some hosts.
#[derive(Debug)]
pub struct Fetcher {
    client: GuardedClient,
    hosts: Hosts,
    /// A server of a test on this machine, which may be called all the same.
    here: Option<SocketAddr>,
}

impl Fetcher {
    /// A fetcher from these hosts, by encrypted connections to addresses of the public internet.
    pub fn new(hosts: Hosts) -> Self {
        Self { client: GuardedClient::new(), hosts, here: None }
    }

    /// The same, and from a server of a test.
    #[cfg(test)]
    pub(crate) fn of_test(hosts: Hosts, here: SocketAddr) -> Self {
        Self { here: Some(here), ..Self::new(hosts) }
    }

    /// Takes an address apart, if something may be fetched from there.
    ///
    /// # Errors
    /// A sentence that says why nothing may.
    pub(crate) fn read(&self, address: &str) -> Result<Address, String> {
        let is_here = self.here.is_some_and(|here| address.starts_with(&format!("http://{here}/")));
        let rules = if is_here { Rules { allow_http: true, allow_private: true } } else { self.hosts.rules() };
        let read = rules.read(address)?;
        match self.hosts.admits(&read.host) {
            true => Ok(read),
            false => Err(format!(
                "Nothing is fetched from {}: other hosts are allowed, in the office or by MEDIA_HOSTS.",
                read.host
            )),
        }
    }

    /// Takes an address apart, and says by which rules it may be connected to: hosts that staff have named, `more`, are
    /// never in a private network.
    pub(super) fn read_of(&self, address: &str, more: &Hosts) -> Result<(Address, Rules), String> {
        let said = match self.read(address) {
            Ok(read) => return Ok((read, self.hosts.rules())),
            Err(said) => said,
        };
        let read = STRICT.read(address).ok().filter(|read| more.admits(&read.host));
        read.map(|read| (read, STRICT)).ok_or(said)
    }

    /// The bytes at an address, if it is on one of the fetcher's hosts or of `more`.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) async fn fetch(&self, address: &str, more: &Hosts) -> Result<Vec<u8>, FetchError> {
        let late = |_| FetchError { reason: "It took longer than a minute.".to_owned(), is_temporary: true };
        tokio::time::timeout(TIMEOUT, self.follow(address, more)).await.map_err(late)?
    }

    async fn follow(&self, address: &str, more: &Hosts) -> Result<Vec<u8>, FetchError> {
        let mut at = address.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            let (read, rules) = self.read_of(&at, more).map_err(for_good)?;
            let request = Request::get(read.path.as_str())
                .header(header::HOST, read.authority.as_str())
                .header(header::ACCEPT, "image/jpeg, image/png, image/webp")
                .header(header::USER_AGENT, "Selvedge")
                .body(Bytes::new())
                .map_err(|error| for_good(error.to_string()))?;
            let max = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
            let destination = Destination { tls: read.tls, host: &read.host, port: read.port };
            let answer = self.client.get(destination, |ip| self.allows(rules, ip, read.port), request, max).await;
            let answer = answer.map_err(|reason| FetchError { reason, is_temporary: true })?;
            let status = answer.status();
            if status.is_redirection() {
                let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                let location = location.ok_or_else(|| for_good("It leads elsewhere, and does not say where."))?;
                at = target(&read, location);
                continue;
            }
            if !status.is_success() {
                let is_temporary = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
                return Err(FetchError { reason: format!("The host answers {status}."), is_temporary });
            }
            return answer.into_body().ok_or_else(|| for_good("It has more than 20 MiB."));
        }
        Err(for_good(format!("It leads elsewhere more than {MAX_REDIRECTS} times.")))
    }

    fn allows(&self, rules: Rules, ip: IpAddr, port: u16) -> bool {
        rules.allow_ip(ip) || self.here == Some(SocketAddr::new(ip, port))
    }
}

/// Where a redirect leads: to another host by a whole address, on this one by a path. What is neither is no address.
fn target(from: &Address, location: &str) -> String {
    let scheme = if from.tls { "https" } else { "http" };
    match location {
        path if path.starts_with("//") => format!("{scheme}:{path}"),
        path if path.starts_with('/') => format!("{scheme}://{}{path}", from.authority),
        whole => whole.to_owned(),
    }
}
