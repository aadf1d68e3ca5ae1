//! How a mail goes out, whatever it says: claimed, sent, marked.

use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::Context as _;
use api::orders::OrderView;
use domain::{Email, EventId, OrderId};
use origin_base::sent_mails::{self, Claim};
use origin_base::{Stores, power_cut, relay_queue};
use origin_documents::Merchant;
use origin_orders::orders::documents::{Kept, Paper};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::frame::Letter;
use crate::WorkerConfig;
use crate::consumer::{Handler, Received, Subscription, Trouble};
use crate::mailer::{Attachment, Mailer, NotSent};

/// A mail ready to be sent.
pub(crate) struct Mail {
    /// What it is, in `shop.sent_mails`.
    pub(crate) kind: &'static str,
    /// What it is about: an order, a shipment, a refund, a return, a request.
    pub(crate) about: Uuid,
    pub(crate) to: Email,
    pub(crate) letter: Letter,
    pub(crate) attachment: Option<Attachment>,
}

/// Something that shoppers are written about.
pub(crate) trait Occasion: Send + Sync + 'static {
    /// What its event carries.
    type Data: DeserializeOwned + Send + Sync;
    /// One at a time: each mail has its own fate.
    const SUBSCRIPTION: Subscription;

    /// The mail about it; none if there is nothing to say.
    fn mail(post: &Post, data: &Self::Data) -> impl Future<Output = Result<Option<Mail>, Trouble>> + Send;
}

/// What every mail needs.
pub(crate) struct Post {
    pub(crate) stores: Stores,
    pub(crate) public_url: String,
    pub(crate) merchant: Merchant,
    mailer: Mailer,
}

/// Writes to shoppers on one occasion.
pub(crate) struct Mailing<O> {
    post: Arc<Post>,
    occasion: PhantomData<O>,
}

impl<O: Occasion> Mailing<O> {
    pub(crate) fn new(post: Arc<Post>) -> Self {
        Self { post, occasion: PhantomData }
    }
}

impl<O: Occasion> Handler for Mailing<O> {
    type Data = O::Data;

    async fn handle(&self, events: &[Received<O::Data>]) -> Result<(), Trouble> {
        for Received { event, data } in events {
            match O::mail(&self.post, data).await? {
                Some(mail) => self.post.send_once(event.original(), mail).await?,
                None => {
                    let noted = sent_mails::note_nothing_to_say(&self.post.stores.db, event.original()).await;
                    noted.context("noting that no mail is due")?;
                }
            }
        }
        Ok(())
    }
}

impl Post {
    pub(crate) fn new(stores: Stores, config: &WorkerConfig) -> anyhow::Result<Self> {
        let public_url = config.public_url.trim_end_matches('/').to_owned();
        let mailer = Mailer::new(&config.mail, &public_url)?;
        Ok(Self { stores, public_url, merchant: config.merchant.clone(), mailer })
    }

    /// The order whatever became of it.
    pub(crate) async fn order(&self, order: OrderId) -> Result<OrderView, Trouble> {
        let order = origin_orders::orders::view(&self.stores.db, order).await.context("reading an order")?;
        order.ok_or_else(|| Trouble::Never("there is no such order".to_owned()))
    }

    /// Sends a mail unless it was sent. `event` is why.
    pub(crate) async fn send_once(&self, event: EventId, mail: Mail) -> Result<(), Trouble> {
        let Mail { kind, about, to, letter, attachment } = mail;
        let db = &self.stores.db;
        self.mailer.check().await?;
        match sent_mails::claim(db, kind, about, event).await.context("claiming a mail")? {
            Claim::Ours => {}
            Claim::Sent => return Ok(()),
            Claim::Underway => return Err(anyhow::anyhow!("another worker is sending this mail").into()),
            Claim::Unknown => return Err(Trouble::Never(unknown(kind, &"the worker ended while sending it"))),
        }
        power_cut("mail claimed");
        // The id of a mail is written into many logs, and the id of an order opens it.
        let id = relay_queue::fingerprint(&format!("{kind} {about}")).to_string();
        match self.mailer.send(to.as_str(), &id, letter.words(), attachment).await {
            Ok(()) => {
                power_cut("mail sent");
                Ok(sent_mails::mark_sent(db, kind, about).await.context("marking a mail")?)
            }
            Err(NotSent::Later(error)) => {
                sent_mails::release(db, kind, about).await.context("giving a mail back")?;
                Err(error.into())
            }
            Err(NotSent::Refused(reason)) => Err(Trouble::Never(reason)),
            Err(NotSent::Unknown(error)) => Err(Trouble::Never(unknown(kind, &format!("{error:#}")))),
        }
    }
}

fn unknown(kind: &str, why: &dyn std::fmt::Display) -> String {
    format!("nobody knows whether the mail {kind} was sent ({why}); ask the shopper before sending it again")
}

/// A document to go along with a mail, which waits until it is issued. None if there will never be one.
pub(crate) fn attached(kept: Kept) -> Result<Option<Attachment>, Trouble> {
    match kept {
        Kept::Here(Paper { kind, number, pdf }) => {
            Ok(Some(Attachment { name: kind.file_name(number), media_type: "application/pdf", bytes: pdf }))
        }
        Kept::NotYet => Err(anyhow::anyhow!("the document that goes along has not been issued yet").into()),
        Kept::Never => Ok(None),
    }
}
