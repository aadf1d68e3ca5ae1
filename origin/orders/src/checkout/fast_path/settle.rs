//! Placing an order that this request has just opened, by one statement.

use anyhow::Context as _;
use api::event::{ORDER_PLACED, OrderPlaced};
use api::orders::Actor;
use domain::orders::OrderEvent;
use domain::payments::PaymentEvent;
use origin_platform::idempotency::Key;
use origin_platform::{Database, Failure, power_cut};
use sqlx::types::Json;
use uuid::Uuid;

use crate::orders::record::{OrderRecord, Reply};

/// Places an order that this request has just opened, if nobody has settled it meanwhile: then none is
/// returned, and nothing changed. It is one statement, so that the counter, for which everybody waits, is
/// free again as soon as it can be.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn place_at_once(
    db: &Database,
    mut order: OrderRecord,
    reference: &str,
    key: &Key,
) -> Result<Option<Reply>, Failure> {
    let (awaiting, pending) = (order.state, order.payment.state);
    order.payment.state = pending.next(PaymentEvent::Authorise).context("a new payment")?;
    order.state = awaiting.next(OrderEvent::Pay).context("a new order")?;
    let mut reply = order.reply()?;
    power_cut("order settling");
    let number: Option<i64> = sqlx::query_scalar(PLACE)
        .bind(order.id.0)
        .bind(awaiting.code())
        .bind(pending.code())
        .bind(order.state.code())
        .bind(order.payment.state.code())
        .bind(reference)
        .bind(Json(Actor::Shopper))
        .bind(Uuid::now_v7())
        .bind(ORDER_PLACED)
        .bind(Json(OrderPlaced { order: order.id }))
        .bind(Json(&reply))
        .bind(key.scope)
        .bind(&key.key)
        .fetch_optional(db)
        .await?;
    if let Ok(view) = &mut reply {
        view.number = number;
    }
    Ok(number.map(|_| reply))
}

/// Nothing of it happens unless `open` has its row. The counter comes after everything that does not need
/// the number: whoever else places an order waits from there until the commit.
const PLACE: &str = concat!(
    "with open as (
         select placed.id, placed.cart_id, placed.created_at
         from orders.orders as placed join orders.payments as payment on payment.order_id = placed.id
         where placed.id = $1 and placed.state = $2 and payment.state = $3 for update of placed, payment
     ), payment as (
         update orders.payments set state = $5, reference = $6, settled_at = now() from open where order_id = open.id
         returning 1
     ), noted as (
         insert into orders.order_timeline (order_id, actor, what) select id, $7, 'placed' from open returning 1
     ), codes as (
         -- The order has used them; what was typed since is for the next one.
         delete from orders.cart_codes as code using open
         where code.cart_id = open.cart_id and code.added_at <= open.created_at
         returning 1
     ), event as (",
    origin_messaging::record_event!("$8", "$9", "$10::jsonb", "open"),
    " returning 1), counter as materialized (
         select orders.next_number() as number from open
         where (select count(*) from payment) + (select count(*) from noted) + (select count(*) from codes)
               + (select count(*) from event) > 0
     ), placed as (
         update orders.orders set state = $4, number = counter.number from counter where id = $1
         returning orders.number
     ), kept as (",
    origin_platform::replace_reply!("$12", "$13", "jsonb_set($11, '{Ok,number}', to_jsonb(placed.number))", "placed"),
    ") select number, ",
    origin_messaging::wake_relay!(),
    " from placed"
);
