//! Confirms orders by mail, each once.

use anyhow::Context as _;
use api::event::{ORDER_PLACED, OrderPlaced};
use api::orders::OrderView;
use domain::EventId;
use origin_base::sent_mails::{self, Claim};
use origin_base::{Stores, power_cut, relay_queue};

use crate::WorkerConfig;
use crate::confirmation;
use crate::consumer::{self, Handler, Received, Subscription, Trouble};
use crate::mailer::{Mailer, NotSent};
use crate::shutdown::Shutdown;

/// One at a time: each mail has its own fate.
pub(crate) const SUBSCRIPTION: Subscription = Subscription { name: "email", subject: ORDER_PLACED, most: 1 };

const KIND: &str = "order_confirmation";

/// Sends mails until the worker shall end.
///
/// # Errors
/// If the configuration of mails is wrong.
pub(crate) async fn run(stores: Stores, config: &WorkerConfig, shutdown: Shutdown) -> anyhow::Result<()> {
    let handler = Confirmations::new(stores.clone(), config)?;
    consumer::run(stores, SUBSCRIPTION, &handler, shutdown).await;
    Ok(())
}

struct Confirmations {
    stores: Stores,
    mailer: Mailer,
    public_url: String,
}

impl Handler for Confirmations {
    type Data = OrderPlaced;

    async fn handle(&self, events: &[Received<OrderPlaced>]) -> Result<(), Trouble> {
        for Received { event, data } in events {
            let order =
                origin_orders::orders::for_mail(&self.stores.db, data.order).await.context("reading an order")?;
            let order = order.ok_or_else(|| Trouble::Never("there is no such order".to_owned()))?;
            self.confirm(event.original(), &order).await?;
        }
        Ok(())
    }
}

impl Confirmations {
    fn new(stores: Stores, config: &WorkerConfig) -> anyhow::Result<Self> {
        let public_url = config.public_url.trim_end_matches('/').to_owned();
        let mailer = Mailer::new(&config.mail, &public_url)?;
        Ok(Self { stores, mailer, public_url })
    }

    async fn confirm(&self, event: EventId, order: &OrderView) -> Result<(), Trouble> {
        let (db, about) = (&self.stores.db, order.id.0);
        self.mailer.check().await?;
        match sent_mails::claim(db, KIND, about, event).await.context("claiming a mail")? {
            Claim::Ours => {}
            Claim::Sent => return Ok(()),
            Claim::Underway => return Err(anyhow::anyhow!("another worker is sending this mail").into()),
            Claim::Unknown => return Err(Trouble::Never(unknown(&"the worker ended while sending it"))),
        }
        power_cut("mail claimed");
        let words = confirmation::words(order, &self.public_url);
        // The id of a mail is written into many logs, and the id of an order opens it.
        let id = relay_queue::fingerprint(&order.id.to_string()).to_string();
        match self.mailer.send(order.email.as_str(), &id, words).await {
            Ok(()) => {
                power_cut("mail sent");
                Ok(sent_mails::mark_sent(db, KIND, about).await.context("marking a mail")?)
            }
            Err(NotSent::Later(error)) => {
                sent_mails::release(db, KIND, about).await.context("giving a mail back")?;
                Err(error.into())
            }
            Err(NotSent::Refused(reason)) => Err(Trouble::Never(reason)),
            Err(NotSent::Unknown(error)) => Err(Trouble::Never(unknown(&format!("{error:#}")))),
        }
    }
}

fn unknown(why: &dyn std::fmt::Display) -> String {
    format!("nobody knows whether the confirmation was sent ({why}); ask the shopper before sending it again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailer::MailConfig;
    use crate::testing::order;
    use domain::Market;
    use origin_base::testing::fresh_stores;
    use std::path::PathBuf;
    use std::time::Duration;
    use tempfile::TempDir;
    use uuid::Uuid;

    async fn confirmations(mail: MailConfig) -> Confirmations {
        let public_url = "https://shop.example/".to_owned();
        let webhooks = origin_base::webhooks::Rules::default();
        let config = WorkerConfig {
            search_index: PathBuf::new(),
            mail,
            public_url,
            payment_patience: Duration::ZERO,
            webhooks,
            merchant_email: None,
        };
        Confirmations::new(fresh_stores().await, &config).expect("a right configuration")
    }

    fn event() -> EventId {
        EventId(Uuid::now_v7())
    }

    fn mails(dir: &TempDir) -> Vec<String> {
        let files = std::fs::read_dir(dir.path()).expect("the directory");
        let files = files.map(|file| file.expect("an entry").path());
        let mails = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.map(|path| std::fs::read_to_string(path).expect("readable")).collect()
    }

    #[tokio::test]
    async fn an_order_is_confirmed_once_however_often_it_is_told() {
        let dir = tempfile::tempdir().expect("a directory");
        let confirmations = confirmations(MailConfig::File(dir.path().to_owned())).await;
        let order = order(Market::De);
        let first = event();
        confirmations.confirm(first, &order).await.expect("sent");
        confirmations.confirm(first, &order).await.expect("nothing to do");
        confirmations.confirm(event(), &order).await.expect("nothing to do");
        let mails = mails(&dir);
        assert_eq!(mails.len(), 1);
        let message_id = mails[0].lines().find(|line| line.starts_with("Message-ID:")).expect("it has one");
        assert!(!message_id.contains(&order.id.to_string()), "{message_id}");
        for part in
            ["To: ada@example.com", "From: orders@shop.example", "text/plain", "text/html", "shop.example/de/orders/"]
        {
            assert!(mails[0].contains(part), "{part}: {}", mails[0]);
        }
    }

    #[tokio::test]
    async fn two_workers_send_one_mail() {
        let dir = tempfile::tempdir().expect("a directory");
        let confirmations = confirmations(MailConfig::File(dir.path().to_owned())).await;
        let order = order(Market::Eu);
        let attempts = (0..8).map(|_| confirmations.confirm(event(), &order));
        let outcomes = futures::future::join_all(attempts).await;
        assert!(outcomes.iter().any(Result::is_ok));
        assert!(outcomes.iter().all(|outcome| !matches!(outcome, Err(Trouble::Never(_)))));
        assert_eq!(mails(&dir).len(), 1);
    }

    #[tokio::test]
    async fn a_mail_server_that_is_down_is_waited_for() {
        // Nothing listens on port 9 of this host.
        let confirmations = confirmations(MailConfig::Smtp("smtp://127.0.0.1:9".to_owned())).await;
        let order = order(Market::Eu);
        let outcome = confirmations.confirm(event(), &order).await;
        assert!(matches!(outcome, Err(Trouble::Later(_))), "{outcome:?}");
        let claim = sent_mails::claim(&confirmations.stores.db, KIND, order.id.0, event()).await;
        assert_eq!(claim.expect("PostgreSQL is up"), Claim::Ours, "nothing was claimed");
    }

    #[tokio::test]
    async fn a_claim_that_nobody_finished_is_an_alarm_and_no_second_mail() {
        let dir = tempfile::tempdir().expect("a directory");
        let confirmations = confirmations(MailConfig::File(dir.path().to_owned())).await;
        let (order, db) = (order(Market::Eu), &confirmations.stores.db);
        sent_mails::claim(db, KIND, order.id.0, event()).await.expect("PostgreSQL is up");
        let young = confirmations.confirm(event(), &order).await;
        assert!(matches!(young, Err(Trouble::Later(_))), "{young:?}");
        sent_mails::age_claims_for_tests(db).await;
        let old = confirmations.confirm(event(), &order).await;
        assert!(matches!(old, Err(Trouble::Never(_))), "{old:?}");
        assert!(mails(&dir).is_empty());
    }
}
