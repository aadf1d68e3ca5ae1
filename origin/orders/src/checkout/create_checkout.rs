//! Holding a cart's pieces while its order is made.

use std::time::Duration;

use api::checkout::{CheckoutView, CreateCheckout};
use domain::CartId;
use domain::inventory::LONGEST_HOLD;
use origin_base::{Call, Failure};
use sqlx::PgConnection;

use super::get_checkout::{checkout_view, hold_of};
use super::means::customer_of;
use crate::Service;
use crate::inventory::level::move_reserved;
use crate::inventory::reservation::{Claim, claim_pieces};
use crate::orders::opening::lock_cart;

#[tracing::instrument(name = "checkout.create_checkout", skip_all)]
pub(crate) async fn create_checkout(service: Service, call: Call<CreateCheckout>) -> Result<CheckoutView, Failure> {
    let CreateCheckout { cart, market, country, email } = call.endpoint.clone();
    let customer = email.as_ref().map(customer_of);
    let payment = service.provider.form().await;
    let mut tx = service.stores.db.begin().await?;
    if let Some(reply) = call.key().claim(&mut tx).await? {
        return Ok(reply);
    }
    let priceable = lock_cart(&mut tx, cart, customer.as_deref()).await?;
    let claim = claim_pieces(&mut tx, cart, &priceable.lines, market.locale()).await?;
    if !move_reserved(&mut tx, &claim.reserving()).await? {
        return Err(anyhow::anyhow!("levels changed under their locks").into());
    }
    let hold = record(&mut tx, cart, &claim, service.settings.hold).await?;
    let view = checkout_view(cart, market, country, priceable, payment, hold)?;
    call.key().save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

/// The cart's reservations are what its lines claim. A hold that goes on keeps its beginning; after
/// one that is over, another begins. One that seems to have begun later than now, because the clock
/// jumped back, begins now. Says how long it goes on.
async fn record(
    tx: &mut PgConnection,
    cart: CartId,
    claim: &Claim,
    hold: Duration,
) -> sqlx::Result<Option<(String, i64)>> {
    let pieces = claim.pieces();
    sqlx::query_as(concat!(
        "with hold as (
             select least(min(begun_at) filter (where reserved_until > now()), now()) as begun_at
             from orders.reservations where cart_id = $1
         ), left_out as (
             delete from orders.reservations
             where cart_id = $1 and (sku, location) not in (select * from unnest($2::text[], $3::text[]))
         ), kept as (
         insert into orders.reservations as held (cart_id, sku, location, quantity, begun_at, reserved_until)
         select $1, item.sku, item.location, item.quantity, hold.begun_at,
                least(now() + make_interval(secs => $5), hold.begun_at + make_interval(secs => $6))
         from hold, unnest($2::text[], $3::text[], $4::bigint[]) as item (sku, location, quantity)
         on conflict (cart_id, sku, location) do update
         set quantity = excluded.quantity, begun_at = excluded.begun_at, reserved_until = excluded.reserved_until
         returning reserved_until
         ) select ",
        hold_of!(),
        " from kept where reserved_until > now() having count(*) > 0",
    ))
    .bind(cart.0)
    .bind(pieces.iter().map(|(sku, _, _)| *sku).collect::<Vec<_>>())
    .bind(pieces.iter().map(|(_, location, _)| *location).collect::<Vec<_>>())
    .bind(pieces.iter().map(|(_, _, quantity)| *quantity).collect::<Vec<_>>())
    .bind(hold.as_secs_f64())
    .bind(LONGEST_HOLD.as_secs_f64())
    .fetch_optional(tx)
    .await
}
