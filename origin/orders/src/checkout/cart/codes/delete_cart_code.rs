//! Taking a code out of a cart.

use api::cart::{CartView, DeleteCartCode};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError};

use crate::checkout::Service;
use crate::checkout::cart::cart_view::cart_view;
use crate::checkout::cart::get_cart::priceable;
use crate::checkout::cart::{cart_not_found, touch};

#[tracing::instrument(name = "cart.delete_cart_code", skip_all)]
pub(crate) async fn delete_cart_code(service: Service, call: Call<DeleteCartCode>) -> Result<CartView, ServiceError> {
    let DeleteCartCode { cart, code, market } = call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    touch(&mut tx, cart, call.customer()).await?;
    let taken = sqlx::query("delete from orders.cart_codes where cart_id = $1 and $2 in (promotion_id, gift_card_id)")
        .bind(cart.0)
        .bind(code)
        .execute(&mut *tx)
        .await?;
    if taken.rows_affected() == 0 {
        return Err(Problem::new(Code::CodeNotInCart, "This code is not in the cart any more.").into());
    }
    let priceable = priceable(&mut tx, cart, None).await?.ok_or_else(cart_not_found)?;
    let view = cart_view(cart, market, &priceable)?;
    call.commit(tx, view).await
}
