//! Showing a shopper their own cart, wherever they are logged in.

use api::cart::{CartView, GetCurrentCart};
use domain::CartId;
use origin_platform::{Call, ServiceError};
use uuid::Uuid;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::get_cart::priceable;
use crate::checkout::Service;

#[tracing::instrument(name = "cart.get_current_cart", skip_all)]
pub(crate) async fn get_current_cart(service: Service, call: Call<GetCurrentCart>) -> Result<CartView, ServiceError> {
    let customer = call.shopper()?;
    let mut db = service.stores.db.acquire().await?;
    let newest: Option<Uuid> =
        sqlx::query_scalar("select id from orders.carts where customer_id = $1 order by updated_at desc, id limit 1")
            .bind(customer.0)
            .fetch_optional(&mut *db)
            .await?;
    let cart = CartId(newest.ok_or_else(cart_not_found)?);
    let priceable = priceable(&mut db, cart, None).await?.ok_or_else(cart_not_found)?;
    cart_view(cart, call.endpoint.market, &priceable)
}
