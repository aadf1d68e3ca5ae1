//! Mails about accounts. They may hold what opens one, which is made as the mail is written: so a mail that somebody
//! has claimed is not written again, for that would end what it holds.

use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::Context as _;
use api::settings::MailKind;
use origin_messaging::{BatchError, Handler, HandlerError, Received, Subscription};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::frame::Message;
use crate::merchant_words::MerchantWords;
use crate::sender::{Due, Mail, Sender, Told, unknown};
use crate::sent_mails::{self, Claim};

/// Something that the owner of an account is written about.
pub(crate) trait AccountTrigger: Send + Sync + 'static {
    /// What its event carries.
    type Data: DeserializeOwned + Send + Sync;
    /// At most [`AT_ONCE`](crate::sender::AT_ONCE) events at once.
    const SUBSCRIPTION: Subscription;
    /// What the mail is, in `shop.sent_mails`.
    const KIND: &'static str;

    /// What it is about.
    fn about(data: &Self::Data) -> Uuid;

    /// The mail; none if there is nothing to say.
    fn message(sender: &Sender, data: &Self::Data) -> impl Future<Output = Written> + Send;
}

/// A mail as it is written.
pub(crate) struct AccountMail {
    /// Where it goes.
    pub(crate) to: String,
    pub(crate) message: Message,
    /// By which the merchant may have set words of it; none of what staff are written.
    pub(crate) kind: Option<MailKind>,
}

/// A mail as it is written, or why there is none yet or ever.
pub(crate) type Written = Result<Option<AccountMail>, HandlerError>;

/// Writes to owners of accounts on one trigger.
pub(crate) struct AccountMailing<T> {
    sender: Arc<Sender>,
    trigger: PhantomData<T>,
}

impl<T: AccountTrigger> AccountMailing<T> {
    pub(crate) fn new(sender: Arc<Sender>) -> Self {
        Self { sender, trigger: PhantomData }
    }

    async fn due(&self, data: &T::Data) -> Due {
        let about = T::about(data);
        let known = sent_mails::find(&self.sender.stores.db, T::KIND, about).await.context("looking for a mail")?;
        match known {
            None => {}
            Some(Claim::Sent | Claim::Ours) => return Ok(None),
            Some(Claim::Underway) => return Err(anyhow::anyhow!("another worker is sending this mail").into()),
            Some(Claim::Unknown) => {
                return Err(HandlerError::Permanent(unknown(T::KIND, &"the worker ended while sending it")));
            }
        }
        // First: what opens an account is made as the mail is written.
        let words = MerchantWords::read(&self.sender.stores.db).await?;
        let written = T::message(&self.sender, data).await?;
        Ok(written.map(|AccountMail { to, mut message, kind }| {
            if let Some(kind) = kind {
                words.apply_to_account(&mut message, kind);
            }
            Mail { kind: T::KIND, about, to, message, attachment: None }
        }))
    }
}

impl<T: AccountTrigger> Handler for AccountMailing<T> {
    type Data = T::Data;

    async fn handle(&self, events: &[Received<T::Data>]) -> Result<(), BatchError> {
        let mut dues = Vec::with_capacity(events.len());
        for received in events {
            dues.push((Told::of(received), self.due(&received.data).await));
        }
        self.sender.settle(dues).await
    }
}

#[cfg(test)]
mod tests;
