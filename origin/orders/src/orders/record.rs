//! An order as it is kept, with its payment and its lines.

use api::orders::{AddressFields, DocumentLink, OrderLine, OrderView};
use api::problem::{Code, Problem};
use domain::checkout::{Breakdown, DeliveryMethod};
use domain::money::MoneyError;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CartId, Currency, Email, Market, Money, OrderId, Quantity, Sku, Slug};
use serde::Deserialize;
use uuid::Uuid;

use crate::checkout::pricing::taxes;

/// What the shopper who placed an order is told: kept under the request's key.
pub(crate) type Reply = Result<OrderView, Problem>;

/// The statement that reads orders whole, as one JSON value each.
macro_rules! order_record {
    ($which:literal) => {
        concat!(
            "select to_jsonb(placed) || jsonb_build_object(
                 'placed_at', to_char(placed.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                 'payment', to_jsonb(payment),
                 'documents', (select coalesce(jsonb_agg(jsonb_build_object(
                                   'kind', kind, 'number', number,
                                   'issued_on', to_char(issued_at at time zone 'utc', 'YYYY-MM-DD'))
                                   order by issued_at, kind desc, number), '[]')
                               from orders.documents where order_id = placed.id),
                 'lines', (select jsonb_agg(to_jsonb(line) order by line.position)
                           from orders.order_lines as line where line.order_id = placed.id)
             )
             from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
             where ",
            $which
        )
    };
}
pub(crate) use order_record;

/// One order.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OrderRecord {
    pub id: OrderId,
    pub number: Option<i64>,
    pub state: OrderState,
    pub cart_id: CartId,
    placed_at: String,
    market: Market,
    currency: Currency,
    email: Email,
    address: AddressFields,
    delivery: DeliveryMethod,
    subtotal_minor: i64,
    delivery_fee_minor: i64,
    total_minor: i64,
    /// None in orders from before breakdowns were kept.
    breakdown: Option<Breakdown>,
    documents: Vec<DocumentLink>,
    pub payment: PaymentRecord,
    pub lines: Vec<LineRecord>,
}

/// Its payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PaymentRecord {
    pub id: Uuid,
    pub state: PaymentState,
    pub decline_reason: Option<String>,
}

/// One of its lines.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LineRecord {
    pub sku: Sku,
    slug: Slug,
    title: String,
    choice: String,
    pub quantity: Quantity,
    unit_price_minor: i64,
}

impl OrderRecord {
    /// What its shopper pays.
    pub fn total(&self) -> Money {
        Money::new(self.total_minor, self.currency)
    }

    /// The order as it is shown.
    pub fn view(&self) -> Result<OrderView, MoneyError> {
        let line = |line: &LineRecord| {
            let unit_price = Money::new(line.unit_price_minor, self.currency);
            Ok::<_, MoneyError>(OrderLine {
                sku: line.sku.clone(),
                slug: line.slug.clone(),
                title: line.title.clone(),
                choice: line.choice.clone(),
                quantity: line.quantity,
                unit_price,
                total: domain::cart::line_total(unit_price, line.quantity)?,
            })
        };
        let none = Money::zero(self.currency);
        let (tax, included_tax) = self.breakdown.as_ref().map_or((none, none), taxes);
        Ok(OrderView {
            id: self.id,
            number: self.number,
            state: self.state,
            placed_at: self.placed_at.clone(),
            market: self.market,
            email: self.email.clone(),
            address: self.address.clone(),
            delivery: self.delivery,
            lines: self.lines.iter().map(line).collect::<Result<_, _>>()?,
            subtotal: Money::new(self.subtotal_minor, self.currency),
            delivery_fee: Money::new(self.delivery_fee_minor, self.currency),
            tax,
            included_tax,
            total: self.total(),
            documents: self.documents.clone(),
        })
    }

    /// What the shopper who placed it is told now.
    pub fn reply(&self) -> Result<Reply, MoneyError> {
        Ok(match self.state {
            OrderState::AwaitingPayment => Err(payment_pending()),
            // What became of it afterwards is in the view.
            OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled | OrderState::Cancelled => {
                Ok(self.view()?)
            }
            OrderState::Refused => Err(payment_declined(self.payment.decline_reason.as_deref().unwrap_or_default())),
        })
    }
}

/// What is said while nobody knows what became of the payment.
pub(crate) fn payment_pending() -> Problem {
    let detail = "The payment has not been confirmed yet. Your order is kept and will be settled within minutes; \
                  please do not order again.";
    Problem::new(Code::PaymentPending, detail)
}

/// What is said when the provider refused, with its reason.
pub(crate) fn payment_declined(reason: &str) -> Problem {
    let detail = format!(
        "The payment was declined: {reason}. Nothing was charged and your cart is as it was; \
         try again with another means of payment."
    );
    Problem::new(Code::PaymentDeclined, detail).at("payment_token")
}
