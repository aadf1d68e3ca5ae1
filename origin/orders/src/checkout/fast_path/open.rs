//! Opening an order in two statements: one reads the cart, the other writes the order if nothing has changed
//! since, and if the cart holds the units. So it is with most carts that went through a checkout. Whatever is
//! not so, a repeat or a refusal included, is for the general path.

use api::orders::PlaceOrder;
use domain::CustomerId;
use origin_platform::idempotency::Key;
use origin_platform::{Database, ServiceError, power_cut};
use sqlx::types::Json;

use super::{Step, eligible};
use crate::checkout::cart::get_cart::priceable;
use crate::checkout::order_draft::{OrderDraft, Pending, priced};
use crate::pricing::adjustments::customer_of;

/// The order of an eligible cart whose hold covers it; none if it is not so. Nothing has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn open(
    db: &Database,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
) -> Result<Option<Pending>, ServiceError> {
    let found = priceable(&mut *db.acquire().await?, request.cart, Some(&customer_of(&request.email))).await?;
    let Some(cart) = found.filter(|cart| cart.is_open_to(customer)) else { return Ok(None) };
    // What is wrong is told by the general path, if it still is.
    let Ok(breakdown) = priced(request, &cart) else { return Ok(None) };
    let draft = OrderDraft::new(key, customer, request, &cart, breakdown);
    if !eligible(&cart, Step::Open(&draft)) {
        return Ok(None);
    }
    power_cut("held order opening");
    draft.insert_held(db).await
}

impl OrderDraft<'_> {
    /// Inserts the order of an eligible cart, if nobody has changed the cart since it was read, if
    /// what it holds is exactly what it asks for, and if the key is new. Otherwise nothing happens, and
    /// there is none.
    ///
    /// The units leave the stock room and what is reserved at once. So what is left for everybody else stays
    /// what it was, and nobody is told anything.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    async fn insert_held(self, db: &Database) -> Result<Option<Pending>, ServiceError> {
        let placed_at: Option<String> = sqlx::query_as(include_str!("open_order.sql"))
            .bind(Json(self.record()))
            .bind(self.key.fingerprint.as_slice())
            .bind(self.key.scope)
            .bind(self.cart.version)
            .fetch_optional(db)
            .await?
            .map(|(placed_at,)| placed_at);
        placed_at.map(|placed_at| self.pending(placed_at)).transpose()
    }
}

#[cfg(test)]
mod tests;
