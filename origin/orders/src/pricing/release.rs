//! Giving back what an order took beside money: uses of promotions and balances of gift cards.

use domain::{GiftCardId, Money, OrderId};
use origin_platform::ServiceError;
use sqlx::PgConnection;
use uuid::Uuid;

/// Releases the uses of promotions that an order took, and to its gift cards what it took and was
/// not refunded to them since. Doing it again changes nothing. For an order that was refused or
/// cancelled, in that transaction, after its stock was released: stock, promotions, gift cards is the
/// order in which locks are taken everywhere. The order's row is locked by the caller.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn release_adjustments(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    release_uses(tx, order).await?;
    release_balances(tx, order).await
}

/// The first half of [`release_adjustments`].
pub(crate) async fn release_uses(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    sqlx::query(
        "with back as (
             update orders.promotion_uses set given_back_at = now()
             where order_id = $1 and given_back_at is null
             returning promotion_id, customer
         ), promotion as (
             select id from orders.promotions where id in (select promotion_id from back)
             order by id for no key update
         ), by_customer as (
             update orders.promotion_customers as customer set used = customer.used - 1
             from back join promotion on promotion.id = back.promotion_id
             where customer.promotion_id = back.promotion_id and customer.customer = back.customer
         )
         update orders.promotions as used set used = used.used - 1 from promotion where used.id = promotion.id",
    )
    .bind(order.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The second half of [`release_adjustments`].
pub(crate) async fn release_balances(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    sqlx::query(
        "with owed as (
             select part.gift_card_id, part.amount_minor - coalesce((
                        select sum(movement.delta_minor) from orders.gift_card_movements as movement
                        where movement.order_id = $1 and movement.gift_card_id = part.gift_card_id
                              and movement.reason in ('refunded', 'given_back')
                    ), 0) as amount_minor
             from orders.order_gift_cards as part where part.order_id = $1
         ), card as (
             select id from orders.gift_cards where id in (select gift_card_id from owed where amount_minor > 0)
             order by id for no key update
         ), movement as (
             insert into orders.gift_card_movements (gift_card_id, delta_minor, reason, order_id)
             select owed.gift_card_id, owed.amount_minor, 'given_back', $1
             from owed join card on card.id = owed.gift_card_id
             on conflict do nothing
             returning gift_card_id, delta_minor
         )
         update orders.gift_cards as given set balance_minor = given.balance_minor + movement.delta_minor
         from movement where given.id = movement.gift_card_id",
    )
    .bind(order.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a part of a refund back onto a gift card, once for each refund and card. The refund has been
/// recorded in the same transaction or before. Returns whether this call has done it.
///
/// # Errors
/// If there is no such refund, or no such card in this currency.
pub async fn credit_gift_card(
    tx: &mut PgConnection,
    card: GiftCardId,
    amount: Money,
    refund: Uuid,
) -> Result<bool, ServiceError> {
    let (credited, known): (bool, bool) = sqlx::query_as(
        "with movement as (
             insert into orders.gift_card_movements (gift_card_id, delta_minor, reason, order_id, refund_id)
             select card.id, $2, 'refunded', refund.order_id, refund.id
             from orders.gift_cards as card, orders.refunds as refund
             where card.id = $1 and card.currency = $3 and refund.id = $4
             on conflict do nothing
             returning gift_card_id, delta_minor
         ), credited as (
             update orders.gift_cards as card set balance_minor = card.balance_minor + movement.delta_minor
             from movement where card.id = movement.gift_card_id
             returning card.id
         )
         select exists (select from credited),
                exists (select from orders.gift_cards as card, orders.refunds as refund
                        where card.id = $1 and card.currency = $3 and refund.id = $4)",
    )
    .bind(card.0)
    .bind(amount.minor)
    .bind(amount.currency.code())
    .bind(refund)
    .fetch_one(tx)
    .await?;
    if known { Ok(credited) } else { Err(anyhow::anyhow!("no such refund, or no gift card in its currency").into()) }
}

#[cfg(test)]
mod tests;
