//! Holding a cart's units while its order is made.

use std::time::Duration;

use api::checkout::{CheckoutView, CreateCheckout, PaymentForm};
use domain::inventory::MAX_HOLD;
use origin_platform::idempotency::Key;
use origin_platform::{Call, ServiceError, security};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::get_checkout::held;
use crate::checkout::Service;
use crate::checkout::cart::touch;
use crate::checkout::checkout_view::{checkout_view, destination, with_hold};
use crate::checkout::claim::claim_units;
use crate::checkout::fast_path;
use crate::checkout::holder::Holder;
use crate::checkout::lock::{begin, locked_cart};
use crate::inventory::move_units::move_reserved;
use crate::inventory::reservations::Claim;
use crate::pricing::adjustments::customer_of;

#[tracing::instrument(name = "checkout.create_checkout", skip_all)]
pub(crate) async fn create_checkout(
    service: Service,
    call: Call<CreateCheckout>,
) -> Result<CheckoutView, ServiceError> {
    let payment = service.provider.form().await;
    let held = match service.settings.fast_path {
        true => fast_path::hold::hold(&service, &call, &payment).await?,
        false => None,
    };
    match held {
        Some(view) => Ok(view),
        None => hold(&service, &call, payment).await,
    }
}

/// The general path locks before it looks, and so finds the units however few there are, and says what is the matter.
async fn hold(
    service: &Service,
    call: &Call<CreateCheckout>,
    payment: PaymentForm,
) -> Result<CheckoutView, ServiceError> {
    let CreateCheckout { cart, market, country, postal_code, email } = call.endpoint.clone();
    let to = destination(country, postal_code.as_deref());
    let customer = email.as_ref().map(customer_of);
    let mut tx = service.stores.db.begin().await?;
    if !begin(&mut tx, call.key(), cart).await? {
        if let Some(reply) = call.key().claim(&mut tx).await? {
            return Ok(reply);
        }
        touch(&mut tx, cart, call.customer()).await?;
    }
    let priceable = locked_cart(&mut tx, cart, customer.as_deref(), call.customer()).await?;
    let holder = Holder::of(call);
    let elsewhere = holder.units_elsewhere(&mut tx, cart).await?;
    let claim = claim_units(&mut tx, cart, &priceable.lines, market.locale()).await?;
    let may_hold = holder.may_hold(&mut tx, cart, &claim, elsewhere).await?;
    let moves = if may_hold { claim.reserving() } else { claim.freeing() };
    if !move_reserved(&mut tx, &moves).await? {
        return Err(anyhow::anyhow!("levels changed under their locks").into());
    }
    let view = checkout_view(cart, market, to, priceable, payment)?;
    if !may_hold {
        // What it holds already stays held until its time is over.
        let view = with_hold(CheckoutView { hold_refused: true, ..view }, held(&mut tx, cart).await?);
        security::note_refused_hold();
        return call.commit(tx, view).await;
    }
    let hold = record(&mut tx, call.key(), &claim, service.settings.hold, holder, &view).await?;
    tx.commit().await?;
    Ok(with_hold(view, hold))
}

/// The cart's reservations are what its lines claim. A hold that goes on keeps its beginning; after
/// one that is over, another begins. One that seems to have begun later than now, because the clock
/// jumped back, begins now. Says how long it goes on, and keeps the view with that as the reply.
async fn record(
    tx: &mut PgConnection,
    key: &Key,
    claim: &Claim,
    hold: Duration,
    holder: Holder,
    view: &CheckoutView,
) -> sqlx::Result<Option<(String, i64)>> {
    let units = claim.units();
    let (until, minutes): (Option<String>, Option<i64>) = sqlx::query_as(include_str!("hold_units.sql"))
        .bind(view.cart.id.0)
        .bind(units.iter().map(|(sku, _, _)| *sku).collect::<Vec<_>>())
        .bind(units.iter().map(|(_, location, _)| *location).collect::<Vec<_>>())
        .bind(units.iter().map(|(_, _, quantity)| *quantity).collect::<Vec<_>>())
        .bind(hold.as_secs_f64())
        .bind(MAX_HOLD.as_secs_f64())
        .bind(key.scope)
        .bind(&key.key)
        .bind(Json(view))
        .bind(holder.anonymous)
        .bind(holder.client)
        .fetch_one(tx)
        .await?;
    Ok(until.zip(minutes))
}
