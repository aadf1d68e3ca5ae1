//! Making an empty cart.

use api::cart::{CartView, CreateCart};
use domain::CartId;
use origin_base::{Call, Failure};
use uuid::Uuid;

use super::priced_line::cart_view;
use crate::Service;

#[tracing::instrument(name = "cart.create_cart", skip_all)]
pub(crate) async fn create_cart(service: Service, call: Call<CreateCart>) -> Result<CartView, Failure> {
    let mut tx = service.stores.db.begin().await?;
    if let Some(reply) = call.key().claim(&mut tx).await? {
        return Ok(reply);
    }
    let view = cart_view(CartId(Uuid::new_v4()), call.endpoint.market, &[])?;
    sqlx::query("insert into orders.carts (id, customer_id) values ($1, $2)")
        .bind(view.id.0)
        .bind(call.customer().map(|customer| customer.0))
        .execute(&mut *tx)
        .await?;
    call.key().save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

#[cfg(test)]
mod tests {
    use api::cart::CreateCart;
    use domain::{Market, Money};

    use crate::fixture::Shop;

    #[tokio::test]
    async fn a_new_cart_is_empty_and_a_repeat_gets_the_same_one() {
        let shop = Shop::open().await;
        let first = shop.call_with_key(&CreateCart { market: Market::Us }, "cart-key-1").await.expect("made");
        assert_eq!((first.lines.len(), first.subtotal), (0, Money::zero(domain::Currency::Usd)));
        let again = shop.call_with_key(&CreateCart { market: Market::Us }, "cart-key-1").await.expect("repeated");
        assert_eq!(again, first);
        let other = shop.call(&CreateCart { market: Market::Us }).await.expect("made");
        assert_ne!(other.id, first.id);
        assert_eq!(shop.count("select count(*) from orders.carts").await, 2);
    }
}
