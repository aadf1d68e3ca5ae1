//! How many connections there may be at once, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Places for connections.
#[derive(Debug)]
pub struct Places {
    most: usize,
    most_of_one: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// A place that is given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    owner: IpAddr,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// All places are taken.
    All,
    /// This address has its share.
    OfOne,
}

impl Places {
    /// `most` places, of which one address may have `most_of_one`; 0 is no limit of its own.
    pub fn new(most: usize, most_of_one: usize) -> Arc<Self> {
        Arc::new(Self { most, most_of_one, taken: Mutex::default() })
    }

    /// Takes a place for a client.
    ///
    /// # Errors
    /// [`Full`].
    pub fn take(self: &Arc<Self>, client: IpAddr) -> Result<Place, Full> {
        let owner = owner(client);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.most {
            return Err(Full::All);
        }
        let own = taken.of.get(&owner).copied().unwrap_or(0);
        if self.most_of_one > 0 && own >= self.most_of_one {
            return Err(Full::OfOne);
        }
        taken.of.insert(owner, own + 1);
        taken.all += 1;
        Ok(Place { places: Arc::clone(self), owner })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
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
    fn each_address_has_its_share_and_gives_it_back() {
        let places = Places::new(3, 2);
        let first = places.take(address("192.0.2.1")).expect("free");
        let _second = places.take(address("::ffff:192.0.2.1")).expect("the same address, written differently");
        assert_eq!(places.take(address("192.0.2.1")).err(), Some(Full::OfOne));
        let _other = places.take(address("192.0.2.2")).expect("another's share");
        assert_eq!(places.take(address("192.0.2.3")).err(), Some(Full::All));
        drop(first);
        let _again = places.take(address("192.0.2.1")).expect("given back");
    }

    #[test]
    fn a_whole_network_of_one_subscriber_counts_as_one() {
        let places = Places::new(9, 1);
        let _one = places.take(address("2001:db8::1")).expect("free");
        assert_eq!(places.take(address("2001:db8::ffff:2")).err(), Some(Full::OfOne));
        let _other = places.take(address("2001:db8:0:1::1")).expect("another network");
    }

    #[test]
    fn nothing_is_remembered_of_those_who_left() {
        let places = Places::new(9, 0);
        let held: Vec<_> = (0..9).map(|_| places.take(address("192.0.2.1")).expect("free")).collect();
        drop(held);
        let taken = places.taken.lock().expect("nobody panicked");
        assert_eq!((taken.all, taken.of.len()), (0, 0));
    }
}
