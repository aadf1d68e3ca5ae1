//! Taking a line out of a cart.

use api::cart::{CartView, DeleteCartLine};
use origin_platform::{Call, ServiceError};

use super::line_change::change_line;
use crate::checkout::Service;

const DELETE: &str = include_str!("sql/delete_line.sql");

#[tracing::instrument(name = "cart.delete_cart_line", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn delete_cart_line(service: Service, call: Call<DeleteCartLine>) -> Result<CartView, ServiceError> {
    let DeleteCartLine { cart, sku, market } = &call.endpoint;
    let change = change_line(&service.stores.db, DELETE, &call, (*cart, sku, *market), 0).await?;
    change.view(*cart, *market).ok_or_else(|| change.absence())?
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{DeleteCartLine, GetCart};
    use domain::{CartId, Market};
    use uuid::Uuid;

    use crate::testing::Shop;

    fn take_out(cart: CartId, sku: &str) -> DeleteCartLine {
        DeleteCartLine { cart, sku: sku.parse().expect("a SKU"), market: Market::Eu }
    }

    #[tokio::test]
    async fn a_line_is_taken_out_once() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10), ("BOWL", 500, 10)]).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
        let view = shop.call_with_key(&take_out(cart, "MUG"), "delete-key").await.expect("taken out");
        assert_eq!(view.lines.iter().map(|line| line.sku.as_str()).collect::<Vec<_>>(), ["BOWL"]);
        assert_eq!(shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown"), view);
        let again = shop.call_with_key(&take_out(cart, "MUG"), "delete-key").await.expect("repeated");
        assert_eq!(again, view);
        assert_eq!(shop.call(&take_out(cart, "MUG")).await.expect_err("gone").code, Code::LineNotFound);
        let unknown = shop.call(&take_out(CartId(Uuid::new_v4()), "BOWL")).await.expect_err("unknown");
        assert_eq!(unknown.code, Code::CartNotFound);
    }
}
