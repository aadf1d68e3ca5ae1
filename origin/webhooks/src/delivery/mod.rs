//! Delivering events to the merchant's own programs: records deliveries as events come, and sends what is due.

mod client;
mod metrics;
#[cfg(test)]
mod receiver;
mod sender;
mod signature;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Context as _;
use api::event::SUBJECTS;
use origin_messaging::{BatchError, Handler, Job, Received, Subscription};
use origin_platform::Stores;
use tokio::sync::Notify;

use crate::Rules;
pub use metrics::register_metrics;

use client::Client;
use sender::Sender;

/// The jobs' name.
const NAME: &str = "webhooks";
const SUBSCRIPTION: Subscription = Subscription { name: "webhooks", subject: SUBJECTS, max_batch: 256 };

/// The jobs that record deliveries and send them, to addresses that `rules` allow. They belong in one process: the
/// one wakes the other.
pub fn jobs(stores: &Stores, rules: Rules) -> Vec<Job> {
    let wake = Arc::new(Notify::new());
    let recorder = Recorder { stores: stores.clone(), wake: wake.clone() };
    let sender = Sender::new(stores.clone(), Client::new(rules));
    let send = Job::always(NAME, async move |shutdown| {
        sender::run(sender, &wake, shutdown).await;
        Ok(())
    });
    vec![Job::on_events(NAME, stores.clone(), SUBSCRIPTION, recorder), send]
}

/// Makes deliveries of events.
struct Recorder {
    stores: Stores,
    /// The sender in this process need not wait until it looks again.
    wake: Arc<Notify>,
}

impl Handler for Recorder {
    type Data = serde_json::Value;

    async fn handle(&self, events: &[Received<serde_json::Value>]) -> Result<(), BatchError> {
        let events: Vec<_> = events.iter().map(|received| (received.event.clone(), received.cause.clone())).collect();
        let recorded = crate::record(&self.stores.db, &events).await.context("recording deliveries")?;
        if recorded > 0 {
            self.wake.notify_one();
        }
        Ok(())
    }
}
