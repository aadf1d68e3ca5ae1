//! A guest asked for the way to an order.

use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
use api::orders::OrderView;
use domain::OrderId;

use super::phrases::{either, order_link, subject};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::Subscription;

pub(crate) struct LinkRequested;

impl Trigger for LinkRequested {
    type Data = OrderLinkRequested;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_link", subject: ORDER_LINK_REQUESTED, max_batch: AT_ONCE };

    fn order(data: &OrderLinkRequested) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderLinkRequested) -> Due {
        let message = message(&order, &sender.public_url);
        Ok(Some(Mail { kind: "order_link", about: data.request, to: order.email, message, attachment: None }))
    }
}

fn message(order: &OrderView, public_url: &str) -> Message {
    let locale = order.market.locale();
    let asked = either(
        locale,
        "You asked for the link to your order. Whoever has it sees the order, so keep it to yourself. \
         If it was not you who asked, there is nothing to do.",
        "Sie haben um den Link zu Ihrer Bestellung gebeten. Wer ihn hat, sieht die Bestellung; geben Sie ihn nicht \
         weiter. Falls Sie nicht darum gebeten haben, müssen Sie nichts tun.",
    );
    let parts = vec![Part::paragraph(asked), order_link(order, public_url)];
    let subject = subject(order, "The link to your order", "Der Link zu Ihrer Bestellung");
    Message { locale, subject, parts }
}
