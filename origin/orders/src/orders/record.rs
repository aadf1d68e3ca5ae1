//! An order as it is kept, with its payment, its lines and what became of it.

use std::collections::HashMap;

use api::catalog::Text;
use api::checkout::gift_cards::GiftCardUse;
use api::checkout::promotions::Discount;
use api::orders::{AddressFields, DeliveryService, DocumentLink, OrderLine, OrderView, PlaceOrder};
use api::problem::{Code, Problem};
use api::settings::PageVersionId;
use domain::checkout::{Breakdown, DeliveryMethod, GiftCardPart};
use domain::money::MoneyError;
use domain::orders::OrderState;
use domain::payments::{Ledger, Payment, PaymentState};
use domain::{CartId, Currency, CustomerId, Locale, Market, Money, OrderId, PromotionId, Quantity, Sku, Slug};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::lifecycle::{CancellationRecord, RefundRecord, ReturnRecord, ShipmentRecord};
use crate::pricing::adjustments::Adjustments;
use crate::pricing::delivery::fee;
use crate::pricing::tax::taxes;

/// What the shopper who placed an order is told: kept under the request's key.
pub(crate) type Reply = Result<OrderView, Problem>;

/// One order.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OrderRecord {
    pub id: OrderId,
    pub number: Option<i64>,
    pub state: OrderState,
    pub customer_id: Option<CustomerId>,
    pub cart_id: CartId,
    placed_at: String,
    market: Market,
    pub currency: Currency,
    /// As it was taken; older orders may have one that would not be taken today.
    pub email: String,
    address: AddressFields,
    billing_address: Option<AddressFields>,
    delivery: DeliveryMethod,
    /// What was said of it; none in orders from before that was kept.
    #[serde(default)]
    delivery_service: Option<DeliveryService>,
    subtotal_minor: i64,
    pub delivery_fee_minor: i64,
    total_minor: i64,
    /// None in orders from before breakdowns were kept.
    pub breakdown: Option<Breakdown>,
    /// What was agreed to; none in orders from before that was kept.
    #[serde(default)]
    terms: Option<PageVersionId>,
    documents: Vec<DocumentLink>,
    pub payment: PaymentRecord,
    pub lines: Vec<LineRecord>,
    /// The first first.
    pub shipments: Vec<ShipmentRecord>,
    /// The first first.
    pub refunds: Vec<RefundRecord>,
    /// The first first.
    pub returns: Vec<ReturnRecord>,
    /// Parts that were called off, the first first.
    #[serde(default)]
    pub cancellations: Vec<CancellationRecord>,
    promotions: Vec<PromotionUse>,
    gift_cards: Vec<GiftCardRecord>,
}

/// What a promotion gave in it.
#[derive(Clone, Debug, Deserialize)]
struct PromotionUse {
    promotion_id: PromotionId,
    title: String,
    /// The language of the title, if that is not the market's.
    #[serde(default)]
    title_lang: Option<Locale>,
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
    pub reference: Option<String>,
    pub decline_reason: Option<String>,
    /// What gift cards leave of the total.
    pub amount_minor: i64,
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub void_due: bool,
}

/// One of its lines.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LineRecord {
    pub sku: Sku,
    slug: Slug,
    title: String,
    /// The language of the title, if that is not the market's.
    #[serde(default)]
    title_lang: Option<Locale>,
    choice: String,
    /// The language of the choice, likewise.
    #[serde(default)]
    choice_lang: Option<Locale>,
    pub quantity: Quantity,
    pub unit_price_minor: i64,
}

impl PaymentRecord {
    /// The payment with its amounts, to be moved on by its rules.
    pub fn restore(&self, currency: Currency) -> anyhow::Result<Payment> {
        let money = |minor| Money::new(minor, currency);
        let ledger = Ledger {
            authorised: money(self.amount_minor),
            captured: money(self.captured_minor),
            refunded: money(self.refunded_minor),
        };
        Ok(Payment::restore(self.state, ledger)?)
    }
}

/// What is written down of an order that is opened, as it is written.
pub(crate) struct Written {
    pub order: OrderId,
    pub payment: Uuid,
    pub placed_at: String,
    pub delivery_service: Option<DeliveryService>,
    pub lines: Vec<Value>,
    pub promotions: Vec<Value>,
    pub breakdown: Breakdown,
}

impl OrderRecord {
    /// An order that has just been written down, as it would be read.
    ///
    /// # Errors
    /// If what is written cannot be read.
    pub fn opened(
        customer: Option<CustomerId>,
        request: &PlaceOrder,
        written: Written,
        adjustments: &Adjustments,
    ) -> anyhow::Result<Self> {
        let Written { order, payment, placed_at, delivery_service, lines, promotions, breakdown } = written;
        let parts = breakdown.parts();
        let gift_card = |part: &GiftCardPart| {
            let last_four = adjustments.gift_card(part.card).map(|card| card.last_four.clone()).unwrap_or_default();
            GiftCardRecord { last_four, amount_minor: part.amount.minor }
        };
        Ok(Self {
            id: order,
            number: None,
            state: OrderState::AwaitingPayment,
            customer_id: customer,
            cart_id: request.cart,
            placed_at,
            market: request.market,
            currency: request.market.currency(),
            email: request.email.to_string(),
            address: request.address.clone(),
            billing_address: request.billing.clone(),
            delivery: request.delivery,
            delivery_service,
            subtotal_minor: parts.goods.minor,
            delivery_fee_minor: fee(&breakdown).minor,
            total_minor: parts.total.minor,
            terms: request.terms,
            documents: Vec::new(),
            payment: PaymentRecord {
                id: payment,
                state: PaymentState::Pending,
                reference: None,
                decline_reason: None,
                amount_minor: parts.to_charge.minor,
                captured_minor: 0,
                refunded_minor: 0,
                void_due: false,
            },
            lines: read(lines)?,
            shipments: Vec::new(),
            refunds: Vec::new(),
            returns: Vec::new(),
            cancellations: Vec::new(),
            promotions: read(promotions)?,
            gift_cards: parts.gift_cards.iter().map(gift_card).collect(),
            breakdown: Some(breakdown),
        })
    }

    /// What its shopper pays, by whatever means.
    pub fn total(&self) -> Money {
        self.money(self.total_minor)
    }

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
                label: Text::kept(&given.title, given.title_lang),
                code: given.code.clone(),
                amount: self.money(given.goods_minor).checked_add(self.money(given.delivery_minor))?,
            })
        };
        self.promotions.iter().map(discount).collect()
    }

    /// How many units of what were sold.
    pub fn units(&self) -> HashMap<&str, i64> {
        self.lines.iter().map(|line| (line.sku.as_str(), i64::from(line.quantity.get()))).collect()
    }

    /// The order as it is shown.
    pub fn view(&self) -> anyhow::Result<OrderView> {
        let line = |line: &LineRecord| {
            let unit_price = Money::new(line.unit_price_minor, self.currency);
            Ok::<_, MoneyError>(OrderLine {
                sku: line.sku.clone(),
                slug: line.slug.clone(),
                title: Text::kept(&line.title, line.title_lang),
                choice: Text::kept(&line.choice, line.choice_lang),
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
            billing: self.billing_address.clone(),
            delivery: self.delivery,
            delivery_service: self.delivery_service.clone(),
            lines: self.lines.iter().map(line).collect::<Result<_, _>>()?,
            subtotal: Money::new(self.subtotal_minor, self.currency),
            delivery_fee: Money::new(self.delivery_fee_minor, self.currency),
            tax,
            included_tax,
            total: self.total(),
            confirm_payment_at: None,
            order_token: None,
            lifecycle: self.lifecycle()?,
            documents: self.documents.clone(),
            discounts: self.discounts()?,
            gift_cards: self
                .gift_cards
                .iter()
                .map(|part| GiftCardUse { last_four: part.last_four.clone(), amount: self.money(part.amount_minor) })
                .collect(),
            to_charge: Some(self.to_charge()),
            terms: self.terms,
        })
    }

    /// What the shopper who placed it is told now.
    pub fn reply(&self) -> anyhow::Result<Reply> {
        Ok(match self.state {
            OrderState::AwaitingPayment => Err(payment_pending()),
            // What became of it afterwards is in the view.
            OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled | OrderState::Cancelled => {
                Ok(self.view()?)
            }
            OrderState::Refused => Err(match self.payment.decline_reason.as_deref() {
                Some(TOO_MANY_UNCONFIRMED) => too_many_unconfirmed(),
                reason => payment_declined(reason.unwrap_or_default()),
            }),
        })
    }
}

fn read<T: DeserializeOwned>(written: Vec<Value>) -> serde_json::Result<Vec<T>> {
    written.into_iter().map(serde_json::from_value).collect()
}

/// What is said while nobody knows what became of the payment.
pub(crate) fn payment_pending() -> Problem {
    let detail = "The payment has not been confirmed yet. Your order is kept and will be settled within minutes; \
                  please do not order again.";
    Problem::new(Code::PaymentPending, detail)
}

/// The reason of a payment that we gave up, because its client kept as much from others as it may.
pub(crate) const TOO_MANY_UNCONFIRMED: &str = "too many pieces wait for a bank’s confirmation";

/// What is said then.
fn too_many_unconfirmed() -> Problem {
    let detail = "The bank has to confirm this payment, and so many pieces cannot be kept from others meanwhile. \
                  Nothing was charged and your cart is as it was: finish your other orders first, order fewer \
                  pieces, or choose a means of payment that needs no confirmation.";
    Problem::new(Code::TooManyUnconfirmed, detail)
}

/// What is said when the provider refused, with its reason.
pub(crate) fn payment_declined(reason: &str) -> Problem {
    let detail = format!(
        "The payment was declined: {reason}. Nothing was charged and your cart is as it was; \
         try again with another means of payment."
    );
    Problem::new(Code::PaymentDeclined, detail).at("payment_token")
}
