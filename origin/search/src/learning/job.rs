//! Adds up what the processes that answer searches have told.

use anyhow::Context as _;
use api::event::{SEARCHES_COUNTED, SearchesCounted};
use origin_messaging::{BatchError, Handler, Job, Received, Subscription};
use origin_platform::Stores;

const SUBSCRIPTION: Subscription = Subscription { name: "search-counts", subject: SEARCHES_COUNTED, max_batch: 16 };

/// The job that adds up what was looked for.
pub(crate) fn job(stores: Stores) -> Job {
    Job::on_events("search", stores.clone(), SUBSCRIPTION, Counts(stores))
}

pub(super) struct Counts(pub(super) Stores);

impl Handler for Counts {
    type Data = SearchesCounted;

    async fn handle(&self, events: &[Received<SearchesCounted>]) -> Result<(), BatchError> {
        for Received { event, data, .. } in events {
            let counted = origin_catalog::count_searches(&self.0.db, event.original().0, data).await;
            counted.context("counting searches")?;
        }
        Ok(())
    }
}
