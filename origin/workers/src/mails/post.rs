//! How a mail goes out, whatever it says: claimed, sent, marked.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::Context as _;
use api::orders::OrderView;
use domain::{Email, EventId, OrderId};
use futures::future::join_all;
use origin_documents::Merchant;
use origin_orders::orders::documents::{Kept, Paper};
use origin_platform::sent_mails::{self, Claim};
use origin_platform::{Stores, power_cut, relay_queue};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::frame::Letter;
use crate::WorkerConfig;
use crate::consumer::{Failed, Handler, Received, Subscription, Trouble};
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
    /// At most [`AT_ONCE`] events at once.
    const SUBSCRIPTION: Subscription;

    /// The order that the event is about.
    fn order(data: &Self::Data) -> OrderId;

    /// The mail about it; none if there is nothing to say.
    fn mail(post: &Post, order: OrderView, data: &Self::Data) -> impl Future<Output = Due> + Send;
}

/// The mail that an event is due, or why there is none yet or ever.
pub(crate) type Due = Result<Option<Mail>, Trouble>;

/// How many mails are handed over at once. All are before the stream delivers their events to another worker.
pub(crate) const AT_ONCE: usize = 8;

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

    async fn handle(&self, events: &[Received<O::Data>]) -> Result<(), Failed> {
        let about: Vec<OrderId> = events.iter().map(|received| O::order(&received.data)).collect();
        let orders = origin_orders::orders::views(&self.post.stores.db, &about).await.context("reading orders")?;
        let (mut due, mut troubles) = (Vec::new(), BTreeMap::new());
        for (at, (Received { event, data }, order)) in events.iter().zip(&about).enumerate() {
            let event = event.original();
            let mail = match orders.get(order) {
                Some(order) => O::mail(&self.post, order.clone(), data).await,
                None => Err(Trouble::Never("there is no such order".to_owned())),
            };
            match mail {
                Ok(Some(mail)) => due.push((at, event, mail)),
                Ok(None) => {
                    let noted = sent_mails::note_nothing_to_say(&self.post.stores.db, event).await;
                    noted.context("noting that no mail is due")?;
                }
                Err(trouble) => drop(troubles.insert(at, trouble)),
            }
        }
        troubles.extend(self.post.send_once(due).await?);
        if troubles.is_empty() { Ok(()) } else { Err(Failed::At(troubles)) }
    }
}

impl Post {
    pub(crate) fn new(stores: Stores, config: &WorkerConfig) -> anyhow::Result<Self> {
        let public_url = config.public_url.trim_end_matches('/').to_owned();
        let mailer = Mailer::new(&config.mail, &public_url)?;
        Ok(Self { stores, public_url, merchant: config.merchant.clone(), mailer })
    }

    /// Sends each mail unless it was sent. Each has its place in a batch, and the event that is why.
    /// Returns what went wrong, by the places.
    async fn send_once(&self, due: Vec<(usize, EventId, Mail)>) -> Result<Vec<(usize, Trouble)>, Trouble> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let db = &self.stores.db;
        self.mailer.check().await?;
        let claimed = |(_, event, mail): &(usize, EventId, Mail)| sent_mails::Mail {
            kind: mail.kind,
            about: mail.about,
            event: *event,
        };
        let claimed: Vec<sent_mails::Mail> = due.iter().map(claimed).collect();
        let claims = sent_mails::claim(db, &claimed).await.context("claiming mails")?;
        power_cut("mail claimed");
        let outcomes = due
            .into_iter()
            .zip(&claimed)
            .zip(claims)
            .map(async |(((at, _, mail), &claimed), claim)| (at, claimed, self.send(mail, claimed, claim).await));
        let outcomes = join_all(outcomes).await;
        power_cut("mail sent");
        let (mut sent, mut troubles) = (Vec::new(), Vec::new());
        for (at, mail, outcome) in outcomes {
            match outcome {
                Ok(true) => sent.push(mail),
                Ok(false) => {}
                Err(trouble) => troubles.push((at, trouble)),
            }
        }
        if !sent.is_empty() {
            sent_mails::mark_sent(db, &sent).await.context("marking mails")?;
        }
        Ok(troubles)
    }

    /// Sends a mail if it is ours to send; says whether it was.
    async fn send(&self, mail: Mail, claimed: sent_mails::Mail, claim: Claim) -> Result<bool, Trouble> {
        let Mail { kind, about, to, letter, attachment } = mail;
        match claim {
            Claim::Ours => {}
            Claim::Sent => return Ok(false),
            Claim::Underway => return Err(anyhow::anyhow!("another worker is sending this mail").into()),
            Claim::Unknown => return Err(Trouble::Never(unknown(kind, &"the worker ended while sending it"))),
        }
        // The id of a mail is written into many logs, and the id of an order opens it.
        let id = relay_queue::fingerprint(&format!("{kind} {about}")).to_string();
        match self.mailer.send(to.as_str(), &id, letter.words(), attachment).await {
            Ok(()) => Ok(true),
            Err(NotSent::Later(error)) => {
                sent_mails::release(&self.stores.db, claimed).await.context("giving a mail back")?;
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
