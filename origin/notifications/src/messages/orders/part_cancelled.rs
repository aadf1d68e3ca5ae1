//! A part of the order was called off: which pieces, why, and what becomes of the money.

use api::event::{ORDER_PART_CANCELLED, OrderPartCancelled};
use api::orders::OrderView;
use domain::OrderId;
use origin_orders::fulfilment::{CancellationNotification, cancellation_notification};

use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject, units};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::{HandlerError, Subscription};
use words::Mails;

pub(crate) struct PartCancelled;

impl Trigger for PartCancelled {
    type Data = OrderPartCancelled;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_part_cancelled", subject: ORDER_PART_CANCELLED, max_batch: AT_ONCE };

    fn order(data: &OrderPartCancelled) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderPartCancelled) -> Due {
        let part = cancellation_notification(&sender.stores.db, data.order, data.cancellation).await?;
        let part = part.ok_or_else(|| HandlerError::Permanent("no such part was called off".to_owned()))?;
        let message = message(&order, &part, &sender.link(&order).await?);
        let (kind, about) = ("order_part_cancelled", data.cancellation);
        Ok(Some(Mail { kind, about, to: order.email, message, attachment: None }))
    }
}

fn message(order: &OrderView, part: &CancellationNotification, link: &str) -> Message {
    let locale = order.market.locale();
    let words = words::mails(locale);
    let mut parts = vec![Part::paragraph(words.part_cancelled())];
    parts.extend(units(locale, &part.units));
    parts.push(Part::Paragraph(words.refund_reason(&part.reason)));
    if part.released.minor > 0 {
        parts.push(Part::Paragraph(words.part_released(part.released)));
    }
    if part.refunded {
        parts.push(Part::paragraph(words.part_refunded()));
    }
    parts.push(order_link(order, link));
    Message { locale, subject: subject(order, Mails::part_cancelled_subject), parts }
}
