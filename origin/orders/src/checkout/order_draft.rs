//! An order that is about to be opened: what it costs, and what is written down of it.

use api::catalog::Text;
use api::orders::{DeliveryService, PlaceOrder};
use api::problem::{Code, Problem};
use domain::checkout::{Breakdown, Destination};
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CustomerId, Locale, Money, OrderId};
use origin_platform::ServiceError;
use origin_platform::idempotency::Key;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cart::get_cart::Priceable;
use super::cart::goods::goods;
use super::cart::priced_line::{PricedLine, not_sold_here};
use super::declines::too_many_declines;
use crate::orders::record::{OrderRecord, Written};
use crate::pricing::adjustments::{Adjustments, customer_of};
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
pub(crate) struct OrderDraft<'a> {
    pub order: OrderId,
    payment: Uuid,
    pub key: &'a Key,
    customer: Option<CustomerId>,
    pub request: &'a PlaceOrder,
    pub cart: &'a Priceable,
    pub breakdown: Breakdown,
    delivery_service: Option<DeliveryService>,
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
            delivery_service: delivery_service(request, &cart.adjustments),
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

    /// Whether no promotion and no gift card bears on it.
    pub fn is_unadjusted(&self) -> bool {
        self.promotions.is_empty() && self.gift_cards.is_empty()
    }

    /// What is written of it, as the statements that open an order take it.
    pub fn record(&self) -> Value {
        let (request, parts) = (self.request, self.breakdown.parts());
        json!({
            "id": self.order,
            "state": OrderState::AwaitingPayment.code(),
            "customer_id": self.customer,
            "cart_id": request.cart,
            "market": request.market.code(),
            "currency": request.market.currency().code(),
            "email": request.email,
            "address": request.address,
            "billing_address": request.billing,
            "delivery": request.delivery.code(),
            "delivery_service": self.delivery_service,
            "subtotal_minor": parts.goods.minor,
            "delivery_fee_minor": fee(&self.breakdown).minor,
            "discount_minor": parts.discount.minor,
            "tax_minor": taxes(&self.breakdown).0.minor,
            "total_minor": parts.total.minor,
            "breakdown": self.breakdown,
            "idempotency_key": self.key.key,
            "payment_id": self.payment,
            "payment_state": PaymentState::Pending.code(),
            "to_charge_minor": parts.to_charge.minor,
            "buyer": customer_of(&request.email),
            "terms": request.terms,
            "lines": self.lines,
            "promotions": self.promotions,
            "gift_cards": self.gift_cards,
        })
    }

    /// The order as it is kept, and what the provider is asked for.
    pub fn pending(self, placed_at: String) -> Result<Pending, ServiceError> {
        let Self { order, payment, customer, request, cart, breakdown, delivery_service, lines, promotions, .. } = self;
        let amount = breakdown.parts().to_charge;
        let mut pending = Pending { order, payment, amount, fresh: None };
        let written = Written { order, payment, placed_at, delivery_service, lines, promotions, breakdown };
        pending.fresh = Some(Box::new(OrderRecord::opened(customer, request, written, &cart.adjustments)?));
        Ok(pending)
    }
}

/// What the cart costs now, which must be what the shopper saw, and must be free to be tried to pay for.
pub(super) fn priced(request: &PlaceOrder, cart: &Priceable) -> Result<Breakdown, ServiceError> {
    let market = request.market;
    let Priceable { lines, adjustments, .. } = cart;
    if let Some(gone) = lines.iter().find(|line| line.unit_price(market.currency()).is_none()) {
        return Err(not_sold_here(&gone.name(market.locale()), market).into());
    }
    let goods = goods(market, lines);
    let quote = quote(market, destination(request), Some(request.delivery), &goods, adjustments)?;
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
    if let Some(seconds) = cart.pause.filter(|_| to_charge.minor > 0) {
        return Err(too_many_declines(market.locale(), seconds).into());
    }
    Ok(quote.breakdown)
}

/// Where the parcel goes.
fn destination(request: &PlaceOrder) -> Destination {
    Destination::new(request.address.country, Some(&request.address.postal_code))
}

/// What the merchant says of the way the order travels.
fn delivery_service(request: &PlaceOrder, adjustments: &Adjustments) -> Option<DeliveryService> {
    let service = adjustments.rules().deliveries.service(request.delivery, destination(request))?;
    DeliveryService::of(service, request.market.locale())
}

fn lines(request: &PlaceOrder, cart: &Priceable) -> Vec<Value> {
    let (locale, currency) = (request.market.locale(), request.market.currency());
    let snapshot = |(position, line): (usize, &PricedLine)| {
        let (title, choice) = (Text::of(&line.title, locale), Text::of(&line.choice, locale));
        json!({
            "position": position,
            "sku": line.sku,
            "product_id": line.product_id,
            "slug": line.slug,
            "title": title.bare(),
            "title_lang": title.lang(),
            "choice": choice.bare(),
            "choice_lang": choice.lang(),
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
        let title = terms.map(|terms| Text::of(&terms.title, locale)).unwrap_or_default();
        json!({
            "position": position,
            "promotion_id": given.promotion,
            "title": title.bare(),
            "title_lang": title.lang(),
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
