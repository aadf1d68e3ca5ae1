//! Writing down the order that is opened, and taking what pays for it beside money.

use api::orders::PlaceOrder;
use api::problem::{Code, Problem};
use domain::checkout::Breakdown;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CustomerId, Locale};
use origin_base::Failure;
use origin_base::idempotency::Key;
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::opening::Pending;
use super::record::{OrderRecord, Written, utc};
use crate::cart::get_cart::Priceable;
use crate::checkout::means::{Means, customer_of};
use crate::checkout::pricing::{fee, taxes};

/// Records the order with its payment and its lines. Uses of promotions and balances of gift cards are
/// taken by the same statement, each only if it is still there: rows are locked in the order of their
/// ids, promotions before gift cards. The cart's lines have become the order's, and go with the reservations
/// that its pieces came from. Returns the order as it is kept.
///
/// # Errors
/// A problem if something was used up meanwhile; the transaction must not be committed then.
pub(super) async fn record(
    tx: &mut PgConnection,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
    pending: &Pending,
    breakdown: Breakdown,
    cart: &Priceable,
) -> Result<OrderRecord, Failure> {
    let parts = breakdown.parts();
    let (lines, promotions) = (lines(request, cart), promotions(&breakdown, &cart.means, request.market.locale()));
    let cards = gift_cards(&breakdown);
    let plain = promotions.is_empty() && cards.is_empty();
    let mut record = sqlx::query_as(if plain { RECORD_PLAIN } else { RECORD })
        .bind(pending.order.0)
        .bind(OrderState::AwaitingPayment.code())
        .bind(customer.map(|customer| customer.0))
        .bind(request.cart.0)
        .bind(request.market.code())
        .bind(request.market.currency().code())
        .bind(request.email.as_str())
        .bind(Json(&request.address))
        .bind(request.delivery.code())
        .bind(parts.goods.minor)
        .bind(fee(&breakdown).minor)
        .bind(parts.total.minor)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(pending.payment)
        .bind(PaymentState::Pending.code())
        .bind(Json(&lines))
        .bind(parts.discount.minor)
        .bind(taxes(&breakdown).0.minor)
        .bind(Json(&breakdown))
        .bind(parts.to_charge.minor)
        .bind(request.billing.as_ref().map(Json));
    if !plain {
        record = record.bind(customer_of(&request.email)).bind(Json(&promotions)).bind(Json(cards));
    }
    let (taken, spent, placed_at): (i64, i64, String) = record.fetch_one(tx).await?;
    let complete =
        (usize::try_from(taken), usize::try_from(spent)) == (Ok(parts.promotions.len()), Ok(parts.gift_cards.len()));
    if !complete {
        return Err(used_up().into());
    }
    let written = Written { placed_at, lines, promotions, breakdown };
    Ok(OrderRecord::opened(customer, request, pending, written, &cart.means)?)
}

/// What all orders leave behind.
macro_rules! goods_and_payment {
    () => {
        "with opened as (
             insert into orders.orders (id, state, customer_id, cart_id, market, currency, email, address, delivery,
                                        subtotal_minor, delivery_fee_minor, total_minor, idempotency_key, fingerprint,
                                        discount_minor, tax_minor, breakdown, billing_address)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $18, $19, $20, $22)
         ), used as (
             delete from orders.reservations where cart_id = $4
         ), emptied as (
             delete from orders.cart_lines where cart_id = $4
         ), payment as (
             insert into orders.payments (id, order_id, state, amount_minor, currency) values ($15, $1, $16, $21, $6)
         ), line as (
             insert into orders.order_lines
                    (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
             select $1, position, sku, product_id, slug, title, choice, quantity, unit_price_minor
             from jsonb_to_recordset($17) as line (position integer, sku text, product_id uuid, slug text, title text,
                                                   choice text, quantity integer, unit_price_minor bigint)
         )"
    };
}

/// An order without promotions and gift cards, as most are: what is not asked for is not planned either.
const RECORD_PLAIN: &str = concat!(goods_and_payment!(), "select 0::bigint, 0::bigint, ", utc!("now()"));

const RECORD: &str = concat!(
    goods_and_payment!(),
    ", wanted as (
         select * from jsonb_to_recordset($24) as wanted (position integer, promotion_id uuid, title text, code text,
                                                          goods_minor bigint, delivery_minor bigint)
     ), promotion as (
         select id from orders.promotions where id in (select promotion_id from wanted) order by id for no key update
     ), counted as (
         update orders.promotions as used set used = used.used + 1
         from promotion
         where used.id = promotion.id and used.active and (used.total_limit is null or used.used < used.total_limit)
         returning used.id
     ), by_customer as (
         insert into orders.promotion_customers as customer (promotion_id, customer, used)
         select id, $23, 1 from counted
         on conflict (promotion_id, customer) do update set used = customer.used + 1
         where customer.used < (select coalesce(limits.customer_limit, customer.used + 1)
                                from orders.promotions as limits where limits.id = customer.promotion_id)
         returning promotion_id
     ), taken as (
         insert into orders.promotion_uses
                (promotion_id, order_id, position, customer, title, code, goods_minor, delivery_minor)
         select promotion_id, $1, position, $23, title, code, goods_minor, delivery_minor
         from wanted join by_customer using (promotion_id)
         returning promotion_id
     ), payer as (
         select * from jsonb_to_recordset($25) as payer (position integer, gift_card_id uuid, amount_minor bigint)
     ), card as (
         -- Counting makes these locks come after those of the promotions.
         select id from orders.gift_cards
         where id in (select gift_card_id from payer) and (select count(*) from taken) >= 0
         order by id for no key update
     ), spent as (
         update orders.gift_cards as spent set balance_minor = spent.balance_minor - payer.amount_minor
         from payer join card on card.id = payer.gift_card_id
         where spent.id = payer.gift_card_id and spent.balance_minor >= payer.amount_minor
               and spent.currency = $6 and spent.blocked_at is null
               and (spent.expires_at is null or spent.expires_at > now())
         returning spent.id
     ), part as (
         insert into orders.order_gift_cards (order_id, position, gift_card_id, amount_minor)
         select $1, payer.position, payer.gift_card_id, payer.amount_minor
         from payer join spent on spent.id = payer.gift_card_id
     ), movement as (
         insert into orders.gift_card_movements (gift_card_id, delta_minor, reason, order_id)
         select payer.gift_card_id, -payer.amount_minor, 'ordered', $1
         from payer join spent on spent.id = payer.gift_card_id
     )
     select (select count(*) from taken), (select count(*) from spent), ",
    utc!("now()")
);

fn lines(request: &PlaceOrder, cart: &Priceable) -> Vec<Value> {
    let (locale, currency) = (request.market.locale(), request.market.currency());
    let snapshot = |(position, line): (usize, &crate::cart::priced_line::PricedLine)| {
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

fn promotions(breakdown: &Breakdown, means: &Means, locale: Locale) -> Vec<Value> {
    let given = breakdown.parts().promotions.iter().enumerate();
    let snapshot = |(position, given): (usize, &domain::checkout::Given)| {
        let terms = means.promotion(given.promotion).map(|promotion| promotion.terms());
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

/// The same code as for a total that was seen to have changed: the next look at the cart says why.
fn used_up() -> Problem {
    let detail = "A discount or a gift card of this order has just been used up by another order. \
                  Nothing was ordered; please look at the order again.";
    Problem::new(Code::TotalChanged, detail).at("expected_total")
}

#[cfg(test)]
mod tests;
