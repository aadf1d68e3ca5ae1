//! How orders are paid now, for staff.

use api::payments::{GetPaymentState, PaymentProvider, PaymentState};
use origin_platform::{Call, ServiceError};

use super::provider::Provider;
use crate::checkout::Service;

/// Who takes the money, and whether it moves.
pub(crate) async fn get_payment_state(
    service: Service,
    _: Call<GetPaymentState>,
) -> Result<PaymentState, ServiceError> {
    if !service.provider.is_open().await {
        return Ok(PaymentState { provider: PaymentProvider::Nobody, is_live: false, has_hooks: false });
    }
    Ok(match &service.provider {
        Provider::Test(_) => PaymentState { provider: PaymentProvider::Test, is_live: false, has_hooks: false },
        Provider::Stripe(stripe) => PaymentState {
            provider: PaymentProvider::Stripe,
            is_live: stripe.is_live().await,
            has_hooks: stripe.has_hooks().await,
        },
    })
}
