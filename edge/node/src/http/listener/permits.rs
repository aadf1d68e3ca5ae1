//! How many connections there may be at once, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Permits for connections.
#[derive(Debug)]
pub struct Permits {
    max: usize,
    max_of_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// A permit that is released when it is dropped.
#[derive(Debug)]
pub struct Permit {
    permits: Arc<Permits>,
    owner: IpAddr,
}

/// Why there is no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermitRejection {
    /// All permits are taken.
    All,
    /// This address has its share.
    OfOne,
}

impl Permits {
    /// `max` permits, of which one address may have `max_of_one`; 0 is no limit of its own.
    pub fn new(max: usize, max_of_one: usize) -> Arc<Self> {
        Arc::new(Self { max, max_of_one, taken: Mutex::default() })
    }

    /// Takes a permit for a client.
    ///
    /// # Errors
    /// [`PermitRejection`].
    pub fn take(self: &Arc<Self>, client: IpAddr) -> Result<Permit, PermitRejection> {
        let owner = owner(client);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.max {
            return Err(PermitRejection::All);
        }
        let own = taken.of.get(&owner).copied().unwrap_or(0);
        if self.max_of_one > 0 && own >= self.max_of_one {
            return Err(PermitRejection::OfOne);
        }
        taken.of.insert(owner, own + 1);
        taken.all += 1;
        Ok(Permit { permits: Arc::clone(self), owner })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut taken = self.permits.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        match taken.of.get_mut(&self.owner) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.of.remove(&self.owner)),
        }
    }
}

/// Who an address belongs to: a subscriber of IPv6 has a whole /64.
fn owner(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn each_address_has_its_share_and_releases_it() {
        let permits = Permits::new(3, 2);
        let first = permits.take(address("192.0.2.1")).expect("free");
        let _second = permits.take(address("::ffff:192.0.2.1")).expect("the same address, written differently");
        assert_eq!(permits.take(address("192.0.2.1")).err(), Some(PermitRejection::OfOne));
        let _other = permits.take(address("192.0.2.2")).expect("another's share");
        assert_eq!(permits.take(address("192.0.2.3")).err(), Some(PermitRejection::All));
        drop(first);
        let _again = permits.take(address("192.0.2.1")).expect("released");
    }

    #[test]
    fn a_whole_network_of_one_subscriber_counts_as_one() {
        let permits = Permits::new(9, 1);
        let _one = permits.take(address("2001:db8::1")).expect("free");
        assert_eq!(permits.take(address("2001:db8::ffff:2")).err(), Some(PermitRejection::OfOne));
        let _other = permits.take(address("2001:db8:0:1::1")).expect("another network");
    }

    #[test]
    fn nothing_is_remembered_of_those_who_left() {
        let permits = Permits::new(9, 0);
        let held: Vec<_> = (0..9).map(|_| permits.take(address("192.0.2.1")).expect("free")).collect();
        drop(held);
        let taken = permits.taken.lock().expect("nobody panicked");
        assert_eq!((taken.all, taken.of.len()), (0, 0));
    }
}
