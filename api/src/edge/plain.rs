//! Where the shop's own programs may speak without encryption: on one machine, and where the operator says so.

use std::net::IpAddr;

/// The hosts that may be spoken to plainly, beside this very machine: names, addresses, or networks such as
/// `10.0.0.0/8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainHosts(Vec<String>);

impl PlainHosts {
    /// This machine and these hosts.
    pub fn new(named: &[String]) -> Self {
        let named = named.iter().map(|host| host.trim().to_ascii_lowercase()).filter(|host| !host.is_empty());
        Self(named.collect())
    }

    /// Whether what is said to `host` may be read on the way: because there is none, or because somebody has decided
    /// that it is safe.
    pub fn allows(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        let is_here = match address {
            Some(address) => address.to_canonical().is_loopback(),
            None => host == "localhost" || host.ends_with(".localhost"),
        };
        is_here
            || self
                .0
                .iter()
                .any(|named| *named == host || address.is_some_and(|address| is_within(address.to_canonical(), named)))
    }

    /// The same as a sentence, for whoever has given `address`, which leads to `host`.
    ///
    /// # Errors
    /// What to do instead.
    pub fn check(&self, address: &str, host: &str, instead: &str) -> Result<(), String> {
        if self.allows(host) {
            return Ok(());
        }
        Err(format!(
            "{address} would not be encrypted, and passwords, sessions and addresses of shoppers go that way: {instead}, \
             or say --allow-plain {host} if nobody else can read there"
        ))
    }
}

fn is_within(address: IpAddr, network: &str) -> bool {
    let Some((base, bits)) = network.split_once('/') else { return false };
    let (Ok(base), Ok(bits)) = (base.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    let (difference, width) = match (address, base) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(one.to_bits() ^ other.to_bits()), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits(), 128),
        _ => return false,
    };
    bits <= width && difference.checked_shr(width - bits).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h3_nothing_is_said_plainly_over_a_network_unless_told() {
        let hosts = PlainHosts::new(&["origin.internal", "10.1.0.0/16", "192.0.2.7", "fd00::/8"].map(str::to_owned));
        for plain in [
            "127.0.0.1",
            "127.8.9.1",
            "[::1]",
            "::ffff:127.0.0.1",
            "localhost",
            "a.localhost",
            "Origin.Internal",
            "10.1.2.3",
            "192.0.2.7",
            "[fd12::7]",
        ] {
            assert!(hosts.allows(plain), "{plain}");
        }
        for crypted in
            ["", "0.0.0.0", "10.2.0.1", "192.0.2.8", "origin.internal.example", "127.0.0.1.example", "2001:db8::1"]
        {
            assert!(!hosts.allows(crypted), "{crypted}");
        }
        assert!(PlainHosts::new(&["0.0.0.0/0".to_owned()]).allows("198.51.100.7"));
        assert!(!PlainHosts::new(&["10.0.0.0/33".to_owned(), "10.0.0.0/x".to_owned()]).allows("10.0.0.0"));
        let refused =
            PlainHosts::default().check("http://10.0.0.7:4000", "10.0.0.7", "write https://").expect_err("plain");
        assert!(refused.contains("--allow-plain 10.0.0.7") && refused.contains("https://"), "{refused}");
    }
}
