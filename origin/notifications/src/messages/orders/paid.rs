//! The money was taken: the invoice.

use anyhow::Context as _;
use api::event::{ORDER_PAID, OrderPaid};
use api::orders::OrderView;
use domain::{Money, OrderId};
use origin_orders::fulfilment::documents;

use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger, attached};
use origin_messaging::Subscription;
use words::Mails;

pub(crate) struct Paid;

impl Trigger for Paid {
    type Data = OrderPaid;
    const SUBSCRIPTION: Subscription = Subscription { name: "email_paid", subject: ORDER_PAID, max_batch: AT_ONCE };

    fn order(data: &OrderPaid) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderPaid) -> Due {
        let invoice = documents::invoice(&sender.stores.db, data.order).await.context("looking for an invoice")?;
        let attachment = attached(invoice)?;
        let message = message(&order, &sender.link(&order).await?, attachment.is_some());
        Ok(Some(Mail { kind: "order_paid", about: order.id.0, to: order.email, message, attachment }))
    }
}

fn message(order: &OrderView, link: &str, with_invoice: bool) -> Message {
    let locale = order.market.locale();
    let words = words::mails(locale);
    // What was called off before was never taken.
    let released: i64 = order.lifecycle.cancellations.iter().map(|off| off.released.minor).sum();
    let paid = Money::new(order.total.minor - released, order.total.currency);
    let mut parts = vec![Part::Paragraph(words.paid(paid))];
    if with_invoice {
        parts.push(Part::paragraph(words.invoice_attached()));
    }
    parts.push(order_link(order, link));
    Message { locale, subject: subject(order, Mails::paid_subject), parts }
}
