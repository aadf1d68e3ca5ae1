//! A guest asked for the way to an order, or staff for its confirmation once more.

use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
use api::orders::OrderView;
use domain::OrderId;

use super::placed;
use crate::frame::{Message, Part};
use crate::messages::phrases::{order_link, subject};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::Subscription;
use words::Mails;

pub(crate) struct LinkRequested;

impl Trigger for LinkRequested {
    type Data = OrderLinkRequested;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_link", subject: ORDER_LINK_REQUESTED, max_batch: AT_ONCE };

    fn order(data: &OrderLinkRequested) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderLinkRequested) -> Due {
        let link = sender.link(&order).await?;
        let (kind, message) = match data.confirmation {
            true => ("order_confirmation_again", placed::message(&order, &link, placed::terms(sender, &order))),
            false => ("order_link", message(&order, &link)),
        };
        Ok(Some(Mail { kind, about: data.request, to: order.email, message, attachment: None }))
    }
}

fn message(order: &OrderView, link: &str) -> Message {
    let locale = order.market.locale();
    let parts = vec![Part::paragraph(words::mails(locale).link()), order_link(order, link)];
    let subject = subject(order, Mails::link_subject);
    Message { locale, subject, parts }
}
