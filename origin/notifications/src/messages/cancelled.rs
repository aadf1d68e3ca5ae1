//! The order was called off.

use api::event::{ORDER_CANCELLED, OrderCancelled};
use api::orders::OrderView;
use domain::OrderId;

use super::phrases::{either, order_link, subject};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::Subscription;

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
        let message = message(&order, &sender.public_url);
        Ok(Some(Mail { kind: "order_cancelled", about: order.id.0, to: order.email, message, attachment: None }))
    }
}

fn message(order: &OrderView, public_url: &str) -> Message {
    let locale = order.market.locale();
    let over = either(
        locale,
        "Your order was cancelled, and nothing of it will be sent. What was held on your card is released; \
         what was already taken is given back, which we tell in another mail.",
        "Ihre Bestellung wurde storniert, es wird nichts davon verschickt. Was auf Ihrer Karte vorgemerkt war, wird \
         freigegeben; was schon abgebucht war, bekommen Sie zurück, worüber Sie eine weitere E-Mail erhalten.",
    );
    let parts = vec![Part::paragraph(over), order_link(order, public_url)];
    Message { locale, subject: subject(order, "Cancelled: your order", "Storniert: Ihre Bestellung"), parts }
}
