//! What goes onto a document, read from the order.

use api::orders::DeliveryService;
use domain::checkout::{Address, Breakdown, Territory};
use domain::{Currency, Market, Money, OrderId, Quantity, Sku};
use origin_documents::{CreditNote, CreditedLine, Heading, Invoice, Merchant, SoldLine};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::way::way;

/// An order as its invoice needs it.
#[derive(Deserialize)]
pub(super) struct Sold {
    number: i64,
    market: Market,
    /// Whom the invoice is for.
    address: Address,
    /// Where the parcel went, by whose rules it is taxed.
    delivered_to: Address,
    breakdown: Breakdown,
    #[serde(default)]
    delivery_service: Option<DeliveryService>,
    ordered_on: String,
    issued_on: String,
    /// What was called off before the payment was taken.
    released_minor: i64,
    lines: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    title: String,
    choice: String,
}

impl Sold {
    /// The order with this id, if it has a number and its breakdown was kept. It cannot go away until
    /// the transaction ends.
    pub(super) async fn read(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<Option<Self>> {
        let found: Option<Json<Self>> = sqlx::query_scalar(
            "select jsonb_build_object(
                 'number', number, 'market', market, 'address', coalesce(billing_address, address), 'delivered_to', address, 'breakdown', breakdown,
                 'delivery_service', delivery_service,
                 'ordered_on', to_char(created_at at time zone 'utc', 'YYYY-MM-DD'),
                 'issued_on', to_char(now() at time zone 'utc', 'YYYY-MM-DD'),
                 'released_minor', coalesce((select sum(amount_minor) from orders.refunds
                                             where order_id = orders.orders.id and released), 0),
                 'lines', (select jsonb_agg(jsonb_build_object('title', title, 'choice', choice) order by position)
                           from orders.order_lines where order_id = id))
             from orders.orders where id = $1 and number is not null and breakdown is not null for key share",
        )
        .bind(order.0)
        .fetch_optional(tx)
        .await?;
        Ok(found.map(|Json(sold)| sold))
    }

    pub(super) fn invoice(self, number: i64, merchant: &Merchant) -> Invoice {
        let heading = self.heading(number, merchant);
        let territory = Territory::of(self.delivered_to.country, &self.delivered_to.postal_code);
        let line = |line: Named| SoldLine { title: line.title, choice: line.choice };
        let released = Money::new(self.released_minor, self.breakdown.parts().currency);
        let travels = self.breakdown.parts().delivery.as_ref();
        let delivery = travels.map(|travels| way(self.market.locale(), travels.method, self.delivery_service.as_ref()));
        let lines = self.lines.into_iter().map(line).collect();
        Invoice { heading, lines, delivery, breakdown: self.breakdown, released, territory }
    }

    fn heading(&self, number: i64, merchant: &Merchant) -> Heading {
        Heading {
            number,
            issued_on: self.issued_on.clone(),
            locale: self.market.locale(),
            merchant: merchant.clone(),
            buyer: self.address.clone(),
            order_number: self.number,
            ordered_on: self.ordered_on.clone(),
        }
    }
}

/// A refund as its credit note needs it.
#[derive(Deserialize)]
pub(super) struct Refunded {
    pub(super) order: OrderId,
    pub(super) done: bool,
    currency: Currency,
    amount_minor: i64,
    delivery_minor: i64,
    goodwill_minor: i64,
    released: bool,
    reason: String,
    lines: Vec<RefundedLine>,
    invoice: Option<InvoiceRef>,
}

#[derive(Deserialize)]
struct RefundedLine {
    position: usize,
    title: String,
    choice: String,
    sku: Sku,
    quantity: Quantity,
    amount_minor: i64,
    tax_minor: i64,
}

#[derive(Deserialize)]
struct InvoiceRef {
    number: i64,
    issued_on: String,
}

impl Refunded {
    /// The refund with this id.
    pub(super) async fn read(tx: &mut PgConnection, refund: Uuid) -> sqlx::Result<Option<Self>> {
        let found: Option<Json<Self>> = sqlx::query_scalar(
            "select jsonb_build_object(
                 'order', refund.order_id, 'done', refund.state = 'done', 'currency', placed.currency,
                 'amount_minor', refund.amount_minor, 'delivery_minor', refund.delivery_minor,
                 'goodwill_minor', refund.goodwill_minor, 'released', refund.released, 'reason', refund.reason,
                 'lines', (select coalesce(jsonb_agg(to_jsonb(sold) || to_jsonb(line) order by line.position), '[]')
                           from orders.refund_lines as line join orders.order_lines as sold using (order_id, position)
                           where line.refund_id = refund.id),
                 'invoice', (select jsonb_build_object(
                                 'number', number,
                                 'issued_on', to_char(issued_at at time zone 'utc', 'YYYY-MM-DD'))
                             from orders.documents as invoice
                             where invoice.order_id = refund.order_id and invoice.kind = 'invoice'))
             from orders.refunds as refund join orders.orders as placed on placed.id = refund.order_id
             where refund.id = $1 for key share",
        )
        .bind(refund)
        .fetch_optional(tx)
        .await?;
        Ok(found.map(|Json(refunded)| refunded))
    }

    /// The credit note; none as long as there is no invoice to correct.
    pub(super) fn credit_note(self, sold: Sold, number: i64, merchant: &Merchant) -> Option<CreditNote> {
        let money = |minor| Money::new(minor, self.currency);
        let charges = &sold.breakdown.parts().lines;
        let line = |line: RefundedLine| CreditedLine {
            tax_rate: charges.get(line.position).map_or(0, |charge| charge.tax_rate),
            title: line.title,
            choice: line.choice,
            sku: line.sku,
            quantity: line.quantity,
            amount: money(line.amount_minor),
            tax: money(line.tax_minor),
        };
        let invoice = self.invoice?;
        Some(CreditNote {
            heading: sold.heading(number, merchant),
            invoice: invoice.number,
            invoiced_on: invoice.issued_on,
            reason: self.reason,
            lines: self.lines.into_iter().map(line).collect(),
            delivery: money(self.delivery_minor),
            goodwill: money(self.goodwill_minor),
            total: money(self.amount_minor),
            released: self.released,
            breakdown: sold.breakdown.clone(),
        })
    }
}
