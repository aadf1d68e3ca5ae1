//! Finding products by words: the service over the engine (`engine/`), and the job that keeps its index.

mod announce;
mod background;
mod endpoint;
mod facets;
mod job;
mod metrics;
mod rules;
#[cfg(test)]
mod tests;
mod untold;

use axum::Router;
use origin_platform::{Stores, mount};

use rules::Rules;

pub use job::{job, reindex};
pub use metrics::register as register_metrics;
pub use origin_search_engine::{Found, Index, IndexWriterHandle, List, Suggested, goes_on};

/// The search service.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    index: Index,
    rules: Rules,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The service's endpoints, answering from `index`.
pub fn router(stores: Stores, index: Index) -> Router {
    let router = mount::<api::search::Search, _, _, _>(Router::new(), endpoint::search);
    let router = mount::<api::search::ListSuggestions, _, _, _>(router, endpoint::list_suggestions);
    let router = mount(router, facets::list_facets);
    let router = mount(router, endpoint::explain_search);
    let rules = Rules::new(stores.clone());
    router.with_state(Service { stores, index, rules })
}
