//! What must hold of every answer, whatever happened.
//!
//! - **Never resurrected**: once a node has heard that something changed, it shows nothing older.
//! - **Never older than the bound**: nothing is shown that has been untrue for longer than [`BOUND`].
//! - **Forbidden**: what a hard purge forbids is not shown for want of anything newer either.
//!
//! The first two hold of what is sent for good; what a node sends because nothing newer can be had is marked as
//! such, and only the last holds of it.
//!
//! That an answer shows something older than one before it, of the same page by the same node, is counted: while news of
//! a change is on its way, two fills of the same data may end in either order.

use std::collections::HashMap;

use freshness::MAX_WITHOUT_PURGES;

use crate::clock::MILLISECOND;
use crate::event::PopId;
use crate::origin::{Change, Fact, Origin};

/// The longest that something untrue is shown as if it were true, in microseconds: ten seconds while purges do not
/// arrive, and the way of an answer from the origin.
pub const BOUND: u64 = MAX_WITHOUT_PURGES.as_micros() as u64 + 700 * MILLISECOND;

/// What a client was sent.
#[derive(Clone, Debug)]
pub struct Seen {
    /// By which node.
    pub pop: PopId,
    /// For which address.
    pub page: String,
    /// Of which product.
    pub product: usize,
    /// When it was asked for.
    pub asked: u64,
    /// The text and the price it shows.
    pub shown: [u64; 2],
    /// What was shown before it was asked for.
    pub least: [u64; 2],
    /// Whether it is marked as old.
    pub marked: bool,
}

/// A thing a run must not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Something older than what the node had heard of.
    Resurrected,
    /// Something that was untrue for longer than the bound.
    TooOld,
    /// Something that a hard purge forbids.
    Forbidden,
}

/// Something that was wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What does not hold.
    pub broken: Broken,
    /// Of what.
    pub fact: Fact,
    /// What the node had heard of when it was asked.
    pub known: u64,
    /// The answer.
    pub seen: Seen,
}

/// How late what was shown was, and what was wrong.
#[derive(Debug, Default)]
pub struct Checks {
    /// By node, product and fact: what it has heard, and when; rising in both.
    heard: HashMap<(PopId, usize, Fact), Vec<(u64, u64)>>,
    /// By node: how far it has come in what was told, and when; rising in both. What lies before that it has heard or
    /// knows that it has missed; a change that another passed over lies behind it.
    reached: HashMap<PopId, Vec<(u64, u64)>>,
    /// By node and address: the newest that was shown.
    shown: HashMap<(PopId, String), [u64; 2]>,
    /// Answers that were looked at.
    pub answers: u64,
    /// Those of them that were marked as old.
    pub marked: u64,
    /// Those that showed something that was not true any more, and was not marked.
    pub untrue: u64,
    /// For how long the oldest of these had been untrue, in microseconds.
    pub worst: u64,
    /// Those that showed something older than one before them.
    pub backwards: u64,
    /// What was wrong.
    pub broken: Vec<Finding>,
}

impl Checks {
    /// A node has heard of a change.
    pub fn hears(&mut self, pop: PopId, change: Change, now: u64) {
        let heard = self.heard.entry((pop, change.product, change.fact)).or_default();
        if heard.last().is_none_or(|(version, _)| *version < change.version) {
            heard.push((change.version, now));
        }
        let reached = self.reached.entry(pop).or_default();
        if reached.last().is_none_or(|(told, _)| *told < change.told) {
            reached.push((change.told, now));
        }
    }

    /// A node begins anew with nothing stored: what it shows from now on for its first time cannot be older than
    /// what is true now.
    pub fn begins(&mut self, pop: PopId, origin: &Origin, products: usize, now: u64) {
        for product in 0..products {
            for fact in Fact::ALL {
                let version = origin.version(product, fact, now);
                self.hears(pop, Change { product, fact, version, hard: false, committed: now, told: origin.told }, now);
            }
        }
    }

    /// The newest that was shown until now.
    pub fn least(&self, pop: PopId, page: &str) -> [u64; 2] {
        self.shown.get(&(pop, page.to_owned())).copied().unwrap_or([0, 0])
    }

    /// Looks at an answer.
    pub fn sees(&mut self, seen: Seen, origin: &Origin) {
        self.answers += 1;
        self.marked += u64::from(seen.marked);
        let reached = self.reached.get(&seen.pop).map_or(&[][..], Vec::as_slice);
        let reached = reached.iter().take_while(|(_, at)| *at <= seen.asked).last().map_or(0, |(told, _)| *told);
        let mut untrue_for = 0;
        for fact in Fact::ALL {
            let finding = |broken, known| Finding { broken, fact, known, seen: seen.clone() };
            let shown = seen.shown[fact as usize];
            let known = self.heard.get(&(seen.pop, seen.product, fact)).map_or(&[][..], Vec::as_slice);
            let before = known.iter().take_while(|(_, at)| *at <= seen.asked);
            let known = before.map(|(version, _)| *version).max().unwrap_or(0);
            if shown < origin.forbidding(seen.product, fact, reached) {
                self.broken.push(finding(Broken::Forbidden, known));
            }
            if seen.marked {
                continue;
            }
            let since = origin.untrue_since(seen.product, fact, shown).unwrap_or(u64::MAX);
            let age = seen.asked.saturating_sub(since);
            untrue_for = untrue_for.max(age);
            if age > BOUND {
                self.broken.push(finding(Broken::TooOld, known));
            }
            if shown < known {
                self.broken.push(finding(Broken::Resurrected, known));
            }
            self.backwards += u64::from(shown < seen.least[fact as usize]);
        }
        if seen.marked {
            return;
        }
        self.untrue += u64::from(untrue_for > 0);
        self.worst = self.worst.max(untrue_for);
        let newest = self.shown.entry((seen.pop, seen.page)).or_default();
        for (newest, shown) in newest.iter_mut().zip(seen.shown) {
            *newest = (*newest).max(shown);
        }
    }
}
