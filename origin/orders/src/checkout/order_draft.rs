//! An order that is about to be opened: what it costs, and what is written down of it.

use api::orders::PlaceOrder;
use api::problem::{Code, Problem};
use domain::checkout::Breakdown;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CustomerId, Locale, Money, OrderId};
use origin_platform::Failure;
use origin_platform::idempotency::Key;
use serde_json::{Value, json};
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::types::Json;
use uuid::Uuid;

use super::cart::get_cart::Priceable;
use super::cart::goods::goods;
use super::cart::priced_line::{PricedLine, not_sold_here};
use crate::orders::record::{OrderRecord, Written};
use crate::pricing::adjustments::Adjustments;
use crate::pricing::delivery::fee;
use crate::pricing::quote::quote;
use crate::pricing::tax::taxes;

/// What the provider is asked for.
pub(crate) struct Pending {
    pub order: OrderId,
    pub payment: Uuid,
    pub amount: Money,
    /// The order as it was written down, if this request has just done so.
    pub fresh: Option<Box<OrderRecord>>,
}

/// An order that is about to be opened.
pub(super) struct OrderDraft<'a> {
    pub order: OrderId,
    payment: Uuid,
    pub key: &'a Key,
    customer: Option<CustomerId>,
    pub request: &'a PlaceOrder,
    pub cart: &'a Priceable,
    pub breakdown: Breakdown,
    lines: Vec<Value>,
    pub promotions: Vec<Value>,
    pub gift_cards: Vec<Value>,
}

impl<'a> OrderDraft<'a> {
    /// Of a cart that costs what `breakdown` says.
    pub fn new(
        key: &'a Key,
        customer: Option<CustomerId>,
        request: &'a PlaceOrder,
        cart: &'a Priceable,
        breakdown: Breakdown,
    ) -> Self {
        Self {
            order: OrderId(Uuid::new_v4()),
            payment: Uuid::new_v4(),
            lines: lines(request, cart),
            promotions: promotions(&breakdown, &cart.adjustments, request.market.locale()),
            gift_cards: gift_cards(&breakdown),
            key,
            customer,
            request,
            cart,
            breakdown,
        }
    }

    /// Whether nothing but money pays for it.
    pub fn is_plain(&self) -> bool {
        self.promotions.is_empty() && self.gift_cards.is_empty()
    }

    /// The statement with what all orders leave behind.
    pub fn bound<'q, O>(&'q self, record: Statement<'q, O>) -> Statement<'q, O> {
        let (request, parts) = (self.request, self.breakdown.parts());
        record
            .bind(self.order.0)
            .bind(OrderState::AwaitingPayment.code())
            .bind(self.customer.map(|customer| customer.0))
            .bind(request.cart.0)
            .bind(request.market.code())
            .bind(request.market.currency().code())
            .bind(request.email.as_str())
            .bind(Json(&request.address))
            .bind(request.delivery.code())
            .bind(parts.goods.minor)
            .bind(fee(&self.breakdown).minor)
            .bind(parts.total.minor)
            .bind(&self.key.key)
            .bind(self.key.fingerprint.as_slice())
            .bind(self.payment)
            .bind(PaymentState::Pending.code())
            .bind(Json(&self.lines))
            .bind(parts.discount.minor)
            .bind(taxes(&self.breakdown).0.minor)
            .bind(Json(&self.breakdown))
            .bind(parts.to_charge.minor)
            .bind(request.billing.as_ref().map(Json))
    }

    /// The order as it is kept, and what the provider is asked for.
    pub fn pending(self, placed_at: String) -> Result<Pending, Failure> {
        let Self { order, payment, customer, request, cart, breakdown, lines, promotions, .. } = self;
        let amount = breakdown.parts().to_charge;
        let mut pending = Pending { order, payment, amount, fresh: None };
        let written = Written { order, payment, placed_at, lines, promotions, breakdown };
        pending.fresh = Some(Box::new(OrderRecord::opened(customer, request, written, &cart.adjustments)?));
        Ok(pending)
    }
}

pub(crate) type Statement<'q, O> = QueryAs<'q, Postgres, O, PgArguments>;

/// What all orders leave behind, if `go` has its row.
macro_rules! goods_and_payment {
    () => {
        ", opened as (
             insert into orders.orders (id, state, customer_id, cart_id, market, currency, email, address, delivery,
                                        subtotal_minor, delivery_fee_minor, total_minor, idempotency_key, fingerprint,
                                        discount_minor, tax_minor, breakdown, billing_address)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $18, $19, $20, $22 from go
         ), used as (
             delete from orders.reservations using go where cart_id = $4
         ), emptied as (
             delete from orders.cart_lines using go where cart_id = $4
         ), payment as (
             insert into orders.payments (id, order_id, state, amount_minor, currency) select $15, $1, $16, $21, $6 from go
         ), line as (
             insert into orders.order_lines
                    (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
             select $1, position, sku, product_id, slug, title, choice, quantity, unit_price_minor
             from go, jsonb_to_recordset($17) as line (position integer, sku text, product_id uuid, slug text, title text,
                                                       choice text, quantity integer, unit_price_minor bigint)
         )"
    };
}
pub(crate) use goods_and_payment;

/// What the cart costs now, which must be what the shopper saw.
pub(super) fn priced(request: &PlaceOrder, cart: &Priceable) -> Result<Breakdown, Failure> {
    let market = request.market;
    let Priceable { lines, adjustments, .. } = cart;
    if let Some(gone) = lines.iter().find(|line| line.unit_price(market.currency()).is_none()) {
        return Err(not_sold_here(&gone.name(market.locale()), market).into());
    }
    let goods = goods(market, lines);
    let quote = quote(market, request.address.country, Some(request.delivery), &goods, adjustments)?;
    let (total, to_charge) = (quote.breakdown.parts().total, quote.breakdown.parts().to_charge);
    let changed = if total != request.expected_total {
        Some((format!("The total is {} now.", total.display(market.locale())), "expected_total"))
    } else if request.expected_to_charge.is_some_and(|seen| seen != to_charge) {
        let now = to_charge.display(market.locale());
        Some((format!("{now} are left to pay beside gift cards now."), "expected_to_charge"))
    } else {
        None
    };
    if let Some((mut detail, field)) = changed {
        detail += " Nothing was ordered; please look at the order again.";
        for code in quote.refused_codes(adjustments, market.locale()) {
            detail += &format!(" {}: {}", code.text, code.why);
        }
        return Err(Problem::new(Code::TotalChanged, detail).at(field).into());
    }
    if to_charge.minor > 0 && request.payment_token.is_empty() {
        return Err(Problem::field("payment_token", "Choose a means of payment.").into());
    }
    Ok(quote.breakdown)
}

fn lines(request: &PlaceOrder, cart: &Priceable) -> Vec<Value> {
    let (locale, currency) = (request.market.locale(), request.market.currency());
    let snapshot = |(position, line): (usize, &PricedLine)| {
        json!({
            "position": position,
            "sku": line.sku,
            "product_id": line.product_id,
            "slug": line.slug,
            "title": line.title.get(locale),
            "choice": line.choice.get(locale),
            "quantity": line.quantity,
            "unit_price_minor": line.unit_price(currency).map(|price| price.minor),
        })
    };
    cart.lines.iter().enumerate().map(snapshot).collect()
}

fn promotions(breakdown: &Breakdown, adjustments: &Adjustments, locale: Locale) -> Vec<Value> {
    let given = breakdown.parts().promotions.iter().enumerate();
    let snapshot = |(position, given): (usize, &domain::checkout::Given)| {
        let terms = adjustments.promotion(given.promotion).map(|promotion| promotion.terms());
        json!({
            "position": position,
            "promotion_id": given.promotion,
            "title": terms.map(|terms| terms.title.get(locale)).unwrap_or_default(),
            "code": terms.and_then(|terms| terms.code.as_ref()),
            "goods_minor": given.goods.minor,
            "delivery_minor": given.delivery.minor,
        })
    };
    given.map(snapshot).collect()
}

fn gift_cards(breakdown: &Breakdown) -> Vec<Value> {
    let parts = breakdown.parts().gift_cards.iter().enumerate();
    let part = |(position, part): (usize, &domain::checkout::GiftCardPart)| json!({ "position": position, "gift_card_id": part.card, "amount_minor": part.amount.minor });
    parts.map(part).collect()
}
