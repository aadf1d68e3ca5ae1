//! How much there may be at once, in all and of one address: of connections, or of the bytes that they send.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use api::edge::client::network;

/// A subscriber of IPv6 has at least so much.
const PREFIX: u8 = 64;

/// Permits for connections, or for bytes.
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

/// A permit, or several, released when it is dropped.
#[derive(Debug)]
pub struct Permit {
    permits: Arc<Permits>,
    /// Whose share it is taken from; none if from nobody's.
    owner: Option<IpAddr>,
    count: usize,
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
        self.take_many(client, 1)
    }

    /// Takes `count` permits for a client, all or none.
    ///
    /// # Errors
    /// [`PermitRejection`].
    pub fn take_many(self: &Arc<Self>, client: IpAddr, count: usize) -> Result<Permit, PermitRejection> {
        let owner = Some(network(client, PREFIX));
        self.add(owner, count)?;
        Ok(Permit { permits: Arc::clone(self), owner, count })
    }

    /// Takes a permit for somebody who has no share, such as a proxy that stands for many clients.
    ///
    /// # Errors
    /// [`PermitRejection::All`].
    pub fn take_shared(self: &Arc<Self>) -> Result<Permit, PermitRejection> {
        self.add(None, 1)?;
        Ok(Permit { permits: Arc::clone(self), owner: None, count: 1 })
    }

    fn add(&self, owner: Option<IpAddr>, count: usize) -> Result<(), PermitRejection> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all = taken.all.saturating_add(count);
        if let Some(owner) = owner {
            // Its own share first: whoever has used it up learns that, and not that others have.
            let own = self.share(&taken, owner, count)?;
            if all <= self.max {
                taken.of.insert(owner, own);
            }
        }
        if all > self.max {
            return Err(PermitRejection::All);
        }
        taken.all = all;
        Ok(())
    }

    /// What somebody has with so many more.
    fn share(&self, taken: &Taken, owner: IpAddr, count: usize) -> Result<usize, PermitRejection> {
        let own = taken.of.get(&owner).copied().unwrap_or(0).saturating_add(count);
        if self.max_of_one > 0 && own > self.max_of_one { Err(PermitRejection::OfOne) } else { Ok(own) }
    }
}

impl Permit {
    /// How many permits it is.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Takes so many more for the same client.
    ///
    /// # Errors
    /// [`PermitRejection`]; what it had, it keeps.
    pub fn grow(&mut self, by: usize) -> Result<(), PermitRejection> {
        self.permits.add(self.owner, by)?;
        self.count += by;
        Ok(())
    }

    /// Says whose share a permit is taken from, which was nobody's until now.
    ///
    /// # Errors
    /// [`PermitRejection::OfOne`].
    pub fn assign(&mut self, client: IpAddr) -> Result<(), PermitRejection> {
        if self.owner.is_some() {
            return Ok(());
        }
        let owner = network(client, PREFIX);
        let mut taken = self.permits.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = self.permits.share(&taken, owner, self.count)?;
        taken.of.insert(owner, own);
        drop(taken);
        self.owner = Some(owner);
        Ok(())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut taken = self.permits.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(self.count);
        let Some(owner) = self.owner else { return };
        match taken.of.get_mut(&owner) {
            Some(count) if *count > self.count => *count -= self.count,
            _ => drop(taken.of.remove(&owner)),
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
    fn m1_a_proxy_has_no_share_and_its_clients_have_theirs() {
        let permits = Permits::new(9, 1);
        let mut first = permits.take_shared().expect("free");
        let mut second = permits.take_shared().expect("free");
        first.assign(address("192.0.2.1")).expect("its share");
        assert_eq!(second.assign(address("192.0.2.1")), Err(PermitRejection::OfOne));
        second.assign(address("192.0.2.2")).expect("another's share");
        drop((first, second));
        let taken = permits.taken.lock().expect("nobody panicked");
        assert_eq!((taken.all, taken.of.len()), (0, 0));
    }

    #[test]
    fn what_grows_is_released_whole() {
        let permits = Permits::new(100, 60);
        let mut first = permits.take_many(address("192.0.2.1"), 20).expect("free");
        first.grow(40).expect("its share");
        assert_eq!(first.grow(1), Err(PermitRejection::OfOne));
        assert_eq!(first.count(), 60);
        let mut second = permits.take_many(address("192.0.2.2"), 40).expect("what is left");
        assert_eq!(second.grow(1), Err(PermitRejection::All));
        assert_eq!(permits.take_many(address("192.0.2.3"), 1).err(), Some(PermitRejection::All));
        drop(first);
        second.grow(20).expect("released");
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
