//! Settles what was left open.

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::Job;
use origin_platform::Stores;

use super::snapshots::compare_snapshots;
use crate::checkout::cards::erase_due;
use crate::checkout::payments::Provider;
use crate::checkout::payments::stripe::accounts::reseal;
use crate::checkout::settlement::{Audit, audit, settle_pending, void_due};
use crate::fulfilment::settle_due;
use crate::inventory::level::oversold;
use crate::metrics;

/// How often the provider's books are compared with ours, and how far back.
const AUDIT_EVERY: Duration = Duration::from_secs(10 * 60);
const AUDITED: Duration = Duration::from_secs(48 * 60 * 60);

/// The jobs that settle payments with `provider`, compare its books with ours, and find what events missed.
///
/// A payment that is younger than `timeout` is still being made; that often, too, older ones are looked for.
pub fn reconcile(stores: &Stores, provider: &Provider, timeout: Duration) -> Vec<Job> {
    let settling = (stores.clone(), provider.clone());
    let settle = Job::by_the_clock("reconcile", timeout, move |_| {
        let (stores, provider) = settling.clone();
        async move {
            settle(&stores, &provider, timeout).await;
            Ok(())
        }
    });
    let auditing = (stores.clone(), provider.clone());
    let compare = Job::by_the_clock("reconcile", AUDIT_EVERY, move |_| {
        let (stores, provider) = auditing.clone();
        async move {
            // First: it asks no provider, and one that does not answer would keep an old key in use.
            let resealed = reseal(&stores).await.context("encrypting keys anew")?;
            if resealed > 0 {
                tracing::info!(resealed, "encrypted keys of accounts at Stripe anew");
            }
            tell(
                audit(&stores, &provider, origin_platform::clock::now() - AUDITED)
                    .await
                    .context("comparing the books")?,
            );
            let units = oversold(&stores.db).await.context("comparing the stock")?;
            metrics::oversold(units);
            if units > 0 {
                tracing::error!(units, "more was promised than there is");
            }
            Ok(())
        }
    });
    vec![settle, compare, compare_snapshots(stores.clone())]
}

/// An error with one kind of what is open holds up no other.
async fn settle(stores: &Stores, provider: &Provider, timeout: Duration) {
    match settle_pending(stores, provider, timeout).await {
        Ok(0) => {}
        Ok(settled) => tracing::info!(settled, "settled payments that were left open"),
        Err(error) => tracing::warn!(error = format!("{error:#}"), "payments stay open; trying again"),
    }
    match void_due(stores, provider).await {
        Ok(0) => {}
        Ok(voided) => tracing::info!(voided, "released what was held for orders that are over"),
        Err(error) => tracing::warn!(error = format!("{error:#}"), "payments stay held; trying again"),
    }
    match settle_due(stores, provider).await {
        Ok(0) => {}
        Ok(settled) => tracing::info!(settled, "took and gave back what was due"),
        Err(error) => tracing::warn!(error = format!("{error:#}"), "captures and refunds stay due; trying again"),
    }
    match erase_due(stores, provider).await {
        Ok(0) => {}
        Ok(erased) => tracing::info!(erased, "had accounts that were deleted forgotten by the payment provider"),
        Err(error) => tracing::warn!(error = format!("{error:#}"), "cards of deleted accounts stay; trying again"),
    }
}

fn tell(found: Audit) {
    let Audit { compared, released, matched, orphans } = found;
    metrics::orphans(orphans);
    if orphans > 0 {
        tracing::error!(compared, released, matched, orphans, "payments hold money that no order accounts for");
    } else if released + matched > 0 {
        tracing::warn!(compared, released, matched, "the payment provider's books did not agree with ours, and do now");
    }
}
