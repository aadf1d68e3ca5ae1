//! A return: the receipt of a withdrawal, and the merchant's answer to what was asked.

use api::event::{RETURN_CHANGED, ReturnChanged};
use api::orders::OrderView;
use domain::date::written;
use domain::orders::ReturnState;
use domain::{Locale, OrderId};
use origin_documents::Merchant;
use origin_orders::fulfilment::{ReturnNotification, return_notification};

use super::phrases::{either, order_link, pieces, subject};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::{HandlerError, Subscription};

pub(crate) struct Returned;

impl Trigger for Returned {
    type Data = ReturnChanged;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_return", subject: RETURN_CHANGED, max_batch: AT_ONCE };

    fn order(data: &ReturnChanged) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &ReturnChanged) -> Due {
        let notice = return_notification(&sender.stores.db, data.order, data.return_id).await?;
        let notice = notice.ok_or_else(|| HandlerError::Permanent("there is no such return".to_owned()))?;
        let said = match data.state {
            // The law of the European Union wants a receipt without delay.
            ReturnState::Requested if notice.kind == "withdrawal" => {
                Some(("withdrawal_receipt", receipt(&order, &notice, &sender.public_url)))
            }
            ReturnState::Approved => {
                Some(("return_approved", approved(&order, &notice, &sender.merchant, &sender.public_url)))
            }
            ReturnState::Rejected => Some(("return_rejected", rejected(&order, &notice, &sender.public_url))),
            // The refund has a mail of its own.
            ReturnState::Requested | ReturnState::Received | ReturnState::Restocked | ReturnState::Refunded => None,
        };
        let mail = |(kind, message)| Mail { kind, about: data.return_id, to: order.email, message, attachment: None };
        Ok(said.map(mail))
    }
}

fn receipt(order: &OrderView, notice: &ReturnNotification, public_url: &str) -> Message {
    let locale = order.market.locale();
    let (day, time) = (written(locale, &notice.requested_at), notice.requested_at.get(11..).unwrap_or_default());
    let received = match locale {
        Locale::En => format!("We received your withdrawal from the contract on {day} at {time} (UTC)."),
        Locale::De => format!("Ihr Widerruf ist am {day} um {time} Uhr (UTC) bei uns eingegangen."),
    };
    let next = either(
        locale,
        "It covers the items below. We write to you where to send them.",
        "Er gilt für die unten genannten Artikel. Wir schreiben Ihnen, wohin Sie sie schicken.",
    );
    let parts = vec![Part::Paragraph(received), Part::paragraph(next)];
    let subject = subject(order, "Withdrawal received: your order", "Widerruf eingegangen: Ihre Bestellung");
    message(order, subject, parts, notice, public_url)
}

fn approved(order: &OrderView, notice: &ReturnNotification, merchant: &Merchant, public_url: &str) -> Message {
    let locale = order.market.locale();
    let send = either(
        locale,
        "Please send these items back to us, with the number of your order in the parcel.",
        "Bitte schicken Sie uns diese Artikel zurück und legen Sie die Nummer Ihrer Bestellung bei.",
    );
    let to = [&merchant.name].into_iter().chain(&merchant.address).cloned().collect();
    let to = Part::Lines(either(locale, "Send it to", "Senden Sie es an").to_owned(), to);
    let subject = subject(order, "Your return, order", "Ihre Rücksendung, Bestellung");
    let parts = [Part::paragraph(send), to].into_iter().chain(answer(notice)).collect();
    message(order, subject, parts, notice, public_url)
}

fn rejected(order: &OrderView, notice: &ReturnNotification, public_url: &str) -> Message {
    let locale = order.market.locale();
    let sorry = either(
        locale,
        "We cannot take these items back, and this is why:",
        "Wir können diese Artikel nicht zurücknehmen, und zwar aus diesem Grund:",
    );
    let subject = subject(order, "Your return was declined, order", "Ihre Rücksendung wurde abgelehnt, Bestellung");
    let parts = [Part::paragraph(sorry)].into_iter().chain(answer(notice)).collect();
    message(order, subject, parts, notice, public_url)
}

/// The merchant's own words, if there are any.
fn answer(notice: &ReturnNotification) -> Option<Part> {
    (!notice.answer.trim().is_empty()).then(|| Part::paragraph(&notice.answer))
}

fn message(
    order: &OrderView,
    subject: String,
    parts: Vec<Part>,
    notice: &ReturnNotification,
    public_url: &str,
) -> Message {
    let locale = order.market.locale();
    let parts = parts.into_iter().chain(pieces(locale, &notice.pieces)).chain([order_link(order, public_url)]);
    Message { locale, subject, parts: parts.collect() }
}
