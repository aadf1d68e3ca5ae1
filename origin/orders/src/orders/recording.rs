//! Writing down the order that is opened, and taking what pays for it beside money.

use api::orders::PlaceOrder;
use api::problem::{Code, Problem};
use domain::checkout::Breakdown;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use domain::{CustomerId, Locale, OrderId};
use origin_platform::idempotency::Key;
use origin_platform::{Database, Failure};
use serde_json::{Value, json};
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::types::Json;
use sqlx::{PgConnection, Postgres};
use uuid::Uuid;

use super::opening::Pending;
use super::record::{OrderRecord, Written, utc};
use crate::cart::get_cart::Priceable;
use crate::checkout::means::{Means, customer_of};
use crate::checkout::pricing::{fee, taxes};
use crate::inventory::level::Reason;

/// An order that is about to be opened.
pub(super) struct Opening<'a> {
    pub order: OrderId,
    payment: Uuid,
    key: &'a Key,
    customer: Option<CustomerId>,
    request: &'a PlaceOrder,
    cart: &'a Priceable,
    breakdown: Breakdown,
    lines: Vec<Value>,
    promotions: Vec<Value>,
    gift_cards: Vec<Value>,
}

impl<'a> Opening<'a> {
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
            promotions: promotions(&breakdown, &cart.means, request.market.locale()),
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

    /// Records the order with its payment and its lines. Uses of promotions and balances of gift cards are
    /// taken by the same statement, each only if it is still there: rows are locked in the order of their
    /// ids, promotions before gift cards. The cart's lines have become the order's, and go with the reservations
    /// that its pieces came from.
    ///
    /// # Errors
    /// A problem if something was used up meanwhile; the transaction must not be committed then.
    pub async fn record(self, tx: &mut PgConnection) -> Result<Pending, Failure> {
        let plain = self.is_plain();
        let mut record = sqlx::query_as(if plain { RECORD_PLAIN } else { RECORD });
        record = self.bound(record);
        if !plain {
            let buyer = customer_of(&self.request.email);
            record = record.bind(buyer).bind(Json(&self.promotions)).bind(Json(&self.gift_cards));
        }
        let (taken, spent, placed_at): (i64, i64, String) = record.fetch_one(tx).await?;
        let parts = self.breakdown.parts();
        let complete = (usize::try_from(taken), usize::try_from(spent))
            == (Ok(parts.promotions.len()), Ok(parts.gift_cards.len()));
        if !complete {
            return Err(used_up().into());
        }
        self.pending(placed_at)
    }

    /// Records a plain order of a cart without bundles, if nobody has changed the cart since it was read, if
    /// what it holds is exactly what it asks for, and if the key is new. Otherwise nothing happens, and
    /// there is none.
    ///
    /// The pieces leave the stock room and what is reserved at once. So what is left for everybody else stays
    /// what it was, and nobody is told anything.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn record_held(self, db: &Database) -> Result<Option<Pending>, Failure> {
        let mut wanted: Vec<_> =
            self.cart.lines.iter().map(|line| (line.sku.as_str(), i64::from(line.quantity.get()))).collect();
        wanted.sort_unstable();
        let (skus, quantities): (Vec<&str>, Vec<i64>) = wanted.into_iter().unzip();
        let placed_at: Option<String> = self
            .bound(sqlx::query_as(RECORD_HELD))
            .bind(self.key.scope)
            .bind(self.cart.version)
            .bind(skus)
            .bind(quantities)
            .bind(Reason::Ordered.code())
            .fetch_optional(db)
            .await?
            .map(|(placed_at,)| placed_at);
        placed_at.map(|placed_at| self.pending(placed_at)).transpose()
    }

    /// The statement with what all orders leave behind.
    fn bound<'q, O>(&'q self, record: Statement<'q, O>) -> Statement<'q, O> {
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
    fn pending(self, placed_at: String) -> Result<Pending, Failure> {
        let Self { order, payment, customer, request, cart, breakdown, lines, promotions, .. } = self;
        let amount = breakdown.parts().to_charge;
        let mut pending = Pending { order, payment, amount, fresh: None };
        let written = Written { placed_at, lines, promotions, breakdown };
        pending.fresh = Some(Box::new(OrderRecord::opened(customer, request, &pending, written, &cart.means)?));
        Ok(pending)
    }
}

type Statement<'q, O> = QueryAs<'q, Postgres, O, PgArguments>;

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

/// An order without promotions and gift cards, as most are: what is not asked for is not planned either.
const RECORD_PLAIN: &str =
    concat!("with go as (select)", goods_and_payment!(), "select 0::bigint, 0::bigint, ", utc!("now()"));

/// The same with everything that a careful request locks and asks before: in the same order, the cart first.
/// Whatever had to be waited for is looked at as it is afterwards.
const RECORD_HELD: &str = concat!(
    "with cart as (
         select id from orders.carts
         where id = $4 and version = $24 and not exists (select from orders.orders where idempotency_key = $13)
         for no key update
     ), own as (
         select sku, location, quantity from orders.reservations where cart_id = (select id from cart) for update
     ), held as (
         select own.sku, own.location, own.quantity, place.active and level.policy <> 'untracked' as ours
         from own join orders.stock_levels as level on level.sku = own.sku and level.location = own.location
         join orders.stock_locations as place on place.code = own.location
         order by own.sku, own.location for update of level
     ), covered as (
         select from held
         having bool_and(ours) and array_agg(sku order by sku collate \"C\") = $25
                and array_agg(quantity::bigint order by sku collate \"C\") = $26
     ), go as (",
    origin_platform::claim_new!("$23", "$13", "$14", "covered"),
    "), moved as (
         update orders.stock_levels as level
         set on_hand = level.on_hand - held.quantity, reserved = level.reserved - held.quantity
         from held, go where level.sku = held.sku and level.location = held.location
         returning level.sku, level.location, held.quantity
     ), noted as (
         insert into orders.stock_movements (sku, location, delta, reason, order_id)
         select sku, location, -quantity, $27, $1 from moved
     ), touched as (
         update orders.carts set updated_at = now(), version = version + 1 from go where id = $4
     )",
    goods_and_payment!(),
    "select ",
    utc!("now()"),
    " from go"
);

const RECORD: &str = concat!(
    "with go as (select)",
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
