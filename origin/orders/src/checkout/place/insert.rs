//! Writing down the order that is opened, and taking what pays for it beside money.

use api::problem::{Code, Problem};
use origin_platform::Failure;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::checkout::order_draft::{OrderDraft, Pending, goods_and_payment};
use crate::orders::record::utc;
use crate::pricing::adjustments::customer_of;

impl OrderDraft<'_> {
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
}

/// An order without promotions and gift cards, as most are: what is not asked for is not planned either.
const RECORD_PLAIN: &str =
    concat!("with go as (select)", goods_and_payment!(), "select 0::bigint, 0::bigint, ", utc!("now()"));

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

/// The same code as for a total that was seen to have changed: the next look at the cart says why.
fn used_up() -> Problem {
    let detail = "A discount or a gift card of this order has just been used up by another order. \
                  Nothing was ordered; please look at the order again.";
    Problem::new(Code::TotalChanged, detail).at("expected_total")
}

#[cfg(test)]
mod tests;
