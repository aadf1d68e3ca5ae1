//! Holding the pieces of a plain cart in two statements: one reads the cart, the other holds its pieces
//! if nothing has changed since, and if there are so many of them that nobody is told anything. Whatever is not
//! so is for the careful way, which locks before it looks.

use std::time::Duration;

use api::checkout::{CheckoutView, CreateCheckout, PaymentForm};
use domain::Sku;
use domain::inventory::{LOW_STOCK, MAX_HOLD};
use origin_platform::idempotency::Key;
use origin_platform::{Call, Database, Failure};
use sqlx::types::Json;

use crate::checkout::Service;
use crate::checkout::cart::get_cart::priceable;
use crate::checkout::cart::priced_line::PricedLine;
use crate::checkout::checkout_view::{checkout_view, hold_of, with_hold};
use crate::pricing::adjustments::customer_of;

/// What the cart costs and until when its pieces are held; none if it is not plain, or not any more. Nothing
/// has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn hold_at_once(
    service: &Service,
    call: &Call<CreateCheckout>,
    payment: &PaymentForm,
) -> Result<Option<CheckoutView>, Failure> {
    match PlainCart::read(&service.stores.db, &call.endpoint, payment).await? {
        Some(cart) => Ok(cart.hold(&service.stores.db, call.key(), service.settings.hold).await?),
        None => Ok(None),
    }
}

/// A cart of which there is plenty, as it was read.
struct PlainCart {
    /// Its version then.
    version: i64,
    skus: Vec<Sku>,
    quantities: Vec<i64>,
    /// As it is shown once it holds its pieces.
    view: CheckoutView,
}

impl PlainCart {
    /// None if it is not plain. Then, and if something is wrong with it, the careful way says what is to be said.
    async fn read(db: &Database, asked: &CreateCheckout, payment: &PaymentForm) -> sqlx::Result<Option<Self>> {
        let CreateCheckout { cart, market, country, email } = asked;
        let customer = email.as_ref().map(customer_of);
        let Some(mut found) = priceable(db, *cart, customer.as_deref()).await? else { return Ok(None) };
        if found.lines.is_empty() || found.has_bundles() || !found.lines.iter().all(PricedLine::is_plentiful) {
            return Ok(None);
        }
        let version = found.version;
        found.version += 1;
        let line = |line: &PricedLine| (line.sku.clone(), i64::from(line.quantity.get()));
        let (skus, quantities) = found.lines.iter().map(line).unzip();
        let view = checkout_view(*cart, *market, *country, found, payment.clone());
        Ok(view.ok().map(|view| Self { version, skus, quantities, view }))
    }

    /// Holds its pieces, if it is still what it was and there is still plenty.
    async fn hold(self, db: &Database, key: &Key, hold: Duration) -> sqlx::Result<Option<CheckoutView>> {
        let hold: Option<(String, i64)> = sqlx::query_as(HOLD)
            .bind(self.view.cart.id.0)
            .bind(self.version)
            .bind(self.skus.iter().map(Sku::as_str).collect::<Vec<_>>())
            .bind(self.quantities)
            .bind(LOW_STOCK)
            .bind(hold.min(MAX_HOLD).as_secs_f64())
            .bind(key.scope)
            .bind(&key.key)
            .bind(key.fingerprint.as_slice())
            .bind(Json(&self.view))
            .fetch_optional(db)
            .await?;
        Ok(hold.map(|hold| with_hold(self.view, Some(hold))))
    }
}

/// Locks as the careful way does: the cart, then the levels in the order of their SKUs. What had to be waited for
/// is looked at as it is afterwards. Bundles that share a SKU may be told of before the SKU is, and a cart that
/// holds something already gives that back: neither is plain.
const HOLD: &str = concat!(
    "with cart as (
         select id from orders.carts where id = $1 and version = $2 for no key update
     ), level as (
         select level.sku, level.location, item.quantity,
                level.location = 'main' and level.policy = 'tracked' and place.active
                and level.on_hand - level.reserved - item.quantity > $5 as plentiful
         from unnest($3::text[], $4::bigint[]) as item (sku, quantity)
         join orders.stock_levels as level on level.sku = item.sku
         join orders.stock_locations as place on place.code = level.location
         where exists (select from cart)
         order by level.sku, level.location for update of level
     ), plain as (
         select from level
         having count(*) = cardinality($3) and bool_and(plentiful)
                and not exists (select from orders.reservations where cart_id = $1)
                and not orders.is_shared($3)
     ), hold (reserved_until, reserved_minutes) as (
         select ",
    hold_of!(),
    " from (select now() + make_interval(secs => $6) as reserved_until) as held
     ), kept as (",
    origin_platform::keep_reply!(),
    "select $7, $8, $9, $10::jsonb || to_jsonb(hold) from plain, hold
         on conflict (scope, key) do nothing returning key
     ), moved as (
         update orders.stock_levels as level set reserved = level.reserved + item.quantity
         from level as item, kept where level.sku = item.sku and level.location = item.location
     ), held as (
         insert into orders.reservations (cart_id, sku, location, quantity, begun_at, reserved_until)
         select $1, sku, location, quantity, now(), now() + make_interval(secs => $6) from level, kept
     ), touched as (
         update orders.carts set updated_at = now(), version = version + 1 from kept where id = $1
     )
     select hold.* from hold, kept"
);

#[cfg(test)]
mod tests;
