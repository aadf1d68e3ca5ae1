//! What providers tell us by themselves: checked, written down, and then looked into.

use std::time::Duration;

use anyhow::Context as _;
use api::Endpoint as _;
use api::payments::{HookReceipt, ReceiveStripeHook, STRIPE_SIGNATURE};
use api::problem::{Code, Problem};
use api::site::MAX_HOOK_BODY;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use http::{HeaderMap, header};
use origin_platform::service_error::respond;
use origin_platform::{Database, ServiceError};
use uuid::Uuid;

use super::catch_up::catch_up;
use crate::checkout::Service;
use crate::checkout::payments::stripe::Stripe;
use crate::checkout::payments::stripe::event::{Event, Kind};
use crate::checkout::payments::stripe::signature::verify;

/// How long a provider waits for the effect of its hook. What takes longer goes on all the same.
const TIMEOUT: Duration = Duration::from_secs(2);

const STRIPE: &str = "stripe";

/// A hook that was checked.
struct Hook {
    repeated: bool,
    /// The payment to look into, if it is one of ours and its business.
    look_into: Option<Uuid>,
}

/// The declared endpoint, whose body is taken as it came: the signature is over its bytes.
pub(crate) fn mount(router: Router<Service>) -> Router<Service> {
    router.route(ReceiveStripeHook::PATH, post(receive))
}

#[tracing::instrument(name = "payments.receive_stripe_hook", skip_all)]
async fn receive(State(service): State<Service>, headers: HeaderMap, body: Body) -> Response {
    match receive_stripe_hook(&service, &headers, body).await {
        Ok(receipt) => {
            let body = serde_json::to_vec(&receipt).expect("receipts are plain data");
            let response = Response::builder().header(header::CONTENT_TYPE, "application/json");
            let response = response.header(header::CACHE_CONTROL, "private, no-store");
            response.body(Body::from(body)).expect("constant headers")
        }
        Err(failure) => {
            if let ServiceError::Internal(error) = &failure {
                tracing::error!(endpoint = ReceiveStripeHook::NAME, error = format!("{error:#}"), "request failed");
            }
            respond(&failure.into_problem())
        }
    }
}

async fn receive_stripe_hook(service: &Service, headers: &HeaderMap, body: Body) -> Result<HookReceipt, ServiceError> {
    let bad = |detail: &str| Problem::new(Code::InvalidRequest, detail);
    let Some(stripe) = service.provider.office() else {
        return Err(
            bad("This shop takes no payments by Stripe, so it has no secret to check the signature with.").into()
        );
    };
    let body = to_bytes(body, MAX_HOOK_BODY).await.map_err(|_| bad("The event is too large, or it broke off."))?;
    let signature = headers.get(STRIPE_SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now = origin_platform::clock::unix_seconds();
    let now = i64::try_from(now).context("the clock")?;
    verify(signature, &body, &stripe.webhook_secrets().await, now).map_err(|error| bad(&error.to_string()))?;
    let event = Event::parse(&body).map_err(|_| bad("The body is not an event."))?;

    let hook = record(&service.stores.db, stripe, &event).await?;
    if let Some(payment) = hook.look_into {
        look_into(service, payment).await;
    }
    Ok(HookReceipt { repeated: hook.repeated })
}

/// Writes an event down, once. One about a payment that we do not know is kept for staff.
async fn record(db: &Database, stripe: &Stripe, event: &Event) -> Result<Hook, ServiceError> {
    let mut tx = db.begin().await?;
    let payment = match &event.intent {
        Some(intent) => stripe.payment_of(&mut tx, intent).await?,
        None => None,
    };
    let written = sqlx::query(
        "insert into orders.payment_hooks (provider, event_id, kind, reference, payment_id, happened_at)
         values ($1, $2, $3, $4, $5, to_timestamp($6))
         on conflict (provider, event_id) do nothing",
    )
    .bind(STRIPE)
    .bind(&event.id)
    .bind(&event.name)
    .bind(&event.intent)
    .bind(payment)
    .bind(event.created)
    .execute(&mut *tx)
    .await?
    .rows_affected();
    tx.commit().await?;
    let repeated = written == 0;
    if !repeated && payment.is_none() && event.kind != Kind::Other {
        tracing::warn!(kind = event.name, "Stripe tells of a payment that we do not know");
    }
    Ok(Hook { repeated, look_into: payment.filter(|_| !repeated && event.kind != Kind::Other) })
}

/// Looks into a payment, in a task of its own: neither an impatient provider nor a broken
/// connection stops it. If it fails, the reconcile worker looks again.
async fn look_into(service: &Service, payment: Uuid) {
    let (db, provider) = (service.stores.db.clone(), service.provider.clone());
    let work = tokio::spawn(async move {
        if let Err(failure) = catch_up(&db, &provider, payment).await {
            let error = format!("{:#}", failure.into_cause());
            tracing::warn!(payment.id = %payment, error, "a hook had no effect yet");
        }
    });
    let _in_time = tokio::time::timeout(TIMEOUT, work).await;
}

#[cfg(test)]
mod tests;
