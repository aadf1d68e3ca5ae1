//! What is looked for and what becomes of it, counted in memory and told by NATS some seconds later: by day, and with nothing
//! that tells one shopper from another. And what is learnt of it.

mod chosen;
mod job;
mod outcomes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context as _;
use api::event::{Event, SEARCHES_COUNTED, SearchesCounted};
use api::search::{OutcomeCount, SearchCount};
use async_nats::jetstream;
use domain::{EventId, Locale, Slug};
use origin_messaging::stream;
use origin_platform::Stores;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

pub(crate) use chosen::ChosenProducts;
pub(crate) use job::job;
pub(crate) use outcomes::create_search_outcome;

/// How often what was counted is told.
const TOLD: Duration = Duration::from_secs(10);
/// Queries that are counted in that time: what comes beyond is not, so that a flood of them costs nothing.
const MAX_QUERIES: usize = 500;
/// Products of queries of which is counted in that time what became of them.
const MAX_OUTCOMES: usize = 500;
/// How often one product of a query counts in that time, at most.
const MAX_OF_ONE: u32 = 10;
/// Characters of the longest query that is counted.
const MAX_CHARS: usize = 60;
/// Digits of a query that is counted: more may be a telephone number, an account or a card.
const MAX_DIGITS: usize = 8;

/// What one process has counted and not told yet.
#[derive(Clone)]
pub(crate) struct Tally(Arc<Kept>);

struct Kept {
    stores: Stores,
    counts: Mutex<HashMap<(Locale, String), SearchCount>>,
    outcomes: Mutex<HashMap<(Locale, String, Slug), OutcomeCount>>,
    telling: Once,
}

impl Tally {
    pub(crate) fn new(stores: Stores) -> Self {
        Self(Arc::new(Kept::new(stores)))
    }

    /// Counts a search for a query in its normal form. From the first one on what is counted is told.
    pub(crate) fn add(&self, locale: Locale, query: &str, is_empty: bool, took: Duration) {
        self.0.add(locale, query, is_empty, took);
        self.begin();
    }

    /// Counts that a product was opened after a search for a query in its normal form, or put into the cart (`added`).
    pub(crate) fn add_outcome(&self, locale: Locale, query: &str, slug: Slug, added: bool) {
        self.0.add_outcome(locale, query, slug, added);
        self.begin();
    }

    fn begin(&self) {
        self.0.telling.call_once(|| drop(tokio::spawn(tell(Arc::downgrade(&self.0)))));
    }
}

impl Kept {
    fn new(stores: Stores) -> Self {
        Self { stores, counts: Mutex::default(), outcomes: Mutex::default(), telling: Once::new() }
    }

    fn outcomes(&self) -> MutexGuard<'_, HashMap<(Locale, String, Slug), OutcomeCount>> {
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<(Locale, String), SearchCount>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, locale: Locale, query: &str, is_empty: bool, took: Duration) {
        if !may_be_kept(query) {
            return;
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).min(u64::from(u32::MAX));
        let mut counts = self.counts();
        let key = (locale, query.to_owned());
        if counts.len() >= MAX_QUERIES && !counts.contains_key(&key) {
            return;
        }
        let query = query.to_owned();
        let none = SearchCount { locale, query, searches: 0, empty: 0, micros: 0, slowest_micros: 0 };
        let count = counts.entry(key).or_insert(none);
        count.searches += 1;
        count.empty += u64::from(is_empty);
        count.micros += micros;
        count.slowest_micros = count.slowest_micros.max(micros);
    }

    fn add_outcome(&self, locale: Locale, query: &str, slug: Slug, added: bool) {
        if !may_be_kept(query) {
            return;
        }
        let mut outcomes = self.outcomes();
        let key = (locale, query.to_owned(), slug.clone());
        if outcomes.len() >= MAX_OUTCOMES && !outcomes.contains_key(&key) {
            return;
        }
        let query = query.to_owned();
        let outcome = outcomes.entry(key).or_insert(OutcomeCount { locale, query, slug, clicks: 0, additions: 0 });
        let counted = if added { &mut outcome.additions } else { &mut outcome.clicks };
        *counted = (*counted + 1).min(MAX_OF_ONE);
    }

    /// Tells what was counted, and forgets it; if NATS is away, that is lost: it is a sample.
    async fn tell(&self) -> anyhow::Result<()> {
        let counts: Vec<SearchCount> = std::mem::take(&mut *self.counts()).into_values().collect();
        let outcomes: Vec<OutcomeCount> = std::mem::take(&mut *self.outcomes()).into_values().collect();
        if counts.is_empty() && outcomes.is_empty() {
            return Ok(());
        }
        let now = origin_platform::clock::utc();
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: SEARCHES_COUNTED.to_owned(),
            occurred_at: now.format(&Rfc3339).context("the clock is far off")?,
            tags: Vec::new(),
            data: serde_json::to_value(SearchesCounted { day: now.date().to_string(), counts, outcomes })?,
            replay_of: None,
            hard: false,
        };
        stream::publish(&jetstream::new(self.stores.nats.clone()), &event).await
    }
}

/// Whether a query says nothing of whoever asked. Some type their address or their number into any field that there is.
fn may_be_kept(query: &str) -> bool {
    !query.is_empty()
        && query.chars().count() <= MAX_CHARS
        && !query.contains('@')
        && query.chars().filter(|c| c.is_numeric()).count() <= MAX_DIGITS
}

/// Tells from time to time, until nobody counts any more.
async fn tell(kept: Weak<Kept>) {
    loop {
        tokio::time::sleep(TOLD).await;
        let Some(kept) = kept.upgrade() else { return };
        if let Err(error) = kept.tell().await {
            tracing::warn!(error = format!("{error:#}"), "what was looked for in the last seconds is not counted");
        }
    }
}
