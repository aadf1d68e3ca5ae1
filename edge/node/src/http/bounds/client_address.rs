//! Who a client is: the other end of the connection, or whom a proxy names that the operator trusts.

use std::net::{IpAddr, SocketAddr};

use api::edge::client::CLIENT as FORWARDED_FOR;
use http::{HeaderMap, header};
use ipnet::IpNet;

use crate::config::clients::ClientField;
use crate::config::listener::ListenerOptions;

/// The networks of proxies whose word is taken for who their client is.
#[derive(Clone, Debug)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    field: ClientField,
}

impl TrustedProxies {
    /// Trusts whom the options name.
    pub fn of(options: &ListenerOptions) -> Self {
        Self { networks: options.trusted_proxies.clone(), field: options.client_field }
    }

    /// Whether an address is a proxy of ours.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// Who sent a request that came over a connection from `peer`. Every proxy adds whom it was called by at the
    /// right, so that the first from there that is none of ours is the client: what stands further left is only
    /// what the client says. Where one of ours names nobody that can be read, its own caller is not known, and it
    /// stands for them.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.contains(client) {
            return client;
        }
        let name = match self.field {
            ClientField::XForwardedFor => FORWARDED_FOR,
            ClientField::Forwarded => header::FORWARDED,
        };
        // A value that is not ASCII ends the search: nothing left of it was said by one of ours.
        let lines: Vec<&str> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect();
        for element in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let named = match self.field {
                ClientField::XForwardedFor => address(element),
                ClientField::Forwarded => forwarded_for(element),
            };
            let Some(named) = named else { return client };
            client = named;
            if !self.contains(client) {
                return client;
            }
        }
        client
    }
}

/// An address with or without a port, and with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = || text.parse().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip())).ok();
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare().or_else(in_brackets).map(|address: IpAddr| address.to_canonical())
}

/// The `for` of one element of `Forwarded`. A comma in a quoted value makes two elements of it that cannot be read,
/// and an address has none.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut named = element.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim())
    });
    let value = named.next()?;
    if named.next().is_some() {
        return None;
    }
    address(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::config::clients::network;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn trusted(field: ClientField) -> TrustedProxies {
        TrustedProxies {
            networks: ["10.0.0.0/8", "2001:db8::/32"].map(|text| network(text).expect("a network")).into(),
            field,
        }
    }

    fn client(field: ClientField, peer: &str, lines: &[&str]) -> String {
        let name = if field == ClientField::Forwarded { header::FORWARDED } else { FORWARDED_FOR };
        let headers = lines.iter().map(|line| (name.clone(), HeaderValue::from_str(line).expect("visible")));
        trusted(field).client(ip(peer), &headers.collect()).to_string()
    }

    #[test]
    fn m1_only_a_trusted_proxy_says_who_its_client_is() {
        let check = |peer, lines: &[&str], expected| {
            assert_eq!(client(ClientField::XForwardedFor, peer, lines), expected, "{peer} {lines:?}");
        };
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("10.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("::ffff:10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7");
        check("10.0.0.1", &[], "10.0.0.1");
        // What the client itself wrote stands at the left.
        check("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"], "198.51.100.7");
        check("10.0.0.1", &["1.1.1.1", "198.51.100.7", "2001:db8::5"], "198.51.100.7");
        check("10.0.0.1", &["1.1.1.1, unknown, 10.0.0.2"], "10.0.0.2");
        check("10.0.0.1", &["1.1.1.1, "], "10.0.0.1");
        check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3");
        check("10.0.0.1", &["[2001:470::1]:443"], "2001:470::1");
    }

    #[test]
    fn m1_forwarded_is_read_by_its_grammar() {
        let check =
            |line, expected| assert_eq!(client(ClientField::Forwarded, "10.0.0.1", &[line]), expected, "{line}");
        check("for=198.51.100.7", "198.51.100.7");
        check("for=1.1.1.1, For=\"198.51.100.7:80\";proto=https;by=10.0.0.1", "198.51.100.7");
        check("for=\"[2001:470::1]:4711\"", "2001:470::1");
        check("for=_hidden", "10.0.0.1");
        check("for=1.1.1.1;for=198.51.100.7", "10.0.0.1");
        check("for=\"1.1.1.1, for=198.51.100.7\"", "10.0.0.1");
        check("proto=https", "10.0.0.1");
    }

    proptest! {
        /// Whatever a stranger writes, behind a proxy that adds their address they are that address.
        #[test]
        fn m1_nobody_takes_the_name_of_another(written in "[ -~]{0,80}") {
            let line = format!("{written}, 198.51.100.7");
            prop_assert_eq!(client(ClientField::XForwardedFor, "10.0.0.1", &[&line]), "198.51.100.7");
            let line = written.trim().to_owned();
            prop_assert_eq!(client(ClientField::XForwardedFor, "10.0.0.1", &[&line, "198.51.100.7"]), "198.51.100.7");
        }
    }
}
