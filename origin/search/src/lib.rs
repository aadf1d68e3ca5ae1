//! Finding products by words: the service over the engine (`engine/`), and the job that keeps its index.

mod announce;
mod asked;
mod background;
mod companions;
mod endpoint;
mod facets;
mod found;
mod health;
mod job;
mod learning;
mod metrics;
mod rules;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use axum::Router;
use domain::Locale;
use origin_messaging::Job;
use origin_platform::{Stores, mount};
use origin_search_engine::Steering;

use learning::{ChosenProducts, Tally};
use rules::Rules;

pub use health::router as health_router;
pub use job::reindex;
pub use metrics::register as register_metrics;
pub use origin_search_engine::{Found, Index, IndexWriterHandle, List, Suggested, goes_on};

/// The search service.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    index: Index,
    rules: Rules,
    tally: Tally,
    chosen: ChosenProducts,
}

impl Service {
    /// What holds now for a query in its normal form beyond what products say: the merchant's rules, and what was learnt.
    pub(crate) async fn steering(&self, locale: Locale, query: &str) -> Option<Steering> {
        let steering = self.rules.steering(locale, query).await;
        match self.chosen.of(locale, query) {
            chosen if chosen.is_empty() => steering,
            chosen => Some(steering.unwrap_or_default().with_chosen(chosen)),
        }
    }
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The jobs: one keeps the index in the directory `index`, in one process only, and fails if that cannot be opened; the
/// other adds up what is looked for.
pub fn jobs(stores: &Stores, index: PathBuf) -> Vec<Job> {
    vec![job::job(stores.clone(), index), learning::job(stores.clone())]
}

/// The service's endpoints, answering from `index`.
pub fn router(stores: Stores, index: Index) -> Router {
    let router = mount::<api::search::Search, _, _, _>(Router::new(), endpoint::search);
    let router = mount::<api::search::ListSuggestions, _, _, _>(router, endpoint::list_suggestions);
    let router = mount(router, facets::list_facets);
    let router = mount(router, found::list_found);
    let router = mount(router, companions::list_companions);
    let router = mount(router, endpoint::explain_search);
    let router = mount(router, learning::create_search_outcome);
    let rules = Rules::new(stores.clone());
    let tally = Tally::new(stores.clone());
    let chosen = ChosenProducts::new(stores.clone());
    router.with_state(Service { stores, index, rules, tally, chosen })
}
