//! The processes of the origin: which there are, how each does, and which one a call goes to.
//!
//! A member is looked at once a second ([`probing`]); calls that get no answer tell about it sooner
//! ([`health`]). [`calling`] sends a call to the less busy of two members drawn at random, and again to
//! another if that can do no harm. [`Origins`](crate::config::origins::Origins) says who is a member, which may change at any time.

mod breaker;
mod budget;
pub mod calling;
mod health;
mod member;
pub mod probing;
#[cfg(test)]
mod tests;

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

use serde::Serialize;

use crate::config::BaseAddress;
use breaker::Breaker;
use budget::Budget;
pub use health::Seen;
use health::Tier;
use member::{Member, Permit};

/// Why a call is not even tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolRejection {
    /// No member answers, or none has for a while.
    AllDown,
    /// Every member that answers has as many calls as it may have.
    Full,
}

/// What is told of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// `unknown`, `up`, `degraded`, `draining`, `down` or `ejected`.
    pub state: &'static str,
    /// Calls that are under way.
    pub pending: usize,
    /// Calls it has answered since it became a member.
    pub answered: u64,
}

/// The members.
#[derive(Debug)]
pub struct Pool {
    members: RwLock<Vec<Arc<Member>>>,
    breaker: Mutex<Breaker>,
    budget: Mutex<Budget>,
    most: usize,
    draws: AtomicU64,
    dice: RandomState,
}

impl Pool {
    /// A pool of these members, each of which is sent `most` calls at once at most.
    pub fn new(addresses: &[BaseAddress], most: usize) -> Self {
        let pool = Self {
            members: RwLock::default(),
            breaker: Mutex::default(),
            budget: Mutex::new(Budget::new(Instant::now())),
            most,
            draws: AtomicU64::new(0),
            dice: RandomState::new(),
        };
        pool.set_members(addresses);
        pool
    }

    /// Says who is a member from now on. What was known of those who stay is kept; those who go are
    /// sent nothing new and end what they have begun.
    pub fn set_members(&self, addresses: &[BaseAddress]) {
        let mut members = self.members.write().unwrap_or_else(PoisonError::into_inner);
        let mut next: Vec<Arc<Member>> = Vec::with_capacity(addresses.len());
        for address in addresses {
            if next.iter().any(|member| member.address == *address) {
                continue;
            }
            let known = members.iter().find(|member| member.address == *address);
            next.push(known.map_or_else(|| Arc::new(Member::new(address.clone())), Arc::clone));
        }
        for gone in members.iter().filter(|member| !next.iter().any(|other| Arc::ptr_eq(member, other))) {
            tracing::info!(origin = %gone.address, "is no member of the pool any more");
        }
        *members = next;
    }

    /// Whether any member is known to answer.
    pub fn is_up(&self) -> bool {
        self.members().iter().any(|member| member.health().is_up())
    }

    /// As if a probe had found every member ready.
    #[cfg(test)]
    pub fn note_up(&self) {
        for member in self.members() {
            member.health().probed(Seen::Ready);
        }
    }

    /// What is known of each member, in the order in which they are named.
    pub fn report(&self) -> Vec<Report> {
        let now = Instant::now();
        let of = |member: &Arc<Member>| Report {
            state: member.health().word(now),
            pending: member.pending(),
            answered: member.answered(),
        };
        self.members().iter().map(of).collect()
    }

    /// A permit of a member that was not tried for this call.
    ///
    /// # Errors
    /// If there is none.
    fn pick(&self, tried: &[Arc<Member>], now: Instant) -> Result<Permit, PoolRejection> {
        let members = self.members();
        let fresh = members.iter().filter(|member| !tried.iter().any(|other| Arc::ptr_eq(member, other)));
        let ranked: Vec<(Tier, &Arc<Member>)> =
            fresh.filter_map(|member| Some((member.health().tier(now)?, member))).collect();
        let (free, full): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(_, member)| member.pending() < self.most);
        let Some(best) = free.iter().map(|(tier, _)| *tier).min() else {
            return Err(if full.is_empty() { PoolRejection::AllDown } else { PoolRejection::Full });
        };
        let best: Vec<&Arc<Member>> =
            free.into_iter().filter(|(tier, _)| *tier == best).map(|(_, member)| member).collect();
        let first = self.draw(best.len());
        let second = (first + 1 + self.draw((best.len() - 1).max(1))) % best.len();
        let chosen = if best[second].pending() < best[first].pending() { second } else { first };
        Ok(Permit::take(best[chosen], now))
    }

    /// Whether there is a member that was not tried and would get a call.
    fn has_other(&self, tried: &[Arc<Member>], now: Instant) -> bool {
        let untried = |member: &Arc<Member>| !tried.iter().any(|other| Arc::ptr_eq(member, other));
        self.members().iter().any(|member| untried(member) && member.health().tier(now).is_some())
    }

    /// Notes what became of a call to a member, and releases its permit.
    fn settle(&self, permit: Permit, answered: bool, now: Instant) {
        let member = permit.member();
        if answered {
            member.note_answer();
        } else {
            let is_well = |other: &Arc<Member>| matches!(other.health().tier(now), Some(Tier::Good | Tier::Degraded));
            let other_is_well = self.members().iter().any(|other| !Arc::ptr_eq(other, member) && is_well(other));
            if member.health().failed(now, other_is_well) {
                tracing::warn!(origin = %member.address, "gives no answers and is left out for a while");
            }
        }
        permit.end();
    }

    fn members(&self) -> Vec<Arc<Member>> {
        self.members.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number below `sides`, which is not 0.
    fn draw(&self, sides: usize) -> usize {
        let number = self.dice.hash_one(self.draws.fetch_add(1, Ordering::Relaxed));
        usize::try_from(number % sides as u64).unwrap_or(0)
    }
}
