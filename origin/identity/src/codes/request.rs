//! Asking for a code and a link to sign in.

use api::accounts::{CreateSignInCode, SignInCodeView};
use origin_platform::{Call, EvenAnswer, ServiceError, Stores};
use uuid::Uuid;

use super::{LASTS, NewRequest, Purpose, record};
use crate::attempts::Attempts;
use crate::customer;

/// Nothing in the reply tells whether there is such an account.
#[tracing::instrument(name = "accounts.create_sign_in_code", skip_all)]
pub(crate) async fn create_sign_in_code(
    stores: Stores,
    call: Call<CreateSignInCode>,
) -> Result<SignInCodeView, ServiceError> {
    let attempts = Attempts::of(&stores, &call.endpoint.email, call.endpoint.device.as_deref()).await?;
    attempts.count_mail(&stores).await?;
    // An account that is there takes longer than one that is not: everybody waits for as long.
    let answer = EvenAnswer::begin();
    let asked = ask(&stores, call).await;
    answer.wait().await;
    asked
}

async fn ask(stores: &Stores, call: Call<CreateSignInCode>) -> Result<SignInCodeView, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    let id = Uuid::new_v4();
    if let Some(customer) = customer::by_email(&mut *tx, &call.endpoint.email).await? {
        let request = NewRequest {
            id,
            customer: customer.view.id,
            purpose: Purpose::SignIn,
            // As the account has it, not as somebody typed it: that is where its owner gets mail.
            email: &customer.view.email,
            market: call.endpoint.market,
            chosen: None,
        };
        record(&mut tx, request).await?;
    }
    call.commit(tx, SignInCodeView { request: id, lasts_seconds: LASTS.as_secs() }).await
}
