//! What the merchant says of searches, in the memory of the process that answers them (ADR 62).

mod keeper;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use domain::Locale;
use origin_catalog::SearchRules;
use origin_platform::Stores;
use origin_search_engine::Steering;

/// The first search does not wait longer for the rules: what the index finds is better than nothing.
const TIMEOUT: Duration = Duration::from_millis(250);

/// The rules of one process. They are read with the first search, and from then on kept as they are.
#[derive(Clone)]
pub(crate) struct Rules(Arc<Kept>);

struct Kept {
    stores: Stores,
    /// None until they could be read.
    known: RwLock<Option<Arc<SearchRules>>>,
    keeping: Once,
}

impl Rules {
    pub(crate) fn new(stores: Stores) -> Self {
        Self(Arc::new(Kept { stores, known: RwLock::default(), keeping: Once::new() }))
    }

    /// What holds now for a query in its normal form; none if nothing does, or if the rules were never read.
    pub(crate) async fn steering(&self, locale: Locale, query: &str) -> Option<Steering> {
        if query.is_empty() {
            return None;
        }
        let rules = match self.0.known() {
            Some(rules) => rules,
            None => self.begin().await?,
        };
        let mut effects = rules.effects(locale, query);
        if effects.is_empty() {
            return None;
        }
        let steering = Steering::of(query, &effects);
        let Some(left) = steering.left() else { return Some(steering) };
        // What is said of the query without its stop phrases holds, too.
        let of_left = rules.effects(locale, left).into_iter();
        let of_left: Vec<_> = of_left.filter(|effect| !effects.contains(effect)).collect();
        effects.extend(of_left);
        Some(Steering::of(query, &effects))
    }

    /// Reads the rules for the first time, and has them kept.
    async fn begin(&self) -> Option<Arc<SearchRules>> {
        let read = match tokio::time::timeout(TIMEOUT, self.0.read()).await {
            Ok(read) => read.map_err(|error| format!("{error:#}")),
            Err(_) => Err(format!("no answer within {TIMEOUT:?}")),
        };
        self.0.keeping.call_once(|| drop(tokio::spawn(keeper::keep(Arc::downgrade(&self.0)))));
        read.inspect_err(|error| tracing::warn!(error, "a search was answered without the merchant's rules")).ok()
    }
}

impl Kept {
    fn known(&self) -> Option<Arc<SearchRules>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn read(&self) -> anyhow::Result<Arc<SearchRules>> {
        let rules = Arc::new(SearchRules::read(&self.stores.db).await.context("reading the rules of searches")?);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // A slow reading may end after a later one.
        if known.as_ref().is_none_or(|kept| !rules.is_older_than(kept)) {
            *known = Some(rules.clone());
        }
        Ok(rules)
    }
}
