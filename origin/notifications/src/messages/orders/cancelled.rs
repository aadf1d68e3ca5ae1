//! The order was called off.

use api::event::{ORDER_CANCELLED, OrderCancelled};
use api::orders::OrderView;
use domain::OrderId;

use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::Subscription;
use words::Mails;

pub(crate) struct Cancelled;

impl Trigger for Cancelled {
    type Data = OrderCancelled;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_cancelled", subject: ORDER_CANCELLED, max_batch: AT_ONCE };

    fn order(data: &OrderCancelled) -> OrderId {
        data.order
    }

    /// Whoever gave up before paying was never told of an order, and is not told of its end.
    async fn mail(sender: &Sender, order: OrderView, _: &OrderCancelled) -> Due {
        if order.number.is_none() {
            return Ok(None);
        }
        let message = message(&order, &sender.link(&order).await?);
        Ok(Some(Mail { kind: "order_cancelled", about: order.id.0, to: order.email, message, attachment: None }))
    }
}

fn message(order: &OrderView, link: &str) -> Message {
    let locale = order.market.locale();
    let parts = vec![Part::paragraph(words::mails(locale).cancelled()), order_link(order, link)];
    Message { locale, subject: subject(order, Mails::cancelled_subject), parts }
}
