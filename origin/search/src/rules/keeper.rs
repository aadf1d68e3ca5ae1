//! Keeps the rules in memory as the catalogue has them, and tells caches when others hold.

use std::collections::BTreeSet;
use std::sync::Weak;
use std::time::Duration;

use anyhow::Context as _;
use api::Tag;
use api::event::{SEARCH_RULES_CHANGED, STREAM};
use async_nats::jetstream;
use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::{Ordered, OrderedConfig};
use futures::StreamExt as _;
use origin_messaging::stream;
use origin_platform::Stores;
use uuid::Uuid;

use super::Kept;
use crate::announce::announce;

/// The longest time between two readings: what an event has missed, or was told by none.
const REREAD: Duration = Duration::from_secs(10);
/// The shortest one: after a failure, and about the moment at which a rule begins.
const SOON: Duration = Duration::from_millis(20);

/// Keeps them until nobody has them any more.
///
/// Between the event of a change and the moment at which this process has read it, caches may have been filled by the
/// rules of before. So whatever holds from now on is announced once it is known here; each process does so for itself.
pub(super) async fn keep(kept: Weak<Kept>) {
    // What the first search was answered by.
    let Some(mut announced) = kept.upgrade().map(|kept| kept.known().map(|rules| rules.holding()).unwrap_or_default())
    else {
        return;
    };
    let mut events = None;
    loop {
        let Some(rules) = kept.upgrade() else { return };
        if events.is_none() {
            events = listen(&rules.stores).await.inspect_err(unheard).ok();
        }
        let wait = match turn(&rules, &mut announced).await {
            Ok(wait) => wait,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::warn!(error, "the merchant's rules of searches stay as they were; trying again");
                REREAD
            }
        };
        drop(rules);
        let heard = async {
            match &mut events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        match tokio::time::timeout(wait, heard).await {
            Ok(Some(Ok(_))) | Err(_) => {}
            Ok(Some(Err(_)) | None) => {
                events = None;
                tokio::time::sleep(SOON).await;
            }
        }
    }
}

/// Reads the rules, tells caches if others hold than were announced, and says when to look again.
async fn turn(kept: &Kept, announced: &mut BTreeSet<Uuid>) -> anyhow::Result<Duration> {
    let rules = kept.read().await?;
    let holding = rules.holding();
    if holding != *announced {
        let jetstream = jetstream::new(kept.stores.nats.clone());
        announce(&jetstream, Uuid::now_v7(), vec![Tag::search()]).await.context("announcing rules")?;
        *announced = holding;
    }
    Ok(rules.next_turn().map_or(REREAD, |turn| turn.clamp(SOON, REREAD)))
}

/// Events of changes from now on.
async fn listen(stores: &Stores) -> anyhow::Result<Ordered> {
    let jetstream = jetstream::new(stores.nats.clone());
    stream::ensure(&jetstream, stores.nats_replicas).await?;
    let config = OrderedConfig {
        filter_subject: SEARCH_RULES_CHANGED.to_owned(),
        deliver_policy: DeliverPolicy::New,
        ..OrderedConfig::default()
    };
    let consumer = jetstream.create_consumer_on_stream(config, STREAM).await.context("making the consumer")?;
    consumer.messages().await.context("asking for events")
}

fn unheard(error: &anyhow::Error) {
    let error = format!("{error:#}");
    tracing::warn!(error, "changes of the merchant's rules of searches are not heard, and found by the clock alone");
}
