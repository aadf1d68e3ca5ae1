//! How the shop is paid, as staff set it: keys of accounts at Stripe, and whether shoppers can pay.

mod check;
mod kept_account;
mod stripe_keys;
#[cfg(test)]
mod tests;
mod view;

use api::payments::{GetPaymentSettings, PaymentSettings, UpdatePaymentSettings};
use axum::Router;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, mount};
use serde_json::json;
use sqlx::PgConnection;

use crate::checkout::Service;

/// How the audit log calls what is set.
const SUBJECT: &str = "payments";

pub(crate) fn mount_all(router: Router<Service>) -> Router<Service> {
    let router = mount(router, get_payment_settings);
    let router = mount(router, update_payment_settings);
    let router = mount(router, stripe_keys::update_stripe_keys);
    let router = mount(router, kept_account::update_stripe_account);
    let router = mount(router, kept_account::delete_stripe_webhook_secret);
    mount(router, stripe_keys::delete_stripe_account)
}

/// What is set. Secrets are told by their last four characters.
async fn get_payment_settings(service: Service, _: Call<GetPaymentSettings>) -> Result<PaymentSettings, ServiceError> {
    let mut connection = service.stores.db.acquire().await?;
    view::settings(&mut connection, &service).await
}

/// Switches paying on or off.
///
/// # Errors
/// `recent_login_needed`; `version_missing`; `version_outdated` with what is set now.
async fn update_payment_settings(
    service: Service,
    call: Call<UpdatePaymentSettings>,
) -> Result<PaymentSettings, ServiceError> {
    call.require_recent()?;
    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx).await?;
    let before = view::settings(&mut tx, &service).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let is_open = call.endpoint.is_open;
    if is_open == before.is_open {
        return call.commit(tx, before).await;
    }
    sqlx::query("update orders.payment_settings set version = version + 1, is_open = $1")
        .bind(is_open)
        .execute(&mut *tx)
        .await?;
    let after = view::settings(&mut tx, &service).await?;
    let (old, new) = (json!({ "is_open": before.is_open }), json!({ "is_open": is_open }));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    let reply = call.commit(tx, after).await?;
    take_up(&service).await;
    Ok(reply)
}

/// What is set now, which is another version.
async fn changed(tx: &mut PgConnection, service: &Service) -> Result<PaymentSettings, ServiceError> {
    sqlx::query("update orders.payment_settings set version = version + 1").execute(&mut *tx).await?;
    view::settings(tx, service).await
}

/// Lets one at a time set something.
async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select from orders.payment_settings for update").execute(tx).await.map(drop)
}

/// What was set counts in this process at once, and in the others within a second.
async fn take_up(service: &Service) {
    if let Some(office) = service.provider.office().and_then(|stripe| stripe.office()) {
        office.forget().await;
    }
}
