//! The job that does what edits of many products say.

use origin_messaging::Job;
use origin_platform::Stores;

use super::step::step;

/// Changes what edits of many products say, and takes it back. Any number of processes may run it.
pub fn run_bulk_edits(stores: Stores) -> Job {
    Job::by_steps("schedule", "an edit of many products", move || {
        let stores = stores.clone();
        async move { step(&stores.db).await }
    })
}
