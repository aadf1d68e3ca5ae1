//! Holding the pieces of a plain cart in two statements: one reads the cart, the other holds its pieces
//! if nothing has changed since, and if there are so many of them that nobody is told anything. Whatever is not
//! so is for the careful way, which locks before it looks.

use api::checkout::{CheckoutView, CreateCheckout, PaymentForm};
use domain::inventory::{LONGEST_HOLD, LOW_STOCK};
use origin_base::{Call, Failure};
use sqlx::types::Json;

use super::get_checkout::{checkout_view, hold_of, with_hold};
use super::means::customer_of;
use crate::Service;
use crate::cart::get_cart::priceable;
use crate::cart::priced_line::PricedLine;

/// What the cart costs and until when its pieces are held; none if it is not plain, or not any more. Nothing
/// has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn hold_at_once(
    service: &Service,
    call: &Call<CreateCheckout>,
    payment: &PaymentForm,
) -> Result<Option<CheckoutView>, Failure> {
    let CreateCheckout { cart, market, country, email } = call.endpoint.clone();
    let (db, customer, key) = (&service.stores.db, email.as_ref().map(customer_of), call.key());
    let Some(mut found) = priceable(db, cart, customer.as_deref()).await? else { return Ok(None) };
    if found.lines.is_empty() || found.has_bundles() || !found.lines.iter().all(PricedLine::is_plentiful) {
        return Ok(None);
    }
    let seen = found.version;
    found.version += 1;
    let (skus, quantities): (Vec<_>, Vec<_>) =
        found.lines.iter().map(|line| (line.sku.to_string(), i64::from(line.quantity.get()))).unzip();
    // What is wrong is told by the careful way, if it still is.
    let Ok(view) = checkout_view(cart, market, country, found, payment.clone()) else { return Ok(None) };
    let hold: Option<(String, i64)> = sqlx::query_as(HOLD)
        .bind(cart.0)
        .bind(seen)
        .bind(skus)
        .bind(quantities)
        .bind(LOW_STOCK)
        .bind(service.settings.hold.min(LONGEST_HOLD).as_secs_f64())
        .bind(key.scope)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(Json(&view))
        .fetch_optional(db)
        .await?;
    Ok(hold.map(|hold| with_hold(view, Some(hold))))
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
                and not exists (select from orders.bundle_components where sku = any($3))
     ), hold (reserved_until, reserved_minutes) as (
         select ",
    hold_of!(),
    " from (select now() + make_interval(secs => $6) as reserved_until) as held
     ), kept as (",
    origin_base::keep_reply!(),
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
