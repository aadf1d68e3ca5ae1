//! What is looked for, counted in memory and told by NATS some seconds later: by day, and with nothing that tells one
//! shopper from another.

mod job;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context as _;
use api::event::{Event, SEARCHES_COUNTED, SearchesCounted};
use api::search::SearchCount;
use async_nats::jetstream;
use domain::{EventId, Locale};
use origin_messaging::stream;
use origin_platform::Stores;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

pub(crate) use job::job;

/// How often what was counted is told.
const TOLD: Duration = Duration::from_secs(10);
/// Queries that are counted in that time: what comes beyond is not, so that a flood of them costs nothing.
const MAX_QUERIES: usize = 500;
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
    telling: Once,
}

impl Tally {
    pub(crate) fn new(stores: Stores) -> Self {
        Self(Arc::new(Kept { stores, counts: Mutex::default(), telling: Once::new() }))
    }

    /// Counts a search for a query in its normal form. From the first one on what is counted is told.
    pub(crate) fn add(&self, locale: Locale, query: &str, is_empty: bool, took: Duration) {
        self.0.add(locale, query, is_empty, took);
        self.0.telling.call_once(|| drop(tokio::spawn(tell(Arc::downgrade(&self.0)))));
    }
}

impl Kept {
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

    /// Tells what was counted, and forgets it; if NATS is away, that is lost: it is a sample.
    async fn tell(&self) -> anyhow::Result<()> {
        let counts: Vec<SearchCount> = std::mem::take(&mut *self.counts()).into_values().collect();
        if counts.is_empty() {
            return Ok(());
        }
        let now = origin_platform::clock::utc();
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: SEARCHES_COUNTED.to_owned(),
            occurred_at: now.format(&Rfc3339).context("the clock is far off")?,
            tags: Vec::new(),
            data: serde_json::to_value(SearchesCounted { day: now.date().to_string(), counts })?,
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
