//! An order whose shopper has to confirm the payment with a bank: it keeps its units from others meanwhile, and nobody
//! has paid. So it counts as a hold of its client, and beyond the client's share it is given up.

use api::orders::PlaceOrder;
use origin_platform::{Call, ServiceError};

use crate::checkout::Service;
use crate::checkout::holder::note_unconfirmed;
use crate::checkout::order_draft::Pending;
use crate::checkout::payments::{Authorisation, NoAnswer, Outcome};
use crate::checkout::settlement::settle::settle;
use crate::orders::record::{Reply, TOO_MANY_UNCONFIRMED, payment_pending};

/// Notes what the order keeps from others while its payment is `open`. If that is more than its client may, the payment
/// is given up, and what became of the order is returned. A provider that is at work on a payment by itself cannot be
/// stopped, and its shopper does not make it wait.
///
/// # Errors
/// If PostgreSQL or the provider does not answer. The order waits then, and is settled by `reconcile`.
pub(super) async fn keep_within_share(
    service: &Service,
    call: &Call<PlaceOrder>,
    pending: &Pending,
    open: &Authorisation,
) -> Result<Option<Reply>, ServiceError> {
    let Some(client) = call.client else { return Ok(None) };
    let db = &service.stores.db;
    let waits_for_shopper = matches!(open, Authorisation::ActionRequired { .. });
    if note_unconfirmed(db, pending.order, client, !waits_for_shopper).await? {
        return Ok(None);
    }
    let outcome = match service.provider.cancel(pending.payment, pending.amount).await {
        Ok(Outcome::Declined { .. }) => Outcome::Declined { reason: TOO_MANY_UNCONFIRMED.to_owned() },
        // The shopper was faster.
        Ok(outcome @ Outcome::Authorised { .. }) => outcome,
        Err(NoAnswer) => {
            note_unconfirmed(db, pending.order, client, true).await?;
            return Err(payment_pending().into());
        }
    };
    settle(db, pending.order, &outcome, Some(call.key())).await.map(Some)
}
