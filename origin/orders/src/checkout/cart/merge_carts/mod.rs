//! Making a guest's cart and the shopper's own one, when the guest logs in.

use api::cart::{MergeCarts, MergeView, MergedLine};
use domain::cart::{Brought, MAX_CODES, Merged, merge};
use domain::{CartId, CustomerId, Market, Quantity};
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::get_cart::priceable;
use super::priced_line::PricedLine;
use crate::checkout::Service;
use crate::inventory::reservations::move_holds;

/// Merging again changes nothing: the guest's cart is gone, and what it held is counted once.
#[tracing::instrument(name = "cart.merge_carts", skip_all)]
pub(crate) async fn merge_carts(service: Service, call: Call<MergeCarts>) -> Result<MergeView, ServiceError> {
    let MergeCarts { cart: brought, market } = call.endpoint;
    let customer = call.shopper()?;
    let mut tx = call.begin(&service.stores.db).await?;
    let carts = lock_carts(&mut tx, brought, customer).await?;
    let own = carts.iter().filter(|cart| cart.customer_id == Some(customer.0)).max_by_key(|cart| cart.used_at);
    let (own, lines) = match (own, carts.iter().find(|cart| cart.id == brought.0)) {
        (_, Some(found)) if found.customer_id.is_some_and(|owner| owner != customer.0) => {
            // Somebody else's. Whoever asks for it is not told that it is there.
            return Err(cart_not_found().into());
        }
        (Some(own), Some(found)) if own.id != found.id => {
            let own = CartId(own.id);
            (own, join(&mut tx, brought, own, customer, market).await?)
        }
        (_, Some(found)) => (take_over(&mut tx, found, customer).await?, Vec::new()),
        (Some(own), None) if was_merged(&mut tx, brought, customer).await? => (CartId(own.id), Vec::new()),
        (_, None) => return Err(cart_not_found().into()),
    };
    let cart = cart_view(own, market, &priceable(&mut tx, own, None).await?.ok_or_else(cart_not_found)?)?;
    let view = MergeView { cart, lines };
    call.commit(tx, view).await
}

#[derive(FromRow)]
struct LockedCart {
    id: Uuid,
    customer_id: Option<Uuid>,
    /// In microseconds since 1970.
    used_at: i64,
}

/// Locks the guest's cart and those of the shopper. Two log-ins of one shopper wait for each other
/// even when there is no cart yet that both would lock.
async fn lock_carts(tx: &mut PgConnection, brought: CartId, customer: CustomerId) -> sqlx::Result<Vec<LockedCart>> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('carts of ' || $1, 0))")
        .bind(customer.0.to_string())
        .execute(&mut *tx)
        .await?;
    sqlx::query_as(
        "select id, customer_id, (extract(epoch from updated_at) * 1000000)::bigint as used_at
         from orders.carts where id = $1 or customer_id = $2 order by id for update",
    )
    .bind(brought.0)
    .bind(customer.0)
    .fetch_all(tx)
    .await
}

async fn was_merged(tx: &mut PgConnection, cart: CartId, customer: CustomerId) -> sqlx::Result<bool> {
    sqlx::query_scalar("select exists (select from orders.merged_carts where id = $1 and customer_id = $2)")
        .bind(cart.0)
        .bind(customer.0)
        .fetch_one(tx)
        .await
}

/// Makes the guest's cart the shopper's own, under an id that nobody has seen: whoever knew the guest's has no way to
/// the account's. One that is theirs already stays as it is.
async fn take_over(tx: &mut PgConnection, found: &LockedCart, customer: CustomerId) -> sqlx::Result<CartId> {
    if found.customer_id.is_some() {
        return Ok(CartId(found.id));
    }
    let own = CartId(Uuid::new_v4());
    sqlx::query(
        "insert into orders.carts (id, customer_id, created_at, version, declines, paused_until)
         select $2, $3, created_at, version + 1, declines, paused_until from orders.carts where id = $1",
    )
    .bind(found.id)
    .bind(own.0)
    .bind(customer.0)
    .execute(&mut *tx)
    .await?;
    move_holds(tx, CartId(found.id), own).await?;
    sqlx::query(
        "with lines as (
             update orders.cart_lines set cart_id = $2 where cart_id = $1
         ), codes as (
             update orders.cart_codes set cart_id = $2 where cart_id = $1
         ), passed_on as (
             update orders.merged_carts set cart_id = $2 where cart_id = $1
         )
         insert into orders.merged_carts (id, cart_id, customer_id) values ($1, $2, $3)",
    )
    .bind(found.id)
    .bind(own.0)
    .bind(customer.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from orders.carts where id = $1").bind(found.id).execute(tx).await?;
    Ok(own)
}

/// Puts the lines of `brought` into `own`, and what is held for them; then `brought` is gone.
async fn join(
    tx: &mut PgConnection,
    brought: CartId,
    own: CartId,
    customer: CustomerId,
    market: Market,
) -> Result<Vec<MergedLine>, ServiceError> {
    // First, so that the units count as available to the cart they are for now.
    move_holds(tx, brought, own).await?;
    let held = priceable(tx, own, None).await?.unwrap_or_default().lines;
    let lines = brought_lines(tx, brought, own).await?;
    let own_lines: Vec<_> = held.iter().map(|line| (line.sku.clone(), line.quantity)).collect();
    let each =
        |line: &PricedLine| Brought { sku: line.sku.clone(), quantity: line.quantity, available: line.available() };
    let merged = merge(&own_lines, &lines.iter().map(each).collect::<Vec<_>>());
    let kept: Vec<(&str, i32)> = (lines.iter().zip(&merged))
        .filter_map(|(line, merged)| Some((line.sku.as_str(), merged.quantity?.get() as i32)))
        .collect();
    put(tx, brought, own, customer, &kept).await?;
    let view = |(line, merged): (&PricedLine, &Merged)| MergedLine {
        sku: line.sku.clone(),
        name: line.called(market.locale()),
        wanted: merged.wanted,
        quantity: merged.quantity.map_or(0, Quantity::get),
        outcome: merged.outcome,
    };
    Ok(lines.iter().zip(&merged).map(view).collect())
}

/// The lines of `brought` with what `own` can buy of each.
async fn brought_lines(tx: &mut PgConnection, brought: CartId, own: CartId) -> sqlx::Result<Vec<PricedLine>> {
    let lines: Vec<Json<PricedLine>> = sqlx::query_scalar(
        "select to_jsonb(sellable) || jsonb_build_object('quantity', line.quantity, 'seen_prices', line.seen_prices)
         from orders.cart_lines as line cross join lateral orders.goods_to($1, array[line.sku]) as sellable
         where line.cart_id = $2 order by line.added_at, line.sku",
    )
    .bind(own.0)
    .bind(brought.0)
    .fetch_all(tx)
    .await?;
    Ok(lines.into_iter().map(|Json(line)| line).collect())
}

/// A line that `own` has keeps its place and the price it was seen at. Codes come along, as many as there is room for.
async fn put(
    tx: &mut PgConnection,
    brought: CartId,
    own: CartId,
    customer: CustomerId,
    kept: &[(&str, i32)],
) -> sqlx::Result<()> {
    let (skus, quantities): (Vec<&str>, Vec<i32>) = kept.iter().copied().unzip();
    sqlx::query(
        "with joined as (
             insert into orders.cart_lines (cart_id, sku, quantity, added_at, seen_prices)
             select $2, line.sku, kept.quantity, line.added_at, line.seen_prices
             from orders.cart_lines as line
             join unnest($3::text[], $4::integer[]) as kept (sku, quantity) on kept.sku = line.sku
             where line.cart_id = $1
             on conflict (cart_id, sku) do update set quantity = excluded.quantity
         ), codes as (
             insert into orders.cart_codes (cart_id, promotion_id, gift_card_id, added_at)
             select $2, promotion_id, gift_card_id, added_at
             from orders.cart_codes as code
             where cart_id = $1 and not exists (
                 select from orders.cart_codes as own
                 where own.cart_id = $2 and (own.promotion_id = code.promotion_id or own.gift_card_id = code.gift_card_id))
             order by position
             limit greatest(0, $6 - (select count(*) from orders.cart_codes where cart_id = $2))
             on conflict do nothing
         ), passed_on as (
             update orders.merged_carts set cart_id = $2 where cart_id = $1
         ), noted as (
             insert into orders.merged_carts (id, cart_id, customer_id) values ($1, $2, $5)
         )
         update orders.carts as own
         set updated_at = now(), version = own.version + 1, declines = greatest(own.declines, brought.declines),
             paused_until = greatest(own.paused_until, brought.paused_until)
         from orders.carts as brought where own.id = $2 and brought.id = $1",
    )
    .bind(brought.0)
    .bind(own.0)
    .bind(skus)
    .bind(quantities)
    .bind(customer.0)
    .bind(MAX_CODES as i64)
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from orders.carts where id = $1").bind(brought.0).execute(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
