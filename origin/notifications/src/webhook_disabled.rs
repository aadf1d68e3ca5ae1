//! Writes to the merchant when a webhook was disabled.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use domain::{Email, Locale};
use origin_messaging::{Job, fingerprint};
use origin_platform::Stores;
use origin_webhooks::{DisabledNotification, release_notification, take_notification};

use crate::Settings;
use crate::frame::{Words, escape};
use crate::mailer::{Mailer, NotSent};
use crate::metrics;
use crate::sender::beside_address;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(30);

/// The job that tells the merchant of webhooks that were disabled.
///
/// # Errors
/// If the settings of mails are wrong.
pub fn tell_disabled_webhooks(stores: Stores, settings: &Settings) -> anyhow::Result<Job> {
    let notifier = Arc::new(Notifier::new(stores, settings)?);
    Ok(Job::by_the_clock("webhooks", EVERY, move |_| {
        let notifier = Arc::clone(&notifier);
        async move { notifier.send_due().await.map(drop).context("the merchant cannot be told of a disabled webhook yet") }
    }))
}

/// Tells the merchant.
struct Notifier {
    stores: Stores,
    /// Nobody is written to if nobody is named.
    merchant: Option<(Mailer, Email)>,
}

impl Notifier {
    fn new(stores: Stores, settings: &Settings) -> anyhow::Result<Self> {
        let mailer = |email: &Email| anyhow::Ok((Mailer::new(&settings.mail, &settings.public_url)?, email.clone()));
        Ok(Self { stores, merchant: settings.merchant_email.as_ref().map(mailer).transpose()? })
    }

    /// Sends what is due; returns how many.
    async fn send_due(&self) -> anyhow::Result<usize> {
        let Some((mailer, merchant)) = &self.merchant else { return Ok(0) };
        mailer.check().await?;
        let shop = origin_settings::settings(&self.stores.db).await.context("reading what the shop is called")?.name;
        let shop = shop.unwrap_or_else(|| words::brand(Locale::default()).name().to_owned());
        let mut sent = 0;
        while let Some(notification) = take_notification(&self.stores.db).await? {
            let id = fingerprint(&format!("{} {}", notification.webhook, notification.since)).to_string();
            let words = words(&notification, &shop);
            let outcome = mailer.send(merchant.as_str(), beside_address(&shop), &id, words, None).await;
            metrics::mailed("webhook_disabled", &outcome);
            match outcome {
                Ok(()) => sent += 1,
                Err(NotSent::Later(error)) => {
                    release_notification(&self.stores.db, notification.webhook).await?;
                    return Err(error);
                }
                Err(NotSent::Refused(error)) => {
                    tracing::error!(webhook = %notification.webhook, error, "the merchant could not be told");
                }
                Err(NotSent::Unknown(error)) => {
                    let error = format!("{error:#}");
                    tracing::warn!(webhook = %notification.webhook, error, "the merchant may not have been told");
                }
            }
        }
        Ok(sent)
    }
}

fn words(notification: &DisabledNotification, shop: &str) -> Words {
    // Nobody has said yet which language the merchant reads.
    let locale = Locale::default();
    let words = words::webhooks(locale);
    let subject = words::mails(locale).subject_of_shop(words.disabled_subject(), shop);
    // What follows the host may hold a token.
    let host = notification.url.split('/').nth(2).unwrap_or_default();
    let disabled = words.disabled(host, &notification.webhook.to_string(), &notification.since);
    let lines = [disabled, notification.reason.clone(), words.disabled_next().to_owned()];
    let paragraphs: String = lines.iter().map(|line| format!("<p>{}</p>\n", escape(line))).collect();
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n\
         {paragraphs}</body></html>\n",
        locale.code(),
        escape(&subject)
    );
    Words { subject, text: lines.join("\n\n") + "\n", html }
}

#[cfg(test)]
mod tests {
    use api::event::{Event, ORDER_PLACED};
    use api::webhooks::CreateWebhook;
    use api::{Client, Credentials};
    use domain::EventId;
    use origin_messaging::Cause;
    use origin_platform::transport::InProcess;
    use origin_platform::{secret, staff};
    use origin_testing::fresh_stores;
    use origin_webhooks::{Outcome, Rules, claim, record, router, settle};
    use time::format_description::well_known::Rfc3339;
    use uuid::Uuid;

    use super::*;
    use crate::MailConfig;
    use crate::testing::merchant;

    #[tokio::test]
    async fn the_merchant_is_told_once_of_a_receiver_that_is_gone() {
        let stores = fresh_stores().await;
        let bearer = Some(staff::create(&stores.db, "tests").await.expect("PostgreSQL is up"));
        let client = Client::new(InProcess(router(stores.clone(), Rules::default())));
        let subjects = vec!["shop.>".parse().expect("subjects")];
        let creation = CreateWebhook { url: "https://example.com/events?from=shop".to_owned(), subjects };
        let credentials = Credentials { bearer, idempotency_key: Some(secret::token()) };
        let id = client.call_as(&creation, &credentials).await.expect("staff may").webhook.id;
        let now = origin_platform::clock::utc();
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: ORDER_PLACED.to_owned(),
            occurred_at: now.format(&Rfc3339).expect("a year of four digits"),
            tags: Vec::new(),
            data: serde_json::json!({ "order": Uuid::nil() }),
            replay_of: None,
            hard: false,
        };
        record(&stores.db, &[(event, Cause::default())]).await.expect("PostgreSQL is up");
        // Only now: what was recorded is due from its commit on.
        let now = origin_platform::clock::utc();
        let claimed = claim(&stores, 1, now).await.expect("PostgreSQL is up");
        let gone = Outcome::Failed { status: Some(410), error: "the receiver answered 410".to_owned() };
        settle(&stores.db, &claimed[0], &gone, now).await.expect("PostgreSQL is up");

        let dir = tempfile::tempdir().expect("a directory");
        let settings = Settings {
            mail: MailConfig::File(dir.path().to_owned()),
            public_url: "https://shop.example".to_owned(),
            admin_url: None,
            merchant: merchant(),
            merchant_email: Some("merchant@example.com".parse().expect("an address")),
        };
        let notifier = Notifier::new(stores, &settings).expect("a right configuration");
        let sent = [notifier.send_due().await.expect("sent"), notifier.send_due().await.expect("nothing to do")];
        assert_eq!(sent, [1, 0]);
        let mail = std::fs::read_dir(dir.path()).expect("the directory").filter_map(Result::ok);
        let mail = mail.map(|file| file.path()).find(|path| path.extension().is_some_and(|end| end == "eml"));
        // Long lines were broken for the way.
        let mail = std::fs::read_to_string(mail.expect("one mail")).expect("readable").replace("=\r\n", "");
        assert!(
            mail.contains("To: merchant@example.com") && mail.contains("(Ebbholt)") && mail.contains(&id.to_string()),
            "{mail}"
        );
        assert!(!mail.contains("from=shop"), "what follows the host may be secret: {mail}");
    }
}
