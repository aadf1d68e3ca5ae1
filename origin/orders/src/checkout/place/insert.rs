//! Writing down the order that is opened, and taking what pays for it beside money.

use api::problem::{Code, Problem};
use origin_platform::ServiceError;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::checkout::order_draft::{OrderDraft, Pending};

impl OrderDraft<'_> {
    /// Inserts the order with its payment and its lines. Uses of promotions and balances of gift cards are
    /// taken by the same statement, each only if it is still there: rows are locked in the order of their
    /// ids, promotions before gift cards. The cart's lines have become the order's, and go with the reservations
    /// that its units came from.
    ///
    /// # Errors
    /// A problem if something was used up meanwhile; the transaction must not be committed then.
    pub async fn insert(self, tx: &mut PgConnection) -> Result<Pending, ServiceError> {
        let (taken, spent, placed_at): (i64, i64, String) = sqlx::query_as(include_str!("insert_order.sql"))
            .bind(Json(self.record()))
            .bind(self.key.fingerprint.as_slice())
            .fetch_one(tx)
            .await?;
        let parts = self.breakdown.parts();
        let complete = (usize::try_from(taken), usize::try_from(spent))
            == (Ok(parts.promotions.len()), Ok(parts.gift_cards.len()));
        if !complete {
            return Err(used_up().into());
        }
        self.pending(placed_at)
    }
}

/// The same code as for a total that was seen to have changed: the next look at the cart says why.
fn used_up() -> Problem {
    let detail = "A discount or a gift card of this order has just been used up by another order. \
                  Nothing was ordered; please look at the order again.";
    Problem::new(Code::TotalChanged, detail).at("expected_total")
}

#[cfg(test)]
mod tests;
