//! What happens after a commit, and what is looked after by the clock.
//!
//! Events are hints: each consumer reads the current state anew, may run twice and acknowledges
//! only after the effect. What events missed, the clocked workers find.

mod backoff;
mod consumer;
mod documents;
mod mailer;
mod mails;
mod offers;
mod purges;
mod reconcile;
mod relay;
mod search;
mod shutdown;
mod stream;
mod sweep;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod trouble;
mod webhooks;
mod worker;

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::Email;
use origin_orders::payments::Provider;
use origin_platform::Stores;
use origin_platform::webhooks::Rules;
use tokio::task::JoinSet;

pub use mailer::MailConfig;
pub use origin_documents::Merchant;
pub use purges::{Address, PurgeConfig};
pub use worker::{UnknownWorker, Worker};

use crate::search::Indexer;
use crate::shutdown::Shutdown;

/// What workers need to know beside the stores.
#[derive(Clone, Debug)]
pub struct WorkerConfig {
    /// The directory of the search index.
    pub search_index: PathBuf,
    /// Where mails go.
    pub mail: MailConfig,
    /// The shop's address as shoppers type it, without a slash at the end: `https://shop.example`.
    pub public_url: String,
    /// How long a payment may be under way before the reconciler asks the provider what became of it.
    pub payment_patience: Duration,
    /// Which addresses webhooks may have.
    pub webhooks: Rules,
    /// Who sells, as it stands on documents and mails.
    pub merchant: Merchant,
    /// Who is told by mail that a webhook was disabled; nobody if it is missing.
    pub merchant_email: Option<Email>,
    /// Which edges are told of purges by calls; none if it is missing.
    pub purges: Option<PurgeConfig>,
}

/// Runs workers until `shutdown`; work that has begun is finished first. A store that is down is
/// waited for. Payments left open are settled with `payments`.
///
/// # Errors
/// If the configuration is wrong or a worker ended by itself; the others are stopped then.
pub async fn run(
    stores: Stores,
    payments: Provider,
    config: WorkerConfig,
    workers: Vec<Worker>,
    shutdown: impl Future<Output = ()> + Send,
) -> anyhow::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut running = JoinSet::new();
    for worker in Worker::ALL.into_iter().filter(|worker| workers.contains(worker)) {
        let (stores, config, shutdown) = (stores.clone(), config.clone(), Shutdown::new(stopped.clone()));
        let payments = payments.clone();
        running.spawn(async move {
            tracing::info!(%worker, "worker started");
            match worker {
                Worker::Relay => relay::run(stores, shutdown).await,
                Worker::Search => search::run(stores, config.search_index, shutdown).await?,
                Worker::Offers => offers::run(stores, shutdown).await,
                Worker::Email => mails::run(stores, &config, shutdown).await?,
                Worker::Documents => documents::run(stores, config.merchant, shutdown).await,
                Worker::Webhooks => webhooks::run(stores, &config, shutdown).await?,
                Worker::Purges => purges::run(stores, config.purges, shutdown).await?,
                Worker::Sweep => sweep::run(stores, shutdown).await,
                Worker::Reconcile => reconcile::run(stores, payments, config.payment_patience, shutdown).await,
            }
            anyhow::Ok(())
        });
    }
    let mut shutdown = std::pin::pin!(shutdown);
    let mut outcome = Ok(());
    loop {
        tokio::select! {
            () = &mut shutdown, if !*stop.borrow() => { stop.send_replace(true); }
            ended = running.join_next() => match ended {
                None => return outcome,
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => { outcome = Err(error); stop.send_replace(true); }
                Some(Err(panic)) => { outcome = Err(panic.into()); stop.send_replace(true); }
            },
        }
    }
}

/// Fills the search index in a directory from the catalogue, anew and completely; returns how many
/// products it holds. Not while another process writes it.
///
/// # Errors
/// If PostgreSQL does not answer, the directory cannot be written or another process is writing it.
pub async fn reindex(stores: &Stores, index: &Path) -> anyhow::Result<usize> {
    Indexer::open(stores.clone(), index.to_owned()).await?.refresh_all().await
}
