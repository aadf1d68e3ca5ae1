//! Opening an order in two statements: one reads the cart, the other writes the order if nothing has changed
//! since, and if the cart holds the pieces. So it is with most carts that went through a checkout. Whatever is
//! not so, a repeat or a refusal included, is for the careful way.

use api::orders::PlaceOrder;
use domain::CustomerId;
use origin_platform::idempotency::Key;
use origin_platform::{Database, Failure, power_cut};

use crate::checkout::cart::get_cart::priceable;
use crate::checkout::order_draft::{OrderDraft, Pending, goods_and_payment, priced};
use crate::inventory::level::Reason;
use crate::orders::record::utc;
use crate::pricing::adjustments::customer_of;

/// The order of a plain cart whose hold covers it; none if it is not so. Nothing has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn open_at_once(
    db: &Database,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
) -> Result<Option<Pending>, Failure> {
    let found = priceable(db, request.cart, Some(&customer_of(&request.email))).await?;
    let Some(cart) = found.filter(|cart| !cart.lines.is_empty() && !cart.has_bundles()) else { return Ok(None) };
    // What is wrong is told by the careful way, if it still is.
    let Ok(breakdown) = priced(request, &cart) else { return Ok(None) };
    let opening = OrderDraft::new(key, customer, request, &cart, breakdown);
    if !opening.is_plain() {
        return Ok(None);
    }
    power_cut("held order opening");
    opening.record_held(db).await
}

impl OrderDraft<'_> {
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
}

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

#[cfg(test)]
mod tests;
