//! Ends holds that are over.

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::Job;
use origin_platform::Stores;

use crate::inventory::release_over;

/// How often holds are looked at: shoppers wait for their units.
const EVERY: Duration = Duration::from_secs(5);

/// The job that releases what was held for too long.
pub fn release_holds(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move { release_over(&stores.db).await.map(drop).context("releasing holds") }
    })
}
