//! One process of the origin.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::health::MemberHealth;
use crate::config::BaseAddress;

/// A member and what is known of it.
#[derive(Debug)]
pub struct Member {
    /// Where it is.
    pub address: BaseAddress,
    pending: AtomicUsize,
    answered: AtomicU64,
    health: Mutex<MemberHealth>,
    probing: AtomicBool,
}

impl Member {
    /// A member of which nothing is known.
    pub fn new(address: BaseAddress) -> Self {
        Self {
            address,
            pending: AtomicUsize::new(0),
            answered: AtomicU64::new(0),
            health: Mutex::default(),
            probing: AtomicBool::new(false),
        }
    }

    /// Calls under way.
    pub fn pending(&self) -> usize {
        self.pending.load(Ordering::Relaxed)
    }

    /// Calls it has answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// How it does.
    pub fn health(&self) -> MutexGuard<'_, MemberHealth> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an answer.
    pub fn note_answer(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.health().answered();
    }

    /// Whether a probe may start: none is under way. It has to be ended by [`Member::end_probe`].
    pub fn begin_probe(&self) -> bool {
        !self.probing.swap(true, Ordering::Relaxed)
    }

    /// The probe came back.
    pub fn end_probe(&self) {
        self.probing.store(false, Ordering::Relaxed);
    }
}

/// A permit of a member, for one call; released when dropped.
#[derive(Debug)]
pub struct Permit {
    member: Arc<Member>,
    tries: bool,
}

impl Permit {
    /// Takes a permit.
    pub fn take(member: &Arc<Member>, now: Instant) -> Self {
        member.pending.fetch_add(1, Ordering::Relaxed);
        let tries = member.health().begin(now);
        Self { member: Arc::clone(member), tries }
    }

    /// Whose permit it is.
    pub fn member(&self) -> &Arc<Member> {
        &self.member
    }

    /// The call came to an end, of which the member's health has been told: the permit is released.
    pub fn end(mut self) {
        self.tries = false;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.member.pending.fetch_sub(1, Ordering::Relaxed);
        if self.tries {
            // Its caller went away: another may try.
            self.member.health().give_up_trial();
        }
    }
}
