//! Writes to the merchant when a webhook was disabled.

use std::time::Duration;

use domain::Email;
use origin_platform::webhooks::{self, Notice};
use origin_platform::{Stores, relay_queue};

use crate::WorkerConfig;
use crate::mailer::{Mailer, NotSent};
use crate::mails::{Words, escape};
use crate::shutdown::Shutdown;

const EACH: Duration = Duration::from_secs(30);

/// Sends notices.
pub(crate) struct Notices {
    stores: Stores,
    /// Nobody is written to if nobody is named.
    merchant: Option<(Mailer, Email)>,
}

/// Looks for notices until the worker shall end.
pub(crate) async fn run(notices: Notices, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = notices.send_due().await {
            tracing::warn!(error = format!("{error:#}"), "the merchant cannot be told of a disabled webhook yet");
        }
        if !shutdown.pause(EACH).await {
            return;
        }
    }
}

impl Notices {
    pub(crate) fn new(stores: Stores, config: &WorkerConfig) -> anyhow::Result<Self> {
        let mailer = |email: &Email| anyhow::Ok((Mailer::new(&config.mail, &config.public_url)?, email.clone()));
        Ok(Self { stores, merchant: config.merchant_email.as_ref().map(mailer).transpose()? })
    }

    /// Sends what is due; returns how many.
    pub(crate) async fn send_due(&self) -> anyhow::Result<usize> {
        let Some((mailer, merchant)) = &self.merchant else { return Ok(0) };
        mailer.check().await?;
        let mut sent = 0;
        while let Some(notice) = webhooks::take_notice(&self.stores.db).await? {
            let id = relay_queue::fingerprint(&format!("{} {}", notice.webhook, notice.since)).to_string();
            match mailer.send(merchant.as_str(), &id, words(&notice), None).await {
                Ok(()) => sent += 1,
                Err(NotSent::Later(error)) => {
                    webhooks::give_back_notice(&self.stores.db, notice.webhook).await?;
                    return Err(error);
                }
                Err(NotSent::Refused(error)) => {
                    tracing::error!(webhook = %notice.webhook, error, "the merchant could not be told");
                }
                Err(NotSent::Unknown(error)) => {
                    let error = format!("{error:#}");
                    tracing::warn!(webhook = %notice.webhook, error, "the merchant may not have been told");
                }
            }
        }
        Ok(sent)
    }
}

fn words(notice: &Notice) -> Words {
    let subject = "A webhook was disabled".to_owned();
    // What follows the host may hold a token.
    let host = notice.url.split('/').nth(2).unwrap_or_default();
    let lines = [
        format!("Events are no longer sent to {host} (webhook {}), since {}.", notice.webhook, notice.since),
        notice.reason.clone(),
        "What waits is kept for thirty days. When the receiver works again, enable the webhook \
         (PATCH /v1/admin/webhooks/{id} with {\"state\":\"active\"}) and ask for a replay since the time above: \
         events are kept for seven days."
            .to_owned(),
    ];
    let paragraphs: String = lines.iter().map(|line| format!("<p>{}</p>\n", escape(line))).collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\n<body>\n\
         {paragraphs}</body></html>\n"
    );
    Words { subject, text: lines.join("\n\n") + "\n", html }
}
