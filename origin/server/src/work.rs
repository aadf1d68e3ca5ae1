//! `origin work` and `origin reindex`: what happens outside of requests.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use domain::Email;
use origin_messaging::job;
use origin_notifications::MailConfig;
use telemetry::TraceSettings;
use telemetry::traces::Post;

use crate::jobs::{self, JobName, PushOptions, Settings};
use crate::media::MediaOptions;
use crate::operators::OperatorsOptions;
use crate::options::{
    IndexOptions, MerchantOptions, PaymentOptions, PublicOptions, PurgeOptions, StoresOptions, WebhookOptions,
};
use crate::shutdown;

/// Options of `origin work`.
#[derive(Args)]
pub struct Work {
    /// The jobs to run: relay, search, snapshots, schedule, email, push, documents, media, webhooks, purges,
    /// sweep, reconcile; all of them if none is named. `search` runs in one process only.
    #[arg(value_name = "JOBS")]
    jobs: Vec<JobName>,
    /// Mail server: smtps://user:password@host.
    #[arg(long, env, hide_env_values = true)]
    smtp_url: Option<String>,
    /// Folder that mails are written to instead of being sent, readable by this user alone. For trying the shop;
    /// refused where PUBLIC_URL is a public https address.
    #[arg(long, env, value_name = "DIR")]
    mail_dir: Option<PathBuf>,
    /// Seconds a payment may be under way before the provider is asked what became of it.
    #[arg(long, env, default_value_t = 30)]
    payment_timeout: u64,
    /// Who is told by mail that a webhook was disabled. Without it the list of webhooks alone tells.
    #[arg(long, env)]
    merchant_email: Option<Email>,
    /// The office's address as browsers reach it, such as https://office.example. Without it invitations are shown and
    /// not mailed.
    #[arg(long, env = "ORIGIN_ADMIN_URL", value_name = "URL")]
    admin_url: Option<String>,
    #[command(flatten)]
    operators: OperatorsOptions,
    #[command(flatten)]
    public: PublicOptions,
    #[command(flatten)]
    merchant: MerchantOptions,
    #[command(flatten)]
    webhooks: WebhookOptions,
    #[command(flatten)]
    push: PushOptions,
    #[command(flatten)]
    media: MediaOptions,
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
    /// Where traces go, and by what.
    pub fn traces(&self) -> anyhow::Result<Option<(TraceSettings, Post)>> {
        self.operators.traces(&self.stores.plain_hosts())
    }

    /// Works until the process is asked to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        self.operators.serve(stores.clone(), &self.stores.plain_hosts()).await?;
        let named = !self.jobs.is_empty();
        let names = if self.jobs.is_empty() { JobName::ALL.to_vec() } else { self.jobs };
        // Whoever runs other jobs alone need not say how money and mails go.
        let payments = match names.contains(&JobName::Reconcile) {
            true => Some(self.payments.provider(&stores, &self.public)?),
            false => None,
        };
        let media = match names.contains(&JobName::Media) {
            true => self.media.store(&self.stores.plain_hosts())?,
            false => None,
        };
        let media_hosts = self.media.hosts(&self.public)?;
        anyhow::ensure!(
            media.is_some() || !named || !names.contains(&JobName::Media),
            "the job media needs to know where pictures lie: give --media-originals DIR and --media-files DIR, or \
             --media-bucket NAME"
        );
        let push = self.push.settings(self.public.url())?;
        anyhow::ensure!(
            push.is_some() || !named || !names.contains(&JobName::Push),
            "the job push needs the key that messages to browsers are signed with: give --push-key FILE, a file readable \
             by you alone, as `openssl rand -hex 32` makes it"
        );
        let writes = names.iter().any(|name| matches!(name, JobName::Email | JobName::Webhooks));
        let mail = match (self.smtp_url, self.mail_dir) {
            (Some(url), _) => MailConfig::Smtp(url),
            (None, Some(folder)) => {
                self.public.admits_tests("mails in files")?;
                MailConfig::File(folder)
            }
            (None, None) if writes => anyhow::bail!(
                "no mail would reach a shopper: give --smtp-url smtps://user:password@host; or --mail-dir DIR, to have \
                 mails written to files instead"
            ),
            (None, None) => MailConfig::None,
        };
        let settings = Settings {
            search_index: self.index.search_index,
            notifications: origin_notifications::Settings {
                mail,
                public_url: self.public.url(),
                admin_url: self.admin_url,
                merchant: self.merchant.merchant(),
                merchant_email: self.merchant_email,
            },
            payment_timeout: Duration::from_secs(self.payment_timeout.max(1)),
            webhooks: self.webhooks.rules(),
            media,
            media_hosts,
            push,
            purges: self.purges.config()?,
        };
        job::run(jobs::named(&names, &stores, payments.as_ref(), &settings)?, shutdown::requested()).await
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
    /// Fills the index anew. Not while the job `search` runs: it writes the index too.
    pub async fn run(self) -> anyhow::Result<()> {
        let stores = self.stores.connect().await?;
        let products = origin_search::reindex(&stores, &self.index.search_index).await?;
        eprintln!("{products} products are in the search index");
        Ok(())
    }
}
