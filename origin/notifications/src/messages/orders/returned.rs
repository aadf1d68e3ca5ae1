//! A return: the receipt of a withdrawal, and the merchant's answer to what was asked.

use anyhow::Context as _;
use api::event::{RETURN_CHANGED, ReturnChanged};
use api::orders::OrderView;
use domain::OrderId;
use domain::orders::ReturnState;
use origin_documents::Merchant;
use origin_orders::fulfilment::{ReturnNotification, return_notification};

use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject, units};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::{HandlerError, Subscription};
use words::Mails;

pub(crate) struct Returned;

impl Trigger for Returned {
    type Data = ReturnChanged;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_return", subject: RETURN_CHANGED, max_batch: AT_ONCE };

    fn order(data: &ReturnChanged) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &ReturnChanged) -> Due {
        let notification = return_notification(&sender.stores.db, data.order, data.return_id).await?;
        let notification = notification.ok_or_else(|| HandlerError::Permanent("there is no such return".to_owned()))?;
        let said = match data.state {
            // The law of the European Union wants a receipt without delay.
            ReturnState::Requested if notification.kind == "withdrawal" => {
                Some(("withdrawal_receipt", receipt(&order, &notification, &sender.link(&order).await?)))
            }
            ReturnState::Approved => {
                let link = sender.link(&order).await?;
                let merchant = origin_settings::merchant(&sender.stores.db, &sender.merchant).await;
                let merchant = merchant.context("reading who sells")?;
                Some(("return_approved", approved(&order, &notification, &merchant, &link)))
            }
            ReturnState::Rejected => {
                Some(("return_rejected", rejected(&order, &notification, &sender.link(&order).await?)))
            }
            // The refund has a mail of its own.
            ReturnState::Requested | ReturnState::Received | ReturnState::Restocked | ReturnState::Refunded => None,
        };
        let mail = |(kind, message)| Mail { kind, about: data.return_id, to: order.email, message, attachment: None };
        Ok(said.map(mail))
    }
}

fn receipt(order: &OrderView, notification: &ReturnNotification, link: &str) -> Message {
    let words = words::mails(order.market.locale());
    let time = notification.requested_at.get(11..).unwrap_or_default();
    let received = Part::Paragraph(words.withdrawal(&notification.requested_at, time));
    let parts = vec![received, Part::paragraph(words.withdrawal_covers())];
    let subject = subject(order, Mails::withdrawal_subject);
    message(order, subject, parts, notification, link)
}

fn approved(order: &OrderView, notification: &ReturnNotification, merchant: &Merchant, link: &str) -> Message {
    let words = words::mails(order.market.locale());
    let to = Part::lines(words.send_to(), [&merchant.name].into_iter().chain(&merchant.address).cloned());
    let subject = subject(order, Mails::return_approved_subject);
    let parts = [Part::paragraph(words.return_approved()), to].into_iter().chain(answer(notification)).collect();
    message(order, subject, parts, notification, link)
}

fn rejected(order: &OrderView, notification: &ReturnNotification, link: &str) -> Message {
    let words = words::mails(order.market.locale());
    let subject = subject(order, Mails::return_rejected_subject);
    let parts = [Part::paragraph(words.return_rejected())].into_iter().chain(answer(notification)).collect();
    message(order, subject, parts, notification, link)
}

/// The merchant's own words, if there are any.
fn answer(notification: &ReturnNotification) -> Option<Part> {
    (!notification.answer.trim().is_empty()).then(|| Part::paragraph(&notification.answer))
}

fn message(
    order: &OrderView,
    subject: String,
    parts: Vec<Part>,
    notification: &ReturnNotification,
    link: &str,
) -> Message {
    let locale = order.market.locale();
    let parts = parts.into_iter().chain(units(locale, &notification.units)).chain([order_link(order, link)]);
    Message { locale, subject, parts: parts.collect() }
}
