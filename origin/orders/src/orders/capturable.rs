//! What of an order's payment staff can take by hand.

use api::orders::TransferState;
use api::problem::{Code, Problem};
use domain::Money;
use domain::orders::OrderState;
use domain::payments::PaymentState;
use sqlx::PgConnection;

use super::record::OrderRecord;

impl OrderRecord {
    /// All that is held and was not called off, where `capture` is how far taking it has come. It is taken once and whole:
    /// what a capture leaves, the provider releases.
    ///
    /// # Errors
    /// `wrong_state` with the reason why nothing can be taken.
    pub fn capturable(&self, capture: Option<TransferState>) -> Result<Money, Problem> {
        let refused = |detail: &str| Err(Problem::new(Code::WrongState, detail));
        match self.state {
            OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled => {}
            OrderState::AwaitingPayment => return refused("The payment was not authorised yet, so nothing is held."),
            OrderState::Cancelled => return refused("The order was cancelled, so nothing is taken for it."),
            OrderState::Refused => return refused("The payment was declined, so nothing is held."),
        }
        if self.to_capture().minor == 0 {
            return refused("There is nothing to take: gift cards have paid for all of it, or it was called off.");
        }
        if self.payment.void_due || self.payment.state == PaymentState::Voided {
            return refused(
                "What was held was released, so nothing can be taken any more. The shopper has to order anew.",
            );
        }
        if self.payment.state != PaymentState::Authorised || capture == Some(TransferState::Done) {
            return refused("The payment was taken already.");
        }
        if capture == Some(TransferState::Due) {
            return refused("The payment is being taken. Look at the order again in a minute.");
        }
        Ok(self.to_capture())
    }
}

/// How far taking the payment of an order has come; none if nobody has begun. Whoever decides by it has locked the order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn capture_of(tx: &mut PgConnection, order: &OrderRecord) -> anyhow::Result<Option<TransferState>> {
    let state: Option<String> = sqlx::query_scalar("select state from orders.captures where payment_id = $1")
        .bind(order.payment.id)
        .fetch_optional(tx)
        .await?;
    Ok(state.map(|state| serde_json::from_value(state.into())).transpose()?)
}
