//! Bringing one payment of ours up to what its provider says.

use api::problem::Problem;
use domain::OrderId;
use origin_platform::{Database, ServiceError};
use uuid::Uuid;

use super::settle::settle;
use crate::checkout::payments::{NoAnswer, PaymentSnapshot, Provider};

/// Asks the provider where a payment stands, and places or refuses its order if that is decided;
/// tells what the provider said, which is nothing if it was never asked for the payment. A payment that is settled is asked for all the same: looking makes a provider finish what it
/// left open, such as to release what was held too late.
///
/// # Errors
/// If PostgreSQL or the provider does not answer.
pub(crate) async fn catch_up(
    db: &Database,
    provider: &Provider,
    payment: Uuid,
) -> Result<Option<PaymentSnapshot>, ServiceError> {
    let snapshot = provider.look_up(payment).await.map_err(|NoAnswer| Problem::unavailable())?;
    let Some(outcome) = snapshot.as_ref().and_then(|snapshot| snapshot.outcome()) else { return Ok(snapshot) };
    let order: Option<Uuid> =
        sqlx::query_scalar("select order_id from orders.payments where id = $1 and state = 'pending'")
            .bind(payment)
            .fetch_optional(db)
            .await?;
    if let Some(order) = order {
        // The reply is for whoever placed the order; here nobody waits for it.
        let _reply = settle(db, OrderId(order), outcome, None).await?;
    }
    Ok(snapshot)
}
