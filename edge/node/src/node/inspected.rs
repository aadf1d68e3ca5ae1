//! What operators are shown of a node.

use bytes::Bytes;
use freshness::TagVersions;
use http::Response;

use super::Node;
use crate::admin::Inspected;
use crate::cache::page_cache::PageCache;
use crate::metrics::Metrics;

impl Inspected for Node {
    fn tags(&self) -> &TagVersions {
        &self.tags
    }

    fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    fn pages(&self) -> Option<&PageCache> {
        self.worker.get().map(|worker| &*worker.pages)
    }

    fn health(&self) -> Response<Bytes> {
        self.health.report(self.worker.get().is_some(), &self.tags, true)
    }

    fn read_sequence(&self) -> u64 {
        self.health.read_sequence()
    }

    fn key_value_size(&self) -> (u64, u64) {
        self.worker.get().map(|worker| worker.key_value.size()).unwrap_or_default()
    }
}
