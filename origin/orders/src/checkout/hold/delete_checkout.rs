//! Leaving the checkout.

use api::checkout::DeleteCheckout;
use origin_platform::{Call, ServiceError};

use crate::checkout::Service;
use crate::checkout::cart::cart_not_found;
use crate::inventory::reservations::release;

/// A cart that holds nothing has left already.
#[tracing::instrument(name = "checkout.delete_checkout", skip_all)]
pub(crate) async fn delete_checkout(service: Service, call: Call<DeleteCheckout>) -> Result<(), ServiceError> {
    let cart = call.endpoint.cart;
    let mut tx = service.stores.db.begin().await?;
    if call.key().claim::<()>(&mut tx).await?.is_some() {
        return Ok(());
    }
    let locked =
        sqlx::query("update orders.carts set updated_at = now() where id = $1").bind(cart.0).execute(&mut *tx).await?;
    if locked.rows_affected() == 0 {
        return Err(cart_not_found().into());
    }
    release(&mut tx, cart).await?;
    call.commit(tx, ()).await
}
