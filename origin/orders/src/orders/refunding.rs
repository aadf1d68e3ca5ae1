//! Deciding that money goes back: the amounts, and the row that makes it due.

use api::orders::Actor;
use api::problem::{Code, Problem};
use domain::Money;
use domain::checkout::{Breakdown, GiftCardPart};
use domain::money::MoneyError;
use domain::orders::{NoRefund, OrderState, RefundRequest, Refundable, RefundableLine, repay};
use origin_platform::Failure;
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::changing::next_position;
use super::record::OrderRecord;
use super::timeline::note;

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
) -> Result<Option<Uuid>, Failure> {
    order.check_captured()?;
    let (refund, _) = order.refundable()?.refund(request).map_err(|refused| order.no_refund(&refused))?;
    if refund.total.minor == 0 {
        return Ok(None);
    }
    let repayment = repay(refund.total, order.charge_left(), &order.gift_cards_left()?);
    let repayment = repayment.map_err(|refused| order.no_refund(&refused))?;
    let id = Uuid::now_v7();
    let lines = refund.lines.iter().filter(|line| line.pieces > 0);
    let lines: Vec<Value> = lines
        .map(|line| {
            let (amount, tax) = (line.amount.minor, line.tax.minor);
            json!({ "position": line.line, "quantity": line.pieces, "amount_minor": amount, "tax_minor": tax })
        })
        .collect();
    let part = |part: &GiftCardPart| json!({ "card": part.card, "amount_minor": part.amount.minor });
    let gift_cards: Vec<Value> = repayment.gift_cards.iter().map(part).collect();
    sqlx::query(
        "with refund as (
             insert into orders.refunds (id, order_id, position, return_id, state, reason, amount_minor, delivery_minor,
                                         goodwill_minor, charged_minor)
             values ($1, $2, $3, $4, 'due', $5, $6, $7, $8, $9)
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
    .execute(&mut *tx)
    .await?;
    note(tx, order.id, actor, "refund_due", json!({ "refund": id, "amount": refund.total })).await?;
    Ok(Some(id))
}

impl OrderRecord {
    /// Money goes back only after it came.
    fn check_captured(&self) -> Result<(), Problem> {
        let by_cards_alone = self.payment.amount_minor == 0
            && matches!(self.state, OrderState::PartiallyFulfilled | OrderState::Fulfilled);
        if self.payment.captured_minor > 0 || by_cards_alone {
            return Ok(());
        }
        let detail = "The payment of this order was not captured yet, so there is nothing to give back. Cancel the order, \
                      or wait until its first shipment has left and the payment is captured.";
        Err(Problem::new(Code::WrongState, detail))
    }

    /// What of the charged payment has not gone back and is not on its way back.
    fn charge_left(&self) -> Money {
        let back: i64 = self.standing_refunds().map(|refund| refund.charged_minor).sum();
        Money::new(self.payment.captured_minor - back, self.currency)
    }

    /// What was paid and what went back, as [`Refundable::refund`] wants it.
    pub fn refundable(&self) -> Result<Refundable, Failure> {
        let whole = match &self.breakdown {
            Some(breakdown) => self.refundable_of(breakdown)?,
            None => self.refundable_of_lines()?,
        };
        let currency = self.currency;
        let by_cards = if self.payment.captured_minor > 0 || self.payment.amount_minor == 0 {
            Money::sum(currency, self.gift_cards().iter().map(|part| part.amount))?
        } else {
            Money::zero(currency)
        };
        let lines = whole.lines.into_iter().enumerate();
        let refunded: i64 = self.standing_refunds().map(|refund| refund.amount_minor).sum();
        Ok(Refundable {
            lines: lines
                .map(|(position, line)| RefundableLine { refunded: self.pieces_refunded(position), ..line })
                .collect(),
            delivery: whole.delivery,
            delivery_refunded: self.standing_refunds().any(|refund| refund.delivery_minor > 0),
            captured: Money::new(self.payment.captured_minor, currency).checked_add(by_cards)?,
            refunded: Money::new(refunded, currency),
        })
    }

    fn refundable_of(&self, breakdown: &Breakdown) -> Result<Refundable, Failure> {
        let sold = self.lines.iter().map(|line| (&line.sku, line.quantity));
        if !breakdown.parts().lines.iter().map(|line| (&line.sku, line.quantity)).eq(sold) {
            return Err(anyhow::anyhow!("payment {} is for other lines than its order has", self.payment.id).into());
        }
        Ok(Refundable::of(breakdown)?)
    }

    /// Orders from before breakdowns were kept had neither discounts nor tax.
    fn refundable_of_lines(&self) -> Result<Refundable, MoneyError> {
        let nothing = Money::zero(self.currency);
        let line = |line: &super::record::LineRecord| {
            let paid = Money::new(line.unit_price_minor, nothing.currency).checked_mul(line.quantity.get())?;
            Ok(RefundableLine { paid, tax: nothing, quantity: line.quantity, refunded: 0 })
        };
        Ok(Refundable {
            lines: self.lines.iter().map(line).collect::<Result<_, MoneyError>>()?,
            delivery: Money::new(self.delivery_fee_minor, nothing.currency),
            delivery_refunded: false,
            captured: self.total(),
            refunded: nothing,
        })
    }

    fn no_refund(&self, refused: &NoRefund) -> Problem {
        let sentence = format!("Nothing was refunded: {refused}.");
        match *refused {
            NoRefund::Nothing => Problem::field("lines", sentence),
            NoRefund::NotPositive | NoRefund::Money(_) => Problem::field("goodwill", sentence),
            NoRefund::DeliveryRefunded => Problem::new(Code::WrongState, sentence).at("delivery"),
            NoRefund::MoreThanLeft { .. } => Problem::new(Code::RefundTooLarge, sentence),
            NoRefund::UnknownLine(line) | NoRefund::TooManyPieces { line, left: 0 } => {
                self.too_many(line, "There are no pieces left to refund; choose others.".to_owned())
            }
            NoRefund::TooManyPieces { line, left } => {
                self.too_many(line, format!("Only {left} pieces are left to refund; choose fewer."))
            }
        }
    }

    /// Fewer pieces are left of a line than asked for.
    pub fn too_many(&self, line: usize, sentence: String) -> Problem {
        let sku = self.lines.get(line).map_or("", |line| line.sku.as_str());
        Problem::new(Code::TooManyPieces, format!("{sku}: {sentence}")).at(format!("lines.{sku}"))
    }
}
