//! Addresses that somebody else chose, such as those of webhooks and of pictures: never into the operator's own network by
//! accident.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

const MAX_LENGTH: usize = 2000;

/// What an operator allows beyond `https` to the public internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Addresses without encryption.
    pub allow_http: bool,
    /// Hosts of private networks and this host itself.
    pub allow_private: bool,
}

/// Such an address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whether to speak TLS.
    pub tls: bool,
    /// The host's name, or its IP address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What the header `Host` says.
    pub authority: String,
    /// Path and query.
    pub path: String,
}

impl Rules {
    /// Takes an address apart. What a name stands for is not looked up here: that is checked at each
    /// attempt, by [`Rules::allow_ip`].
    ///
    /// # Errors
    /// A sentence that says what is wrong with the address.
    pub fn read(self, url: &str) -> Result<Address, &'static str> {
        const ADVICE: &str = "Give an address such as https://example.com/events.";
        if url.len() > MAX_LENGTH || url.contains('#') || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("Give an address of at most 2000 ASCII characters, without blanks and without “#”.");
        }
        let uri: Uri = url.parse().map_err(|_| ADVICE)?;
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(ADVICE),
        };
        let authority = uri.authority().ok_or(ADVICE)?;
        if authority.as_str().contains('@') {
            return Err("The address must not hold a user or a password.");
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        if host.is_empty() || host.starts_with('.') {
            return Err(ADVICE);
        }
        let ip: Option<IpAddr> = host.parse().ok();
        let this_host = host == "localhost" || host.ends_with(".localhost") || ip.is_some_and(is_loopback);
        if !tls && !self.allow_http && !this_host {
            return Err("Use https: what is sent without it can be read and changed on its way.");
        }
        if this_host && !self.allow_private || ip.is_some_and(|ip| !self.allow_ip(ip)) {
            return Err("This is an address of a private network; give one that the public internet can reach.");
        }
        let port = match authority.port_u16() {
            Some(0) => return Err(ADVICE),
            Some(port) => port,
            // A port that cannot be read is not the same as none.
            None if authority.as_str() != authority.host() => return Err(ADVICE),
            None if tls => 443,
            None => 80,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Address { tls, host, port, authority: authority.as_str().to_owned(), path })
    }

    /// Whether this IP address may be called.
    pub fn allow_ip(self, ip: IpAddr) -> bool {
        self.allow_private || is_public(ip)
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// Whether the public internet routes to it (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match a {
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (168, _) | (0, 0 | 2) | (88, 99)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    if (a, b, c, d, e, f) == (0x64, 0xff9b, 0, 0, 0, 0) {
        // NAT64: an IPv4 address in other clothes.
        let [g, h] = [g.to_be_bytes(), h.to_be_bytes()];
        return is_public_v4(Ipv4Addr::new(g[0], g[1], h[0], h[1]));
    }
    // Beside 2000::/3 nothing is routed. In it, 2001::/23 and 2002::/16 lead into tunnels and
    // 2001:db8::/32 and 3fff::/20 are for examples.
    let special = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    a & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Rules = Rules { allow_http: false, allow_private: false };

    #[test]
    fn only_https_to_public_hosts_is_taken() {
        let address = STRICT.read("https://Example.com/events?a=1").expect("an address");
        let expect = Address {
            tls: true,
            host: "example.com".to_owned(),
            port: 443,
            authority: "Example.com".to_owned(),
            path: "/events?a=1".to_owned(),
        };
        assert_eq!(address, expect);
        assert_eq!(STRICT.read("https://[2606:4700::1111]:8443").expect("an address").port, 8443);
        for bad in [
            "",
            "example.com",
            "/events",
            "ftp://example.com",
            "https://",
            "https:///a",
            "http://example.com",
            "https://user:password@example.com",
            "https://example.com/#a",
            "https://example.com/a b",
            "https://exämple.com",
            "https://localhost",
            "https://shop.localhost/",
            "http://localhost/",
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:192.168.1.1]/",
            "https://169.254.169.254/latest",
            "https://example.com:0/",
            "https://example.com:99999/",
            &format!("https://example.com/{}", "a".repeat(MAX_LENGTH)),
        ] {
            assert!(STRICT.read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn each_permission_is_its_own() {
        let http = Rules { allow_http: true, ..STRICT };
        assert!(http.read("http://example.com/").is_ok() && http.read("http://10.0.0.1/").is_err());
        let private = Rules { allow_private: true, ..STRICT };
        for good in ["http://127.0.0.1:9/a", "http://localhost/", "http://[::1]:9/", "https://10.0.0.1/"] {
            assert!(private.read(good).is_ok(), "{good}");
        }
        assert!(private.read("http://10.0.0.1/").is_err(), "only this host needs no encryption");
        assert!(private.allow_ip(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }

    #[test]
    fn what_the_internet_does_not_route_to_is_not_public() {
        for special in [
            "0.0.0.0",
            "0.1.2.3",
            "10.9.8.7",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::",
            "100::1",
            "3fff::1",
        ] {
            assert!(!STRICT.allow_ip(special.parse().expect("an address")), "{special}");
        }
        for public in
            ["1.1.1.1", "100.63.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "2a00::1", "64:ff9b::101:101"]
        {
            assert!(STRICT.allow_ip(public.parse().expect("an address")), "{public}");
        }
    }
}
