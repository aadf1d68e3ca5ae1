//! Tells pages of price lists that begin or end.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::Stores;

use crate::pricing::price_lists::due::tell_due;

/// How often lists are looked at. Carts and orders do not wait for that.
const EVERY: Duration = Duration::from_secs(1);

/// The job that tells of them.
pub fn keep_price_lists(stores: Stores) -> Job {
    Job::by_the_clock("schedule", EVERY, move |_| {
        let stores = stores.clone();
        async move { tell_due(&stores.db).await.map(drop) }
    })
}
