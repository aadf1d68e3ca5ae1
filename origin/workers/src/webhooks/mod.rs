//! Tells the merchant's own programs of events: records deliveries as events come, sends what is
//! due, and tells the merchant of receivers that were given up.

mod client;
mod notice;
#[cfg(test)]
mod receiver;
mod sender;
mod signature;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Context as _;
use api::event::{Event, SUBJECTS};
use origin_platform::{Stores, webhooks};
use tokio::sync::Notify;

use crate::WorkerConfig;
use crate::consumer::{self, Failed, Handler, Received, Subscription};
use crate::shutdown::Shutdown;
use client::Client;
use notice::Notices;
use sender::Sender;

const SUBSCRIPTION: Subscription = Subscription { name: "webhooks", subject: SUBJECTS, most: 256 };

/// Records and sends until the worker shall end. Attempts that have begun are finished first.
///
/// # Errors
/// If the configuration of mails is wrong.
pub(crate) async fn run(stores: Stores, config: &WorkerConfig, shutdown: Shutdown) -> anyhow::Result<()> {
    let notices = Notices::new(stores.clone(), config)?;
    let wake = Arc::new(Notify::new());
    let recorder = Recorder { stores: stores.clone(), wake: wake.clone() };
    let sender = Sender::new(stores.clone(), Client::new(config.webhooks));
    tokio::join!(
        consumer::run(stores, SUBSCRIPTION, &recorder, shutdown.clone()),
        sender::run(sender, &wake, shutdown.clone()),
        notice::run(notices, shutdown),
    );
    Ok(())
}

/// Makes deliveries of events.
struct Recorder {
    stores: Stores,
    /// The sender in this process need not wait until it looks again.
    wake: Arc<Notify>,
}

impl Handler for Recorder {
    type Data = serde_json::Value;

    async fn handle(&self, events: &[Received<serde_json::Value>]) -> Result<(), Failed> {
        let events: Vec<Event> = events.iter().map(|received| received.event.clone()).collect();
        let recorded = webhooks::record(&self.stores.db, &events).await.context("recording deliveries")?;
        if recorded > 0 {
            self.wake.notify_one();
        }
        Ok(())
    }
}
