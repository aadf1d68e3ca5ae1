//! Where an edge takes purges.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use api::edge::purge::PATH;
use http::Uri;
use sha2::{Digest as _, Sha256};

/// An address that purges are posted to. Encrypted, or on this machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

/// Why a text is not such an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAddress {
    /// It is not an address at all.
    Unreadable,
    /// Purges would travel unencrypted.
    Unencrypted,
    /// It has a path or a query.
    Path,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "write an address such as https://shop.example",
            Self::Unencrypted => "use https; http is for this machine alone",
            Self::Path => "give scheme and host alone: edges take purges at /_edge/purge",
        })
    }
}

impl std::error::Error for BadAddress {}

impl Address {
    /// Where to post.
    pub(super) fn uri(&self) -> Uri {
        format!("{}{PATH}", self.0).parse().expect("it was read as an address")
    }

    /// A name that is the same for the same address: SHA-256 in hex.
    pub(super) fn fingerprint(&self) -> String {
        const_hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let uri: Uri = text.trim().parse().map_err(|_| BadAddress::Unreadable)?;
        let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or(BadAddress::Unreadable)?;
        // A user's name and password would be logged.
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(BadAddress::Unreadable);
        }
        match scheme {
            "https" => {}
            "http" if is_here(authority.host()) => {}
            "http" => return Err(BadAddress::Unencrypted),
            _ => return Err(BadAddress::Unreadable),
        }
        if !matches!(uri.path(), "/" | PATH) || uri.query().is_some() {
            return Err(BadAddress::Path);
        }
        Ok(Self(format!("{scheme}://{}", authority.as_str().to_ascii_lowercase())))
    }
}

fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purges_travel_encrypted_or_not_at_all() {
        let check = |text: &str, expect: Result<&str, BadAddress>| {
            let read = text.parse::<Address>().map(|address| address.uri().to_string());
            assert_eq!(read, expect.map(str::to_owned), "{text}");
        };
        check("https://Shop.example", Ok("https://shop.example/_edge/purge"));
        check(" https://shop.example:8443/_edge/purge", Ok("https://shop.example:8443/_edge/purge"));
        check("http://127.0.0.1:3000/", Ok("http://127.0.0.1:3000/_edge/purge"));
        check("http://[::1]:3000", Ok("http://[::1]:3000/_edge/purge"));
        check("http://localhost:3000", Ok("http://localhost:3000/_edge/purge"));
        check("http://127.0.0.1.example", Err(BadAddress::Unencrypted));
        check("http://10.0.0.1", Err(BadAddress::Unencrypted));
        check("https://shop.example/shop", Err(BadAddress::Path));
        check("https://shop.example/?a", Err(BadAddress::Path));
        for text in ["", "shop.example", "ftp://shop.example", "https://ada:secret@shop.example", "https://"] {
            check(text, Err(BadAddress::Unreadable));
        }
    }
}
