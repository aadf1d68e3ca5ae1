//! `origin work` and `origin reindex`: what happens outside of requests.

use anyhow::Context as _;
use clap::Args;
use origin_workers::{Worker, WorkerConfig};

use crate::options::{IndexOptions, StoresOptions};
use crate::shutdown;

/// Options of `origin work`.
#[derive(Args)]
pub struct Work {
    /// The workers to run: relay, search, offers, email, sweep, reconcile; all of them if none is named.
    workers: Vec<Worker>,
    #[command(flatten)]
    stores: StoresOptions,
    #[command(flatten)]
    index: IndexOptions,
}

impl Work {
    /// Works until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        let config = WorkerConfig::default();
        origin_workers::run(stores, config, self.workers, shutdown::requested()).await
    }
}

/// Options of `origin reindex`.
#[derive(Args)]
pub struct Reindex {
    #[command(flatten)]
    stores: StoresOptions,
    #[command(flatten)]
    index: IndexOptions,
}

impl Reindex {
    /// Makes the index anew; searches go on in the old one until it is done.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        origin_workers::reindex(stores, &self.index.search_index)
            .await
            .context("the search index was not made anew")?;
        Ok(())
    }
}
