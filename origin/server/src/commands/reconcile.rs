//! `origin reconcile`: what the worker of that name does with payments, once and with a report.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use origin_orders::checkout::settlement::{audit, settle_pending, void_due};

use crate::options::{PaymentOptions, PublicOptions, StoresOptions};

/// Options of `origin reconcile`.
#[derive(Args)]
pub struct Reconcile {
    /// How many days back the provider's books are compared with ours.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=366))]
    days: u64,
    /// Seconds a payment may be under way before the provider is asked what became of it.
    #[arg(long, env, default_value_t = 30)]
    payment_timeout: u64,
    #[command(flatten)]
    stores: StoresOptions,
    #[command(flatten)]
    public: PublicOptions,
    #[command(flatten)]
    payments: PaymentOptions,
}

impl Reconcile {
    /// Settles, releases and compares. Fails if there is money that no order accounts for.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let stores = self.stores.connect().await?;
        let provider = self.payments.provider(&stores, &self.public)?;
        let settled = settle_pending(&stores, &provider, Duration::from_secs(self.payment_timeout)).await?;
        let voided = void_due(&stores, &provider).await?;
        let since = origin_platform::clock::now() - Duration::from_secs(self.days * 24 * 60 * 60);
        let found = audit(&stores, &provider, since).await?;
        println!(
            "{settled} payments settled, {voided} voided; {} compared, {} released, {} hooks matched, {} orphans",
            found.compared, found.released, found.matched, found.orphans
        );
        if found.orphans > 0 {
            eprintln!("origin: the log names the orphans; look into them at the payment provider");
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}
