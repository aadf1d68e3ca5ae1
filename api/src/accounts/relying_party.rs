//! Whom browsers take the shop for when they keep passkeys: its own configured address, never a name that a request says.

use std::net::IpAddr;

use http::Uri;

/// The shop as passkeys know it (W3C's *Web Authentication*: relying party).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// Its host, for which passkeys are good.
    pub host: String,
    /// Scheme, host and, where it is not the usual one, port: what a browser says where it was asked.
    pub origin: String,
}

impl RelyingParty {
    /// The one of a shop at this address; none where browsers have no passkeys: at an IP address, and without encryption
    /// anywhere but on this very machine.
    pub fn at(public_url: &str) -> Option<Self> {
        let uri: Uri = public_url.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let host = uri.host()?.to_ascii_lowercase();
        let is_here = host == "localhost" || host.ends_with(".localhost");
        let is_name = !host.starts_with('[') && host.parse::<IpAddr>().is_err();
        let usual = match scheme.as_str() {
            "https" => 443,
            "http" if is_here => 80,
            _ => return None,
        };
        if !is_name {
            return None;
        }
        let port = uri.port_u16().filter(|port| *port != usual).map(|port| format!(":{port}")).unwrap_or_default();
        Some(Self { origin: format!("{scheme}://{host}{port}"), host })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_of_the_host_that_shoppers_type_and_of_no_other() {
        for (address, host, origin) in [
            ("https://shop.example", "shop.example", "https://shop.example"),
            ("https://Shop.Example:443/", "shop.example", "https://shop.example"),
            ("https://shop.example:8443", "shop.example", "https://shop.example:8443"),
            ("http://localhost:3000", "localhost", "http://localhost:3000"),
            ("http://shop.localhost", "shop.localhost", "http://shop.localhost"),
        ] {
            let expected = RelyingParty { host: host.to_owned(), origin: origin.to_owned() };
            assert_eq!(RelyingParty::at(address), Some(expected), "{address}");
        }
        for none in [
            "",
            "shop.example",
            "http://shop.example",
            "http://127.0.0.1:3000",
            "https://192.0.2.7",
            "https://[::1]:3000",
        ] {
            assert_eq!(RelyingParty::at(none), None, "{none}");
        }
    }
}
