//! How the general path of a checkout begins: it locks the cart before it looks.

use api::problem::{Code, Problem};
use domain::CartId;
use origin_platform::ServiceError;
use origin_platform::idempotency::Key;
use sqlx::PgConnection;

use super::cart::get_cart::{Priceable, priceable};

/// How a careful request of a checkout begins: locks the cart as by [`touch`](crate::checkout::cart::touch), and claims a
/// key that is new, of which there is no order either. Says whether all of that is so; if not, the caller finds
/// out what is the matter, step by step.
pub(crate) async fn begin(tx: &mut PgConnection, key: &Key, cart: CartId) -> sqlx::Result<bool> {
    sqlx::query_scalar(include_str!("lock_cart.sql"))
        .bind(key.scope)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(cart.0)
        .fetch_one(tx)
        .await
}

/// The locked cart with what bears on its price. Until the transaction ends nobody else changes or orders it.
pub(crate) async fn locked_cart(
    tx: &mut PgConnection,
    cart: CartId,
    customer: Option<&str>,
) -> Result<Priceable, ServiceError> {
    // A statement of its own: one that waits for the lock would still see the lines of before.
    let cart = priceable(tx, cart, customer).await?.unwrap_or_default();
    if cart.lines.is_empty() {
        return Err(Problem::new(Code::CartEmpty, "There is nothing in the cart to order.").into());
    }
    Ok(cart)
}
