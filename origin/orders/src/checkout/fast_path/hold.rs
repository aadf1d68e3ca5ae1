//! Holding the units of an eligible cart in two statements: one reads the cart, the other holds its units
//! if nothing has changed since, and if there are so many of them that nobody is told anything. Whatever is not
//! so is for the general path, which locks before it looks.

use std::time::Duration;

use api::checkout::{CheckoutView, CreateCheckout, PaymentForm};
use domain::inventory::{FEW_HELD, LOW_STOCK, MAX_HELD_BY_CLIENT, MAX_HOLD};
use domain::{CustomerId, Sku};
use origin_platform::idempotency::Key;
use origin_platform::{Call, Database, ServiceError};
use sqlx::types::Json;

use super::{Step, eligible};
use crate::checkout::Service;
use crate::checkout::cart::get_cart::priceable;
use crate::checkout::cart::priced_line::PricedLine;
use crate::checkout::checkout_view::{checkout_view, destination, with_hold};
use crate::checkout::holder::Holder;
use crate::pricing::adjustments::customer_of;

/// What the cart costs and until when its units are held; none if it is not eligible, or not any more. Nothing
/// has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn hold(
    service: &Service,
    call: &Call<CreateCheckout>,
    payment: &PaymentForm,
) -> Result<Option<CheckoutView>, ServiceError> {
    match EligibleCart::read(&service.stores.db, &call.endpoint, call.customer(), payment).await? {
        Some(cart) => Ok(cart.hold(&service.stores.db, call.key(), service.settings.hold, Holder::of(call)).await?),
        None => Ok(None),
    }
}

/// A cart of which there is plenty, as it was read.
struct EligibleCart {
    /// Its version then.
    version: i64,
    skus: Vec<Sku>,
    quantities: Vec<i64>,
    /// As it is shown once it holds its units.
    view: CheckoutView,
}

impl EligibleCart {
    /// None if it is not eligible. Then, and if something is wrong with it, the general path says what is to be said.
    async fn read(
        db: &Database,
        asked: &CreateCheckout,
        caller: Option<CustomerId>,
        payment: &PaymentForm,
    ) -> sqlx::Result<Option<Self>> {
        let CreateCheckout { cart, market, country, postal_code, email } = asked;
        let to = destination(*country, postal_code.as_deref());
        let customer = email.as_ref().map(customer_of);
        let Some(mut found) = priceable(&mut *db.acquire().await?, *cart, customer.as_deref()).await? else {
            return Ok(None);
        };
        if !found.is_open_to(caller) || !eligible(&found, Step::Hold) {
            return Ok(None);
        }
        let version = found.version;
        found.version += 1;
        let line = |line: &PricedLine| (line.sku.clone(), i64::from(line.quantity.get()));
        let (skus, quantities) = found.lines.iter().map(line).unzip();
        let view = checkout_view(*cart, *market, to, found, payment.clone());
        Ok(view.ok().map(|view| Self { version, skus, quantities, view }))
    }

    /// Holds its units, if it is still what it was and there is still plenty.
    async fn hold(
        self,
        db: &Database,
        key: &Key,
        hold: Duration,
        holder: Holder,
    ) -> sqlx::Result<Option<CheckoutView>> {
        let hold: Option<(String, i64)> = sqlx::query_as(include_str!("hold_units.sql"))
            .bind(self.view.cart.id.0)
            .bind(self.version)
            .bind(self.skus.iter().map(Sku::as_str).collect::<Vec<_>>())
            .bind(self.quantities)
            .bind(LOW_STOCK)
            .bind(hold.min(MAX_HOLD).as_secs_f64())
            .bind(key.scope)
            .bind(&key.key)
            .bind(key.fingerprint.as_slice())
            .bind(Json(&self.view))
            .bind(holder.anonymous)
            .bind(holder.client)
            .bind(FEW_HELD)
            .bind(MAX_HELD_BY_CLIENT)
            .fetch_optional(db)
            .await?;
        Ok(hold.map(|hold| with_hold(self.view, Some(hold))))
    }
}

#[cfg(test)]
mod tests;
