//! Money went back: how much, why and for what.

use anyhow::Context as _;
use api::event::{ORDER_REFUNDED, OrderRefunded};
use api::orders::OrderView;
use domain::{Money, OrderId};
use origin_orders::fulfilment::{RefundNotification, documents, refund_notification};

use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject, units};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger, attached};
use origin_messaging::{HandlerError, Subscription};
use words::Mails;

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
        let message = message(&order, &refund, &sender.link(&order).await?, attachment.is_some());
        Ok(Some(Mail { kind: "order_refunded", about: data.refund, to: order.email, message, attachment }))
    }
}

fn message(order: &OrderView, refund: &RefundNotification, link: &str, with_note: bool) -> Message {
    let locale = order.market.locale();
    let words = words::mails(locale);
    let mut parts =
        vec![Part::Paragraph(words.refunded(refund.amount)), Part::Paragraph(words.refund_reason(&refund.reason))];
    parts.extend(units(locale, &refund.units));
    let shares = [(words.delivery(), refund.delivery), (words.goodwill(), refund.goodwill)];
    let row = |(name, amount): (&str, Money)| (amount.minor > 0).then(|| (name.to_owned(), amount.display(locale)));
    let mut rows: Vec<_> = shares.into_iter().filter_map(row).collect();
    rows.push((words.refund_total().to_owned(), refund.amount.display(locale)));
    parts.push(Part::table(rows));
    if with_note {
        parts.push(Part::paragraph(words.credit_note_attached()));
    }
    parts.push(order_link(order, link));
    Message { locale, subject: subject(order, Mails::refunded_subject), parts }
}
