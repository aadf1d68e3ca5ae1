//! `origin work` and `origin reindex`: what happens outside of requests.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use domain::Email;
use origin_workers::{MailConfig, Worker, WorkerConfig};

use crate::options::{
    IndexOptions, MerchantOptions, PaymentOptions, PublicOptions, PurgeOptions, StoresOptions, WebhookOptions,
};
use crate::shutdown;

/// Options of `origin work`.
#[derive(Args)]
pub struct Work {
    /// The workers to run: relay, search, offers, email, documents, webhooks, purges, sweep,
    /// reconcile; all of them if none is named. `search` runs in one process only.
    workers: Vec<Worker>,
    /// Mail server: smtps://user:password@host. Without one, mails are written to files.
    #[arg(long, env, hide_env_values = true)]
    smtp_url: Option<String>,
    /// Folder that mails are written to if there is no mail server.
    #[arg(long, env, value_name = "DIR", default_value = "target/mail")]
    mail_dir: PathBuf,
    /// Seconds a payment may be under way before the provider is asked what became of it.
    #[arg(long, env, default_value_t = 30)]
    payment_patience: u64,
    /// Who is told by mail that a webhook was disabled. Without it the list of webhooks alone tells.
    #[arg(long, env)]
    merchant_email: Option<Email>,
    #[command(flatten)]
    public: PublicOptions,
    #[command(flatten)]
    merchant: MerchantOptions,
    #[command(flatten)]
    webhooks: WebhookOptions,
    #[command(flatten)]
    purges: PurgeOptions,
    #[command(flatten)]
    stores: StoresOptions,
    #[command(flatten)]
    index: IndexOptions,
    #[command(flatten)]
    payments: PaymentOptions,
}

impl Work {
    /// Works until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        let payments = self.payments.provider(&stores)?;
        let config = WorkerConfig {
            search_index: self.index.search_index,
            mail: self.smtp_url.map_or(MailConfig::File(self.mail_dir), MailConfig::Smtp),
            public_url: self.public.url(),
            payment_patience: Duration::from_secs(self.payment_patience.max(1)),
            webhooks: self.webhooks.rules(),
            merchant: self.merchant.merchant(),
            merchant_email: self.merchant_email,
            purges: self.purges.config()?,
        };
        let workers = if self.workers.is_empty() { Worker::ALL.to_vec() } else { self.workers };
        origin_workers::run(stores, payments, config, workers, shutdown::requested()).await
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
    /// Fills the index anew. Not while the worker `search` runs: it writes the index too.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        let products = origin_workers::reindex(&stores, &self.index.search_index).await?;
        eprintln!("{products} products are in the search index");
        Ok(())
    }
}
