//! How a mail goes out, whatever it says: claimed, sent, marked.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::Context as _;
use api::orders::OrderView;
use domain::{EventId, Market, OrderId};
use futures::future::join_all;
use origin_documents::Merchant;
use origin_messaging::{BatchError, Cause, Handler, HandlerError, Received, Subscription, fingerprint};
use origin_orders::fulfilment::documents::{IssuedDocument, Kept};
use origin_orders::orders::issue_link;
use origin_platform::{Stores, power_cut};
use serde::de::DeserializeOwned;
use tracing::{Instrument as _, Span};

use crate::Settings;
use crate::mailer::{Attachment, Mailer, NotSent};
use crate::merchant_words::MerchantWords;
use crate::metrics;
use crate::sent_mails::{self, Claim};

pub(crate) use crate::mail::Mail;

/// Something that shoppers are written about.
pub(crate) trait Trigger: Send + Sync + 'static {
    /// What its event carries.
    type Data: DeserializeOwned + Send + Sync;
    /// At most [`AT_ONCE`] events at once.
    const SUBSCRIPTION: Subscription;

    /// The order that the event is about.
    fn order(data: &Self::Data) -> OrderId;

    /// The mail about it; none if there is nothing to say.
    fn mail(sender: &Sender, order: OrderView, data: &Self::Data) -> impl Future<Output = Due> + Send;
}

/// The mail that an event is due, or why there is none yet or ever.
pub(crate) type Due = Result<Option<Mail>, HandlerError>;

/// The event that a mail is due for, and what that was recorded for.
pub(crate) struct Told {
    event: EventId,
    cause: Cause,
}

impl Told {
    pub(crate) fn of<D>(received: &Received<D>) -> Self {
        Self { event: received.event.original(), cause: received.cause.clone() }
    }

    /// What is logged, and traced, of a mail as it is handed over. It follows its own event, whatever others are handled
    /// with it.
    fn span(&self, kind: &'static str) -> Span {
        let span = tracing::info_span!(
            parent: None,
            "mail",
            kind,
            event = %self.event,
            id = self.cause.request_id,
            trace = tracing::field::Empty,
        );
        telemetry::traces::follow_text(&span, self.cause.trace_parent.as_deref());
        span
    }
}

/// How many mails are handed over at once. All are before the stream delivers their events to another worker.
pub(crate) const AT_ONCE: usize = 8;

/// As whom mails are sent, where the merchant has said it.
#[derive(Clone, Copy)]
struct Names<'a> {
    /// Beside the address that they come from; without it, what the shop is called.
    sender: Option<&'a str>,
    /// What the shop is called.
    shop: Option<&'a str>,
}

/// The shop's name as it may stand beside the address that a mail comes from; none if it looks like another address, which
/// mail servers take for a forgery. A sender's name that is set was checked for the same.
pub(crate) fn beside_address(shop: &str) -> Option<&str> {
    Some(shop).filter(|name| !name.contains(['@', '<', '>', '"', '\\']))
}

/// What every mail needs.
pub(crate) struct Sender {
    pub(crate) stores: Stores,
    public_url: String,
    admin_url: Option<String>,
    pub(crate) merchant: Merchant,
    mailer: Mailer,
}

/// Writes to shoppers on one trigger.
pub(crate) struct Mailing<T> {
    sender: Arc<Sender>,
    trigger: PhantomData<T>,
}

impl<T: Trigger> Mailing<T> {
    pub(crate) fn new(sender: Arc<Sender>) -> Self {
        Self { sender, trigger: PhantomData }
    }
}

impl<T: Trigger> Handler for Mailing<T> {
    type Data = T::Data;

    async fn handle(&self, events: &[Received<T::Data>]) -> Result<(), BatchError> {
        let about: Vec<OrderId> = events.iter().map(|received| T::order(&received.data)).collect();
        let orders = origin_orders::orders::views(&self.sender.stores.db, &about).await.context("reading orders")?;
        let words = MerchantWords::read(&self.sender.stores.db).await?;
        let mut dues = Vec::with_capacity(events.len());
        for (received, order) in events.iter().zip(&about) {
            let due = match orders.get(order) {
                Some(order) => {
                    let due = T::mail(&self.sender, order.clone(), &received.data).await;
                    due.map(|mail| mail.map(|mail| words.apply(mail, order)))
                }
                None => Err(HandlerError::Permanent("there is no such order".to_owned())),
            };
            dues.push((Told::of(received), due));
        }
        self.sender.settle(dues).await
    }
}

impl Sender {
    pub(crate) fn new(stores: Stores, settings: &Settings) -> anyhow::Result<Self> {
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        let mailer = Mailer::new(&settings.mail, &public_url)?;
        let admin_url = settings.admin_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self { stores, public_url, admin_url, merchant: settings.merchant.clone(), mailer })
    }

    /// The address of the order's page with a token that opens it, made for one mail.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub(crate) async fn link(&self, order: &OrderView) -> Result<String, HandlerError> {
        let token = issue_link(&self.stores.db, order.id).await.context("making a link to an order")?;
        Ok(self.address(order.market, &format!("/orders/{}?token={token}", order.id)))
    }

    /// The address of a page as shoppers type it.
    pub(crate) fn address(&self, market: Market, path: &str) -> String {
        format!("{}{}", self.public_url, market.path(path))
    }

    /// The office's address without a slash at the end, if somebody has said it.
    pub(crate) fn admin_url(&self) -> Option<&str> {
        self.admin_url.as_deref()
    }

    /// Sends what the events of a batch are due, each in its place, and notes those that bring no mail.
    pub(crate) async fn settle(&self, dues: Vec<(Told, Due)>) -> Result<(), BatchError> {
        let (mut mails, mut errors) = (Vec::new(), BTreeMap::new());
        for (at, (told, due)) in dues.into_iter().enumerate() {
            match due {
                Ok(Some(mail)) => mails.push((at, told, mail)),
                Ok(None) => {
                    let noted = sent_mails::note_nothing_to_say(&self.stores.db, told.event).await;
                    noted.context("noting that no mail is due")?;
                }
                Err(error) => drop(errors.insert(at, error)),
            }
        }
        errors.extend(self.send_once(mails).await?);
        if errors.is_empty() { Ok(()) } else { Err(BatchError::At(errors)) }
    }

    /// Sends each mail unless it was sent. Each has its place in a batch, and the event that is why.
    /// Returns what went wrong, by the places.
    async fn send_once(&self, due: Vec<(usize, Told, Mail)>) -> Result<Vec<(usize, HandlerError)>, HandlerError> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let db = &self.stores.db;
        self.mailer.check().await?;
        let set = origin_settings::mail_texts(db).await.context("reading what is set of mails")?;
        let shop = origin_settings::settings(db).await.context("reading what the shop is called")?.name;
        let names = Names { sender: set.sender_name.as_deref(), shop: shop.as_deref() };
        let claimed = |(_, told, mail): &(usize, Told, Mail)| sent_mails::Mail {
            kind: mail.kind,
            about: mail.about,
            event: told.event,
        };
        let claimed: Vec<sent_mails::Mail> = due.iter().map(claimed).collect();
        let claims = sent_mails::claim(db, &claimed).await.context("claiming mails")?;
        power_cut("mail claimed");
        let outcomes = due.into_iter().zip(&claimed).zip(claims).map(async |(((at, told, mail), &claimed), claim)| {
            let span = told.span(mail.kind);
            (at, claimed, self.send(mail, names, claimed, claim).instrument(span).await)
        });
        let outcomes = join_all(outcomes).await;
        power_cut("mail sent");
        let (mut sent, mut errors) = (Vec::new(), Vec::new());
        for (at, mail, outcome) in outcomes {
            match outcome {
                Ok(true) => sent.push(mail),
                Ok(false) => {}
                Err(error) => errors.push((at, error)),
            }
        }
        if !sent.is_empty() {
            sent_mails::mark_sent(db, &sent).await.context("marking mails")?;
        }
        Ok(errors)
    }

    /// Sends a mail under these names if it is ours to send; says whether it was.
    async fn send(
        &self,
        mail: Mail,
        names: Names<'_>,
        claimed: sent_mails::Mail,
        claim: Claim,
    ) -> Result<bool, HandlerError> {
        let Mail { kind, about, to, message, attachment } = mail;
        match claim {
            Claim::Ours => {}
            Claim::Sent => return Ok(false),
            Claim::Underway => return Err(anyhow::anyhow!("another worker is sending this mail").into()),
            Claim::Unknown => return Err(HandlerError::Permanent(unknown(kind, &"the worker ended while sending it"))),
        }
        // The id of a mail is written into many logs, and the id of an order opens it.
        let id = fingerprint(&format!("{kind} {about}")).to_string();
        let shop = names.shop.unwrap_or_else(|| words::brand(message.locale).name());
        let from = names.sender.or_else(|| beside_address(shop));
        let outcome = self.mailer.send(&to, from, &id, message.of_shop(shop).words(), attachment).await;
        metrics::mailed(kind, &outcome);
        match outcome {
            Ok(()) => {
                tracing::info!("a mail was handed over");
                Ok(true)
            }
            Err(NotSent::Later(error)) => {
                sent_mails::release(&self.stores.db, claimed).await.context("giving a mail back")?;
                Err(error.into())
            }
            Err(NotSent::Refused(reason)) => Err(HandlerError::Permanent(reason)),
            Err(NotSent::Unknown(error)) => Err(HandlerError::Permanent(unknown(kind, &format!("{error:#}")))),
        }
    }
}

/// What staff are told of a mail of which nobody knows whether it was sent.
pub(crate) fn unknown(kind: &str, why: &dyn std::fmt::Display) -> String {
    format!("nobody knows whether the mail {kind} was sent ({why}); ask the shopper before sending it again")
}

/// A document to go along with a mail, which waits until it is issued. None if there will never be one.
pub(crate) fn attached(kept: Kept) -> Result<Option<Attachment>, HandlerError> {
    match kept {
        Kept::Here(IssuedDocument { kind, number, pdf }) => {
            Ok(Some(Attachment { name: kind.file_name(number), media_type: "application/pdf", bytes: pdf }))
        }
        Kept::NotYet => Err(anyhow::anyhow!("the document that goes along has not been issued yet").into()),
        Kept::Never => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::beside_address;

    #[test]
    fn no_shop_stands_beside_its_address_as_another() {
        for name in ["Kontor & Sons", "L’Atelier, Söhne", "shop.example"] {
            assert_eq!(beside_address(name), Some(name));
        }
        for name in ["pay@bank.example", "Kontor <pay>", "“Kontor” \"Nord\"", "Kontor\\Nord"] {
            assert_eq!(beside_address(name), None, "{name}");
        }
    }
}
