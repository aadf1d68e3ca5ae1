//! Setting how many units a line has.

use api::cart::{CartView, UpdateCartLine};
use origin_platform::{Call, ServiceError};

use super::line_change::change_line;
use crate::checkout::Service;

const SET: &str = include_str!("sql/set_line.sql");

#[tracing::instrument(name = "cart.update_cart_line", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn update_cart_line(service: Service, call: Call<UpdateCartLine>) -> Result<CartView, ServiceError> {
    let UpdateCartLine { cart, sku, quantity, market } = &call.endpoint;
    let change = change_line(&service.stores.db, SET, &call, (*cart, sku, *market), quantity.get()).await?;
    change.view(*cart, *market).ok_or_else(|| change.refused_update(*market, quantity.get()))?
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{GetCart, UpdateCartLine};
    use domain::{CartId, Market, Quantity};
    use uuid::Uuid;

    use crate::testing::Shop;

    fn set(cart: CartId, sku: &str, quantity: i64) -> UpdateCartLine {
        let quantity = Quantity::try_from(quantity).expect("in range");
        UpdateCartLine { cart, sku: sku.parse().expect("a SKU"), quantity, market: Market::Eu }
    }

    #[tokio::test]
    async fn a_line_is_set_and_keeps_its_place() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10), ("BOWL", 500, 10)]).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
        let view = shop.call(&set(cart, "MUG", 5)).await.expect("set");
        let lines: Vec<_> = view.lines.iter().map(|line| (line.sku.as_str(), line.quantity.get())).collect();
        assert_eq!(lines, [("MUG", 5), ("BOWL", 1)]);
        assert_eq!(shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown"), view);
    }

    #[tokio::test]
    async fn what_cannot_be_set_is_a_problem_and_changes_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 3), ("BOWL", 500, 10)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let check = async |endpoint: UpdateCartLine, code: Code| {
            assert_eq!(shop.call(&endpoint).await.expect_err("refused").code, code, "{endpoint:?}");
        };
        check(set(cart, "MUG", 4), Code::OutOfStock).await;
        check(set(cart, "BOWL", 1), Code::LineNotFound).await;
        check(set(CartId(Uuid::new_v4()), "MUG", 1), Code::CartNotFound).await;
        assert_eq!(shop.count("select sum(quantity) from orders.cart_lines").await, 2);
    }
}
