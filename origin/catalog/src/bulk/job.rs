//! The job that does what edits of many products say.

use std::time::Duration;

use origin_messaging::Job;
use origin_platform::Stores;

use super::step::step;

/// How long nothing is looked for where nothing was to do.
const PAUSE: Duration = Duration::from_millis(500);
/// The wait between two steps, in which others change products.
const BREATH: Duration = Duration::from_millis(1);
/// The wait after something failed.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Changes what edits of many products say, and takes it back. Any number of processes may run it.
pub fn run_bulk_edits(stores: Stores) -> Job {
    Job::always("schedule", move |mut shutdown| async move {
        loop {
            let wait = match step(&stores.db).await {
                Ok(true) => BREATH,
                Ok(false) => PAUSE,
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(job = "schedule", error, "a step of an edit of many products failed; trying again");
                    AFTER_FAILURE
                }
            };
            if !shutdown.pause(wait).await {
                return Ok(());
            }
        }
    })
}
