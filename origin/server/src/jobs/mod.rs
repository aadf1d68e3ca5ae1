//! The registry of jobs: which run by which name. Each is made in the room of its noun.

mod name;
mod push;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use origin_identity as identity;
use origin_media::{Hosts, Store};
use origin_messaging::purges::{self, PurgeConfig};
use origin_messaging::{Job, relay, sweep};
use origin_notifications as notifications;
use origin_orders::checkout::payments::Provider;
use origin_orders::jobs as orders;
use origin_platform::Stores;
use origin_webhooks::Rules;

pub use name::JobName;
pub use push::PushOptions;

/// What jobs need to know beside the stores.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The directory of the search index.
    pub search_index: PathBuf,
    /// Of mails.
    pub notifications: notifications::Settings,
    /// How long a payment may be under way before the provider is asked what became of it.
    pub payment_timeout: Duration,
    /// Which addresses webhooks may have.
    pub webhooks: Rules,
    /// Where pictures lie; none are made into files if it is missing.
    pub media: Option<Store>,
    /// From where pictures may be fetched.
    pub media_hosts: Hosts,
    /// How messages to browsers go; none are sent if it is missing.
    pub push: Option<notifications::PushSettings>,
    /// Which edges are told of purges by calls; none if it is missing.
    pub purges: Option<PurgeConfig>,
}

/// The jobs of these names. Payments left open are settled with `payments`.
///
/// # Errors
/// If the settings are wrong.
pub fn named(
    names: &[JobName],
    stores: &Stores,
    payments: Option<&Provider>,
    settings: &Settings,
) -> anyhow::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for name in JobName::ALL.into_iter().filter(|name| names.contains(name)) {
        jobs.extend(of(name, stores, payments, settings)?);
    }
    Ok(jobs)
}

fn of(name: JobName, stores: &Stores, payments: Option<&Provider>, settings: &Settings) -> anyhow::Result<Vec<Job>> {
    let stores = || stores.clone();
    Ok(match name {
        JobName::Relay => vec![relay::job(stores())],
        JobName::Search => origin_search::jobs(&stores(), settings.search_index.clone()),
        JobName::Snapshots => orders::snapshots(&stores()),
        JobName::Schedule => vec![
            origin_catalog::keep_sale_times(stores()),
            origin_catalog::run_bulk_edits(stores()),
            origin_catalog::fill_collections(stores()),
            orders::keep_price_lists(stores()),
            crate::import::files_job(stores()),
            crate::import::undo_job(stores()),
        ],
        JobName::Email => notifications::jobs(&stores(), &settings.notifications)?,
        JobName::Push => settings.push.iter().flat_map(|push| notifications::push_jobs(&stores(), push)).collect(),
        JobName::Documents => orders::documents(&stores(), &settings.notifications.merchant),
        JobName::Media => settings
            .media
            .iter()
            .map(|store| origin_media::job(stores(), store.clone(), settings.media_hosts.clone()))
            .collect(),
        JobName::Webhooks => {
            let mut jobs = origin_webhooks::jobs(&stores(), settings.webhooks);
            jobs.push(notifications::tell_disabled_webhooks(stores(), &settings.notifications)?);
            jobs
        }
        JobName::Purges => vec![purges::job(stores(), settings.purges.clone())],
        JobName::Sweep => vec![
            orders::release_holds(stores()),
            orders::forget_old(stores()),
            orders::forget_customers(stores()),
            orders::claim_orders(stores()),
            identity::forget_old(stores()),
            origin_staff::forget_old(stores()),
            origin_catalog::forget_bulk_edits(stores()),
            origin_catalog::forget_old_prices(stores()),
            origin_catalog::imports::forget_imports(stores()),
            sweep(stores()),
            origin_webhooks::sweep(stores()),
            notifications::sweep_push(stores()),
        ],
        JobName::Reconcile => {
            let payments = payments.context("payments are settled by whoever takes the shoppers' money")?;
            let mut jobs = orders::reconcile(&stores(), payments, settings.payment_timeout);
            jobs.push(notifications::tell_unmailed(stores()));
            jobs
        }
    })
}
