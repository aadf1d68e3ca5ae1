//! The third step: what the provider said becomes what the order is.

use anyhow::Context as _;
use api::event::{ORDER_PLACED, OrderPlaced};
use api::orders::Actor;
use domain::orders::{OrderEvent, OrderState};
use domain::payments::{PaymentEvent, PaymentState};
use domain::{CartId, OrderId};
use origin_messaging::outbox;
use origin_platform::idempotency::Key;
use origin_platform::{Database, ServiceError, power_cut};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::checkout::declines::{MAX_DECLINES, PAUSE_SECONDS};
use crate::checkout::payments::Outcome;
use crate::inventory::level::Reason;
use crate::inventory::restock;
use crate::metrics;
use crate::orders::record::{OrderRecord, Reply};
use crate::orders::timeline::event_of;
use crate::pricing::release::release_adjustments;

/// Places or refuses an order. Settling again changes nothing and gives the same reply. The reply is
/// kept under `key`, if the request is at hand. An order that was cancelled meanwhile stays so: what
/// was authorised for it is noted, to be released by [`crate::checkout::settlement::void_due`].
///
/// # Errors
/// If PostgreSQL does not answer, or if the provider contradicts what it said before.
pub(crate) async fn settle(
    db: &Database,
    order: OrderId,
    outcome: &Outcome,
    key: Option<&Key>,
) -> Result<Reply, ServiceError> {
    let mut tx = db.begin().await?;
    let mut order = lock_order(&mut tx, order).await?;
    let (paid, becomes) = match outcome {
        Outcome::Authorised { .. } => (PaymentEvent::Authorise, OrderEvent::Pay),
        Outcome::Declined { .. } => (PaymentEvent::Decline, OrderEvent::Refuse),
    };
    let contradiction = || format!("payment {}", order.payment.id);
    let before = order.state;
    if order.state == OrderState::Cancelled {
        // A payment that is settled is the business of whoever cancelled the order.
        if matches!(order.payment.state, PaymentState::Pending | PaymentState::ActionRequired) {
            let payment = order.payment.state.next(paid).with_context(contradiction)?;
            note_too_late(&mut tx, &mut order, payment, outcome).await?;
        }
    } else {
        let payment = order.payment.state.next(paid).with_context(contradiction)?;
        let state = order.state.next(becomes).with_context(contradiction)?;
        if (payment, state) != (order.payment.state, order.state) {
            match outcome {
                Outcome::Authorised { reference } => place(&mut tx, &mut order, payment, state, reference).await?,
                Outcome::Declined { reason } => refuse(&mut tx, &mut order, payment, state, reason).await?,
            }
        }
    }
    let reply = order.reply()?;
    if let Some(key) = key {
        key.save(&mut tx, &reply).await?;
    }
    power_cut("order settling");
    tx.commit().await?;
    match (&reply, order.state) {
        (_, state) if state == before => {}
        (Ok(view), OrderState::Placed) => {
            metrics::placed(view.total);
            tracing::info!(order = %order.id, "an order was placed");
        }
        _ => metrics::refused(order.currency),
    }
    Ok(reply)
}

async fn lock_order(tx: &mut PgConnection, order: OrderId) -> Result<OrderRecord, ServiceError> {
    let found: Option<Json<OrderRecord>> =
        sqlx::query_scalar("select record from orders.order_records where id = $1 for update")
            .bind(order.0)
            .fetch_optional(tx)
            .await?;
    let Json(record) = found.context("there is no such order")?;
    Ok(record)
}

async fn place(
    tx: &mut PgConnection,
    order: &mut OrderRecord,
    payment: PaymentState,
    state: OrderState,
    reference: &str,
) -> Result<(), ServiceError> {
    let number: i64 = sqlx::query_scalar(
        "with payment as (
             update orders.payments set state = $3, reference = $4, settled_at = now() where order_id = $1
         ), noted as (
             insert into orders.order_timeline (order_id, actor, what) values ($1, $5, 'placed')
         ), codes as (
             -- The order has used them; what was typed since is for the next one.
             delete from orders.cart_codes as code using orders.orders as placed
             where placed.id = $1 and code.added_at <= placed.created_at
                   -- Its shopper may have logged in meanwhile, which gave the cart another id.
                   and code.cart_id = coalesce((select merged.cart_id from orders.merged_carts as merged
                                                where merged.id = placed.cart_id), placed.cart_id)
         ), forgiven as (
             update orders.carts as cart set declines = 0, paused_until = null
             from orders.orders as placed
             where placed.id = $1 and cart.declines > 0
                   and cart.id = coalesce((select merged.cart_id from orders.merged_carts as merged
                                           where merged.id = placed.cart_id), placed.cart_id)
         )
         update orders.orders set state = $2, number = nextval('orders.order_number') where id = $1 returning number",
    )
    .bind(order.id.0)
    .bind(state.code())
    .bind(payment.code())
    .bind(reference)
    .bind(Json(Actor::Shopper))
    .fetch_one(&mut *tx)
    .await?;
    let event = event_of(Some(number), ORDER_PLACED, &OrderPlaced { order: order.id });
    outbox::record(tx, &[event]).await?;
    order.number = Some(number);
    order.state = state;
    order.payment.state = payment;
    Ok(())
}

/// Notes what became of the payment of a cancelled order, whose stock is back already.
async fn note_too_late(
    tx: &mut PgConnection,
    order: &mut OrderRecord,
    payment: PaymentState,
    outcome: &Outcome,
) -> Result<(), ServiceError> {
    let (reference, reason) = match outcome {
        Outcome::Authorised { reference } => {
            tracing::warn!(payment.id = %order.payment.id, "authorised for an order that was cancelled; it will be voided");
            (Some(reference), None)
        }
        Outcome::Declined { reason } => (None, Some(reason)),
    };
    sqlx::query(
        "update orders.payments
         set state = $2, reference = coalesce($3, reference), decline_reason = $4,
             void_due = $3 is not null and amount_minor > 0, settled_at = now()
         where id = $1",
    )
    .bind(order.payment.id)
    .bind(payment.code())
    .bind(reference)
    .bind(reason)
    .execute(tx)
    .await?;
    order.payment.state = payment;
    order.payment.decline_reason = reason.cloned();
    Ok(())
}

async fn refuse(
    tx: &mut PgConnection,
    order: &mut OrderRecord,
    payment: PaymentState,
    state: OrderState,
    reason: &str,
) -> Result<(), ServiceError> {
    sqlx::query(
        "with payment as (
             update orders.payments set state = $3, decline_reason = $4, settled_at = now() where order_id = $1
         ), noted as (
             insert into orders.order_timeline (order_id, actor, what) values ($1, $5, 'payment_declined')
         )
         update orders.orders set state = $2 where id = $1",
    )
    .bind(order.id.0)
    .bind(state.code())
    .bind(payment.code())
    .bind(reason)
    .bind(Json(Actor::System))
    .execute(&mut *tx)
    .await?;
    // Cart before levels, as in the first step: so the two never wait for each other.
    let cart = lock_declined_cart(tx, order).await?;
    restock(tx, &order.units(), Reason::OrderRefused, order.id).await?;
    release_adjustments(tx, order.id).await?;
    if let Some(cart) = cart {
        restore_cart(tx, order.id, cart).await?;
    }
    order.state = state;
    order.payment.state = payment;
    order.payment.decline_reason = Some(reason.to_owned());
    Ok(())
}

/// Locks the cart the order came from, or the one that cart was merged into, and counts that it was declined; none if
/// it is gone.
async fn lock_declined_cart(tx: &mut PgConnection, order: &OrderRecord) -> sqlx::Result<Option<CartId>> {
    // A cart that is being merged right now is gone once its lock is free: then its successor is known.
    for _ in 0..2 {
        let locked: Option<Uuid> = sqlx::query_scalar(
            "update orders.carts
             set updated_at = now(), version = version + 1,
                 declines = case when declines + 1 < $2 then declines + 1 else 0 end,
                 paused_until = case when declines + 1 < $2 then paused_until else now() + make_interval(secs => $3) end
             where id = coalesce((select cart_id from orders.merged_carts where id = $1), $1)
             returning id",
        )
        .bind(order.cart_id.0)
        .bind(MAX_DECLINES)
        .bind(PAUSE_SECONDS)
        .fetch_optional(&mut *tx)
        .await?;
        if locked.is_some() {
            return Ok(locked.map(CartId));
        }
    }
    Ok(None)
}

/// Puts the order's lines back into its cart, at the prices they were ordered at. Where the shopper has
/// put the same in again meanwhile,
/// the larger quantity stays: adding both up would order twice what was wanted.
async fn restore_cart(tx: &mut PgConnection, order: OrderId, cart: CartId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into orders.cart_lines as line (cart_id, sku, quantity, added_at, seen_prices)
         select $2, sold.sku, sold.quantity, now() + sold.position * interval '1 microsecond',
                jsonb_build_object(refused.currency, sold.unit_price_minor)
         from orders.order_lines as sold
         join orders.orders as refused on refused.id = sold.order_id
         where sold.order_id = $1
         on conflict (cart_id, sku) do update set quantity = greatest(line.quantity, excluded.quantity)",
    )
    .bind(order.0)
    .bind(cart.0)
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use api::event::{AVAILABILITY_CHANGED, ORDER_PLACED};
    use api::orders::{GetOrder, PlaceOrder};
    use api::{Code, cart::GetCart};
    use domain::Market;
    use domain::orders::OrderState;

    use super::*;
    use crate::checkout::place::open::{Opened, open};
    use crate::testing::{Shop, add, token};

    #[tokio::test]
    async fn a_declined_payment_gives_back_stock_and_cart() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5), ("BOWL", 1000, 50)]).await;
        let cart = shop.cart_with(&[("MUG", 3), ("BOWL", 1)]).await;
        let before = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        shop.take_events(AVAILABILITY_CHANGED).await;
        let order = token(shop.placement(cart).await, "test_decline");
        let refused = shop.call_with_key(&order, "declined-key").await.expect_err("declined");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::PaymentDeclined, Some("payment_token")));
        shop.assert_untouched("MUG", 5, cart, 4).await;
        let after = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((after.version > before.version, after.lines), (true, before.lines));
        // Five mugs are plenty, two are few, five are plenty again; bowls stay plenty.
        let events: Vec<String> =
            shop.take_events(AVAILABILITY_CHANGED).await.into_iter().map(|event| event.1).collect();
        assert_eq!(events, ["MUG", "MUG"]);
        // The key keeps its reply; a new one may try again. The number was not used up.
        assert_eq!(shop.call_with_key(&order, "declined-key").await.expect_err("still declined"), refused);
        let view = shop.call(&token(order, "test_accept")).await.expect("placed");
        assert_eq!(view.number, Some(1001));
        let numbered = "select count(*) from orders.orders where number is not null";
        assert_eq!(shop.count(numbered).await, 1);
    }

    #[tokio::test]
    async fn what_was_put_in_meanwhile_is_not_doubled() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 50), ("BOWL", 1000, 50)]).await;
        let cart = shop.cart_with(&[("MUG", 3), ("BOWL", 1)]).await;
        let request: PlaceOrder = shop.placement(cart).await;
        let key = shop.key_of(&request, "slow-decline");
        let opened = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened");
        let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
        shop.call(&add(cart, "MUG", 1)).await.expect("added");
        shop.call(&add(cart, "BOWL", 2)).await.expect("added");
        let declined = Outcome::Declined { reason: "no reason".into() };
        for _ in 0..2 {
            let reply = settle(&shop.stores.db, pending.order, &declined, Some(&key)).await.expect("settled");
            assert_eq!(reply.expect_err("declined").code, Code::PaymentDeclined);
        }
        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!(view.lines.iter().map(|line| line.quantity.get()).collect::<Vec<_>>(), [3, 2]);
        assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await, shop.ledger_errors().await), (50, 50, 0));
    }

    #[tokio::test]
    async fn a_provider_that_contradicts_itself_changes_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let order = shop.call(&request).await.expect("placed").id;
        let declined = Outcome::Declined { reason: "no reason".into() };
        let contradicted = settle(&shop.stores.db, order, &declined, None).await;
        let Err(ServiceError::Internal(error)) = contradicted else { panic!("{contradicted:?}") };
        // It is logged, and the order's id would open the order.
        assert!(!format!("{error:#}").contains(&order.to_string()), "{error:#}");
        assert_eq!(shop.call(&GetOrder { order }).await.expect("shown").state, OrderState::Placed);
        assert_eq!(shop.on_hand("MUG").await, 4);
        assert_eq!(shop.take_events(ORDER_PLACED).await.len(), 1);
    }
}
