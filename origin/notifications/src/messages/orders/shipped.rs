//! A shipment left the house; one mail a shipment, and one for each time that staff want it sent again.

use api::event::{ORDER_SHIPPED, OrderShipped, SHIPMENT_MAIL_REQUESTED, ShipmentMailRequested};
use api::orders::OrderView;
use domain::OrderId;
use domain::checkout::DeliveryMethod;
use origin_orders::fulfilment::{ShipmentNotification, shipment_notification};

use crate::frame::{Message, Part};
use crate::messages::phrases::{address, order_link, subject, units};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::{HandlerError, Subscription};
use uuid::Uuid;
use words::Mails;

pub(crate) struct Shipped;

impl Trigger for Shipped {
    type Data = OrderShipped;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_shipped", subject: ORDER_SHIPPED, max_batch: AT_ONCE };

    fn order(data: &OrderShipped) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &OrderShipped) -> Due {
        due(sender, order, data.shipment, data.shipment).await
    }
}

pub(crate) struct ShippedAgain;

impl Trigger for ShippedAgain {
    type Data = ShipmentMailRequested;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_shipped_again", subject: SHIPMENT_MAIL_REQUESTED, max_batch: AT_ONCE };

    fn order(data: &ShipmentMailRequested) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, data: &ShipmentMailRequested) -> Due {
        due(sender, order, data.shipment, data.request).await
    }
}

/// The mail about a shipment; it is sent once for each `about`.
async fn due(sender: &Sender, order: OrderView, shipment: Uuid, about: Uuid) -> Due {
    let shipment = shipment_notification(&sender.stores.db, order.id, shipment).await?;
    let shipment = shipment.ok_or_else(|| HandlerError::Permanent("no such shipment left the house".to_owned()))?;
    let message = message(&order, &shipment, &sender.link(&order).await?);
    Ok(Some(Mail { kind: "order_shipped", about, to: order.email, message, attachment: None }))
}

fn message(order: &OrderView, shipment: &ShipmentNotification, link: &str) -> Message {
    let locale = order.market.locale();
    let handed_over = order.delivery == DeliveryMethod::Pickup;
    let words = words::mails(locale);
    let sent = if handed_over { words.handed_over() } else { words.shipped() };
    let mut parts = vec![Part::paragraph(sent)];
    parts.extend(units(locale, &shipment.units));
    if !handed_over {
        parts.push(Part::lines(words.go_to(), address(order)));
    }
    let rows = [(words.carrier(), &shipment.carrier), (words.tracking_number(), &shipment.tracking_number)];
    let rows = rows.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?)));
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        parts.push(Part::table(rows));
    }
    parts.extend(shipment.tracking_url.clone().map(|link| Part::Link(words.track().to_owned(), link)));
    parts.push(order_link(order, link));
    Message { locale, subject: subject(order, Mails::shipped_subject), parts }
}
