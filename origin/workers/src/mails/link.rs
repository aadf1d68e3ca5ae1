//! A guest asked for the way to an order.

use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
use api::orders::OrderView;
use domain::OrderId;

use super::frame::{Letter, Part};
use super::phrases::{either, order_link, subject};
use super::post::{AT_ONCE, Due, Mail, Occasion, Post};
use crate::consumer::Subscription;

pub(crate) struct LinkRequested;

impl Occasion for LinkRequested {
    type Data = OrderLinkRequested;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_link", subject: ORDER_LINK_REQUESTED, most: AT_ONCE };

    fn order(data: &OrderLinkRequested) -> OrderId {
        data.order
    }

    async fn mail(post: &Post, order: OrderView, data: &OrderLinkRequested) -> Due {
        let letter = letter(&order, &post.public_url);
        Ok(Some(Mail { kind: "order_link", about: data.request, to: order.email, letter, attachment: None }))
    }
}

fn letter(order: &OrderView, public_url: &str) -> Letter {
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
    Letter { locale, subject, parts }
}
