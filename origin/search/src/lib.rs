//! Finding products by words: a full-text index on disk, written by one process and read by many.

mod analysis;
mod background;
mod document;
mod endpoint;
mod fields;
mod index;
mod job;
mod query;
#[cfg(test)]
mod tests;
mod writer;

use axum::Router;
use origin_platform::{Stores, mount};

pub use index::{Found, Index};
pub use job::{job, reindex};
pub use writer::IndexWriterHandle;

/// The search service.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    index: Index,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The service's endpoint, answering from `index`.
pub fn router(stores: Stores, index: Index) -> Router {
    let router = mount::<api::search::Search, _, _, _>(Router::new(), endpoint::search);
    router.with_state(Service { stores, index })
}
