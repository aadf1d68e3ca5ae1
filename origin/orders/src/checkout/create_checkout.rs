//! Holding a cart's pieces while its order is made.

use std::time::Duration;

use api::checkout::{CheckoutView, CreateCheckout};
use domain::CartId;
use domain::inventory::LONGEST_HOLD;
use origin_base::{Call, Failure};
use sqlx::PgConnection;

use super::get_checkout::checkout_view;
use super::means::customer_of;
use crate::Service;
use crate::cart::get_cart::Priceable;
use crate::cart::priced_line::PricedLine;
use crate::inventory::level::{Move, move_reserved};
use crate::inventory::reservation::{claim_pieces, wanted};
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
    let Priceable { lines, .. } = lock_cart(&mut tx, cart, None).await?;
    let levels = claim_pieces(&mut tx, cart, &lines, market.locale()).await?;
    let moves: Vec<Move<'_>> =
        levels.iter().map(|level| Move::reserved(level, wanted(&lines, &level.sku) - level.claimed)).collect();
    if !move_reserved(&mut tx, &moves).await? {
        return Err(anyhow::anyhow!("levels changed under their locks").into());
    }
    record(&mut tx, cart, &lines, service.settings.hold).await?;
    let view = checkout_view(&mut tx, cart, market, country, customer.as_deref(), payment).await?;
    call.key().save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

/// The cart's reservations are what its lines are. A hold that goes on keeps its beginning; after
/// one that is over, another begins.
async fn record(tx: &mut PgConnection, cart: CartId, lines: &[PricedLine], hold: Duration) -> sqlx::Result<()> {
    let skus: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
    let pieces: Vec<i32> = lines.iter().map(|line| line.quantity.get() as i32).collect();
    sqlx::query(
        "with hold as (
             select coalesce(min(begun_at) filter (where reserved_until > now()), now()) as begun_at
             from orders.reservations where cart_id = $1
         ), left_out as (
             delete from orders.reservations where cart_id = $1 and sku <> all($2)
         )
         insert into orders.reservations as held (cart_id, sku, quantity, begun_at, reserved_until)
         select $1, line.sku, line.quantity, hold.begun_at,
                least(now() + make_interval(secs => $4), hold.begun_at + make_interval(secs => $5))
         from hold, unnest($2::text[], $3::integer[]) as line (sku, quantity)
         on conflict (cart_id, sku) do update
         set quantity = excluded.quantity, begun_at = excluded.begun_at, reserved_until = excluded.reserved_until",
    )
    .bind(cart.0)
    .bind(skus)
    .bind(pieces)
    .bind(hold.as_secs_f64())
    .bind(LONGEST_HOLD.as_secs_f64())
    .execute(tx)
    .await?;
    Ok(())
}
