//! The money was taken: the invoice.

use anyhow::Context as _;
use api::event::{ORDER_PAID, OrderPaid};
use api::orders::OrderView;
use domain::OrderId;
use origin_orders::orders::documents;

use super::frame::{Letter, Part};
use super::phrases::{either, order_link, subject};
use super::post::{AT_ONCE, Due, Mail, Occasion, Post, attached};
use crate::consumer::Subscription;

pub(crate) struct Paid;

impl Occasion for Paid {
    type Data = OrderPaid;
    const SUBSCRIPTION: Subscription = Subscription { name: "email_paid", subject: ORDER_PAID, most: AT_ONCE };

    fn order(data: &OrderPaid) -> OrderId {
        data.order
    }

    async fn mail(post: &Post, order: OrderView, data: &OrderPaid) -> Due {
        let invoice = documents::invoice(&post.stores.db, data.order).await.context("looking for an invoice")?;
        let attachment = attached(invoice)?;
        let letter = letter(&order, &post.public_url, attachment.is_some());
        Ok(Some(Mail { kind: "order_paid", about: order.id.0, to: order.email, letter, attachment }))
    }
}

fn letter(order: &OrderView, public_url: &str, with_invoice: bool) -> Letter {
    let locale = order.market.locale();
    let total = order.total.display(locale);
    let paid = match locale {
        domain::Locale::En => format!("We have received your payment of {total}. Thank you."),
        domain::Locale::De => format!("Wir haben Ihre Zahlung über {total} erhalten. Vielen Dank."),
    };
    let mut parts = vec![Part::Paragraph(paid)];
    if with_invoice {
        let along = either(locale, "Your invoice is attached.", "Ihre Rechnung liegt dieser E-Mail bei.");
        parts.push(Part::paragraph(along));
    }
    parts.push(order_link(order, public_url));
    Letter { locale, subject: subject(order, "Invoice for your order", "Rechnung zu Ihrer Bestellung"), parts }
}
