//! Who asks: the client's address, on its way from the edge, which sees it, to the origin, which counts for all edges.

use std::net::{IpAddr, Ipv6Addr};

use http::{HeaderMap, HeaderName};

/// The client's address, alone. The edge removes what a client sends of it, sets its own, and signs it.
pub const CLIENT: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Bits of an address of IPv6 that a subscriber commonly has.
const SUBSCRIBER: u8 = 56;

/// The client of a request that the edge has signed; none if it was made for nobody.
pub fn client(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get(CLIENT)?.to_str().ok()?.trim().parse().ok().map(|client: IpAddr| client.to_canonical())
}

/// Who shares an address, and is counted as one: a subscriber of IPv6 has many.
pub fn subscriber(client: IpAddr) -> IpAddr {
    network(client, SUBSCRIBER)
}

/// The network of an address of IPv6, of so many bits; one of IPv4 stands for itself.
pub fn network(client: IpAddr, bits: u8) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(bits.into())).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn m1_a_subscriber_is_one_client() {
        assert_eq!(subscriber(ip("2001:db8:1:2ff::1")), ip("2001:db8:1:200::"));
        assert_eq!(network(ip("2001:db8:1:2ff::1"), 64), ip("2001:db8:1:2ff::"));
        assert_eq!(subscriber(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        assert_eq!(subscriber(ip("192.0.2.1")), ip("192.0.2.1"));
        assert_eq!((network(ip("2001:db8::1"), 0), network(ip("2001:db8::1"), 128)), (ip("::"), ip("2001:db8::1")));
    }

    #[test]
    fn m1_one_address_is_read_and_no_list() {
        let of = |text: &str| client(&HeaderMap::from_iter([(CLIENT, HeaderValue::from_str(text).expect("visible"))]));
        assert_eq!(of("192.0.2.7"), Some(ip("192.0.2.7")));
        assert_eq!(of("2001:db8::7"), Some(ip("2001:db8::7")));
        assert_eq!((of("192.0.2.7, 192.0.2.8"), of("unknown"), of("")), (None, None, None));
        assert_eq!(client(&HeaderMap::new()), None);
    }
}
