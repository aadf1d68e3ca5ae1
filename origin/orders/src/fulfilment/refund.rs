//! Deciding that money goes back: the amounts, and the row that makes it due.

use api::orders::Actor;
use api::problem::{Code, Problem};
use domain::checkout::GiftCardPart;
use domain::orders::{OrderState, OrderStep, Refund, RefundRejection, RefundRequest, Repayment, repay};
use domain::payments::PaymentState;
use origin_platform::ServiceError;
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::change::next_position;
use crate::orders::record::OrderRecord;
use crate::orders::timeline::note;
use crate::pricing::release::credit_gift_card;

/// Makes money of the locked order due to go back; `None` if what is asked for cost nothing.
///
/// # Errors
/// A problem if it cannot go back; the caller must roll back.
pub(crate) async fn make_refund_due(
    tx: &mut PgConnection,
    order: &OrderRecord,
    request: &RefundRequest,
    reason: &str,
    return_id: Option<Uuid>,
    actor: &Actor,
) -> Result<Option<Uuid>, ServiceError> {
    check_captured(order)?;
    let (refund, _) = order.refundable()?.refund(request).map_err(|refused| refund_rejected(order, &refused))?;
    if refund.total.minor == 0 {
        return Ok(None);
    }
    let repayment = repay(refund.total, order.charge_left(), &order.gift_cards_left()?);
    let repayment = repayment.map_err(|refused| refund_rejected(order, &refused))?;
    let id = write(tx, order, &Decided { refund: &refund, repayment: &repayment, reason, return_id, released: false })
        .await?;
    note(tx, order.id, actor, OrderStep::RefundDue, json!({ "refund": id, "amount": refund.total })).await?;
    Ok(Some(id))
}

/// Takes from what is held of the locked order's payment, and from what gift cards paid, so that it is never taken; `None`
/// if what is asked for cost nothing. A payment of which nothing is left to take is released whole.
///
/// # Errors
/// A problem if there is not so much; the caller must roll back.
pub(crate) async fn release(
    tx: &mut PgConnection,
    order: &OrderRecord,
    request: &RefundRequest,
    reason: &str,
) -> Result<Option<Uuid>, ServiceError> {
    let (refund, _) = order.releasable()?.refund(request).map_err(|refused| refund_rejected(order, &refused))?;
    if refund.total.minor == 0 {
        return Ok(None);
    }
    let held = order.to_capture();
    let repayment = repay(refund.total, held, &order.gift_cards_left()?);
    let repayment = repayment.map_err(|refused| refund_rejected(order, &refused))?;
    let decided = Decided { refund: &refund, repayment: &repayment, reason, return_id: None, released: true };
    let id = write(tx, order, &decided).await?;
    let mut cards = repayment.gift_cards;
    cards.sort_by_key(|part| part.card);
    for part in cards {
        credit_gift_card(tx, part.card, part.amount, id).await?;
    }
    if held.minor > 0 && repayment.charged == held {
        sqlx::query("update orders.payments set void_due = true where id = $1 and state = $2")
            .bind(order.payment.id)
            .bind(PaymentState::Authorised.code())
            .execute(tx)
            .await?;
    }
    Ok(Some(id))
}

/// A refund as it is written down.
struct Decided<'a> {
    refund: &'a Refund,
    repayment: &'a Repayment,
    reason: &'a str,
    return_id: Option<Uuid>,
    /// It is done when it is written, since nothing was taken.
    released: bool,
}

async fn write(tx: &mut PgConnection, order: &OrderRecord, decided: &Decided<'_>) -> sqlx::Result<Uuid> {
    let Decided { refund, repayment, reason, return_id, released } = *decided;
    let id = Uuid::now_v7();
    let lines = refund.lines.iter().filter(|line| line.units > 0);
    let lines: Vec<Value> = lines
        .map(|line| {
            let (amount, tax) = (line.amount.minor, line.tax.minor);
            json!({ "position": line.line, "quantity": line.units, "amount_minor": amount, "tax_minor": tax })
        })
        .collect();
    let part = |part: &GiftCardPart| json!({ "card": part.card, "amount_minor": part.amount.minor });
    let gift_cards: Vec<Value> = repayment.gift_cards.iter().map(part).collect();
    sqlx::query(
        "with refund as (
             insert into orders.refunds (id, order_id, position, return_id, state, reason, amount_minor, delivery_minor,
                                         goodwill_minor, charged_minor, released, settled_at)
             values ($1, $2, $3, $4, case when $12 then 'done' else 'due' end, $5, $6, $7, $8, $9, $12,
                     case when $12 then now() end)
         ), gift_card as (
             insert into orders.refund_gift_cards (refund_id, order_id, gift_card_id, amount_minor)
             select $1, $2, card, amount_minor from jsonb_to_recordset($11) as part (card uuid, amount_minor bigint)
         )
         insert into orders.refund_lines (refund_id, order_id, position, quantity, amount_minor, tax_minor)
         select $1, $2, position, quantity, amount_minor, tax_minor
         from jsonb_to_recordset($10) as line (position integer, quantity integer, amount_minor bigint,
                                               tax_minor bigint)",
    )
    .bind(id)
    .bind(order.id.0)
    .bind(next_position(order.refunds.last().map_or(0, |last| last.position)))
    .bind(return_id)
    .bind(reason)
    .bind(refund.total.minor)
    .bind(refund.delivery.minor)
    .bind(refund.goodwill.minor)
    .bind(repayment.charged.minor)
    .bind(Json(lines))
    .bind(Json(gift_cards))
    .bind(released)
    .execute(tx)
    .await?;
    Ok(id)
}

/// Money goes back only after it came.
fn check_captured(order: &OrderRecord) -> Result<(), Problem> {
    let by_cards_alone =
        order.to_capture().minor == 0 && matches!(order.state, OrderState::PartiallyFulfilled | OrderState::Fulfilled);
    if order.payment.captured_minor > 0 || by_cards_alone {
        return Ok(());
    }
    let detail = "The payment of this order was not captured yet, so there is nothing to give back. Cancel the order, \
                      or wait until its first shipment has left or somebody has taken the payment.";
    Err(Problem::new(Code::WrongState, detail))
}

fn refund_rejected(order: &OrderRecord, refused: &RefundRejection) -> Problem {
    let sentence = format!("Nothing was refunded: {refused}.");
    match *refused {
        RefundRejection::Nothing => Problem::field("lines", sentence),
        RefundRejection::NotPositive | RefundRejection::Money(_) => Problem::field("goodwill", sentence),
        RefundRejection::DeliveryRefunded => Problem::new(Code::WrongState, sentence).at("delivery"),
        RefundRejection::MoreThanLeft { .. } => Problem::new(Code::RefundTooLarge, sentence),
        RefundRejection::UnknownLine(line) | RefundRejection::TooManyUnits { line, left: 0 } => {
            order.too_many(line, "There are no pieces left to refund; choose others.".to_owned())
        }
        RefundRejection::TooManyUnits { line, left } => {
            order.too_many(line, format!("Only {left} pieces are left to refund; choose fewer."))
        }
    }
}
