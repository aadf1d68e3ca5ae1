//! An order as it is kept, with its payment and its lines.

use api::checkout::gift_cards::GiftCardUse;
use api::checkout::promotions::Discount;
use api::orders::{AddressFields, OrderLine, OrderView};
use api::problem::{Code, Problem};
use domain::checkout::{Breakdown, DeliveryMethod};
use domain::money::MoneyError;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CartId, Currency, Email, Market, Money, OrderId, PromotionId, Quantity, Sku, Slug};
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
                 'lines', (select jsonb_agg(to_jsonb(line) order by line.position)
                           from orders.order_lines as line where line.order_id = placed.id),
                 'promotions', coalesce((
                     select jsonb_agg(to_jsonb(given) order by given.position)
                     from orders.promotion_uses as given where given.order_id = placed.id), '[]'),
                 'gift_cards', coalesce((
                     select jsonb_agg(jsonb_build_object('last_four', card.last_four, 'amount_minor', part.amount_minor)
                                      order by part.position)
                     from orders.order_gift_cards as part join orders.gift_cards as card on card.id = part.gift_card_id
                     where part.order_id = placed.id), '[]')
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
    pub payment: PaymentRecord,
    pub lines: Vec<LineRecord>,
    promotions: Vec<PromotionUse>,
    gift_cards: Vec<GiftCardRecord>,
}

/// What a promotion gave in it.
#[derive(Clone, Debug, Deserialize)]
struct PromotionUse {
    promotion_id: PromotionId,
    title: String,
    code: Option<String>,
    goods_minor: i64,
    delivery_minor: i64,
}

/// What a gift card paid of it.
#[derive(Clone, Debug, Deserialize)]
struct GiftCardRecord {
    last_four: String,
    amount_minor: i64,
}

/// Its payment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PaymentRecord {
    pub id: Uuid,
    pub state: PaymentState,
    pub decline_reason: Option<String>,
    /// What gift cards leave of the total.
    amount_minor: i64,
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
    /// What the provider is asked for.
    pub fn to_charge(&self) -> Money {
        self.money(self.payment.amount_minor)
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    fn discounts(&self) -> Result<Vec<Discount>, MoneyError> {
        let discount = |given: &PromotionUse| {
            Ok(Discount {
                promotion: given.promotion_id,
                label: given.title.clone(),
                code: given.code.clone(),
                amount: self.money(given.goods_minor).checked_add(self.money(given.delivery_minor))?,
            })
        };
        self.promotions.iter().map(discount).collect()
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
            total: self.money(self.total_minor),
            discounts: self.discounts()?,
            gift_cards: self
                .gift_cards
                .iter()
                .map(|part| GiftCardUse { last_four: part.last_four.clone(), amount: self.money(part.amount_minor) })
                .collect(),
            to_charge: Some(self.to_charge()),
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
