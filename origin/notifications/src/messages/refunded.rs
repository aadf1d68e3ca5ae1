//! Money went back: how much, why and for what.

use anyhow::Context as _;
use api::event::{ORDER_REFUNDED, OrderRefunded};
use api::orders::OrderView;
use domain::{Locale, Money, OrderId};
use origin_orders::fulfilment::{RefundNotification, documents, refund_notification};

use super::phrases::{either, order_link, pieces, subject};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger, attached};
use origin_messaging::{HandlerError, Subscription};

pub(crate) struct Refunded;

impl Trigger for Refunded {
    type Data = OrderRefunded;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_refunded", subject: ORDER_REFUNDED, max_batch: AT_ONCE };

    fn order(data: &OrderRefunded) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderRefunded) -> Due {
        let db = &sender.stores.db;
        let refund = refund_notification(db, data.order, data.refund).await?;
        let refund = refund.ok_or_else(|| HandlerError::Permanent("no such refund was made".to_owned()))?;
        let note = documents::credit_note(db, data.order, data.refund).await.context("looking for a credit note")?;
        let attachment = attached(note)?;
        let message = message(&order, &refund, &sender.public_url, attachment.is_some());
        Ok(Some(Mail { kind: "order_refunded", about: data.refund, to: order.email, message, attachment }))
    }
}

fn message(order: &OrderView, refund: &RefundNotification, public_url: &str, with_note: bool) -> Message {
    let locale = order.market.locale();
    let amount = refund.amount.display(locale);
    let back = match locale {
        Locale::En => {
            format!("We have given {amount} back to you, the way you paid. Until you see it, a few days may pass.")
        }
        Locale::De => format!(
            "Wir haben Ihnen {amount} auf dem Weg Ihrer Zahlung zurückgegeben. Bis Sie es sehen, können einige Tage vergehen."
        ),
    };
    let reason = either(locale, "Reason", "Grund");
    let mut parts = vec![Part::Paragraph(back), Part::Paragraph(format!("{reason}: {}", refund.reason))];
    parts.extend(pieces(locale, &refund.pieces));
    let shares = [
        (either(locale, "Delivery", "Versand"), refund.delivery),
        (either(locale, "Goodwill", "Kulanz"), refund.goodwill),
    ];
    let row = |(name, amount): (&str, Money)| (amount.minor > 0).then(|| (name.to_owned(), amount.display(locale)));
    let mut rows: Vec<_> = shares.into_iter().filter_map(row).collect();
    rows.push((either(locale, "Total", "Summe").to_owned(), amount));
    parts.push(Part::Table(rows));
    if with_note {
        let along = either(locale, "The credit note is attached.", "Die Gutschrift liegt dieser E-Mail bei.");
        parts.push(Part::paragraph(along));
    }
    parts.push(order_link(order, public_url));
    Message { locale, subject: subject(order, "Refund for your order", "Erstattung zu Ihrer Bestellung"), parts }
}
