//! The address of Redis where it is one of several servers.

/// `redis+sentinel://user:password@one:26379,two:26379,three:26379/NAME`, or `rediss+sentinel://…` by TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct SentinelAddress<'a> {
    /// Whether both Redis and its Sentinels are spoken to by TLS.
    pub(crate) encrypted: bool,
    /// `user:password@`, of Redis and of its Sentinels; or nothing.
    user: &'a str,
    hosts: &'a str,
    /// What the Sentinels call the servers they watch.
    pub(crate) name: &'a str,
}

impl<'a> SentinelAddress<'a> {
    /// Reads an address; nothing if it is not of that form.
    pub(crate) fn read(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("+sentinel://")?;
        let encrypted = match scheme {
            "redis" => false,
            "rediss" => true,
            _ => return None,
        };
        let (authority, name) = rest.split_once('/')?;
        let (user, hosts) = match authority.rfind('@') {
            Some(at) => authority.split_at(at + 1),
            None => ("", authority),
        };
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        (is_name && hosts.split(',').all(|host| !host.is_empty())).then_some(Self { encrypted, user, hosts, name })
    }

    /// Each Sentinel, as an address of Redis.
    pub(crate) fn sentinels(self) -> impl Iterator<Item = String> {
        self.hosts.split(',').map(move |host| self.server(host))
    }

    /// The address of a server, `host:port`, that a Sentinel has named.
    pub(crate) fn server(self, host: &str) -> String {
        format!("redis{}://{}{host}", if self.encrypted { "s" } else { "" }, self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentinels_are_read_and_what_is_no_such_address_is_none() {
        let read = SentinelAddress::read("rediss+sentinel://me:p%40ss@one:26379,[::1]:26380/shop").expect("an address");
        assert_eq!((read.encrypted, read.name), (true, "shop"));
        let sentinels: Vec<String> = read.sentinels().collect();
        assert_eq!(sentinels, ["rediss://me:p%40ss@one:26379", "rediss://me:p%40ss@[::1]:26380"]);
        assert_eq!(read.server("10.0.0.7:6379"), "rediss://me:p%40ss@10.0.0.7:6379");
        for bad in ["redis://one/0", "redis+sentinel://one", "redis+sentinel://one,/shop", "http+sentinel://one/shop"] {
            assert!(SentinelAddress::read(bad).is_none(), "{bad}");
        }
        assert!(SentinelAddress::read("redis+sentinel://one/").is_none());
    }
}
