//! Making an empty cart.

use api::cart::{CartView, CreateCart};
use api::problem::{Code, Problem};
use domain::CartId;
use origin_base::{Call, Failure, Who};
use sqlx::types::Json;
use uuid::Uuid;

use super::cart_view::cart_view;
use super::get_cart::Priceable;
use crate::Service;

/// The fewest characters of a guest's key: as many as a UUID has digits.
const RANDOM_KEY: usize = 32;

#[tracing::instrument(name = "cart.create_cart", skip_all)]
pub(crate) async fn create_cart(service: Service, call: Call<CreateCart>) -> Result<CartView, Failure> {
    // Nothing else tells two guests apart: with the same key, one would get the other's cart.
    if call.who == Who::Nobody && call.key().key.len() < RANDOM_KEY {
        let detail = "Without a login, a cart's key must be random: send a UUID as Idempotency-Key.";
        return Err(Problem::new(Code::InvalidRequest, detail).into());
    }
    let key = call.key();
    let view = cart_view(CartId(Uuid::new_v4()), call.endpoint.market, &Priceable::default())?;
    let made: bool = sqlx::query_scalar(MAKE)
        .bind(key.scope)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(Json(&view))
        .bind(view.id.0)
        .bind(call.customer().map(|customer| customer.0))
        .fetch_one(&service.stores.db)
        .await?;
    if made {
        return Ok(view);
    }
    // Whoever had the key before has committed: the next statement sees the reply.
    let reply = key.find(&service.stores.db).await?;
    reply.ok_or_else(|| anyhow::anyhow!("a key without a reply").into())
}

/// The reply is known beforehand, so that it is all one statement.
const MAKE: &str = concat!(
    "with kept as (",
    origin_base::keep_reply!(),
    "values ($1, $2, $3, $4) on conflict (scope, key) do nothing returning key
     ), made as (
         insert into orders.carts (id, customer_id) select $5, $6 from kept
     )
     select exists (select from kept)"
);

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::CreateCart;
    use domain::{Market, Money};

    use crate::fixture::Shop;

    #[tokio::test]
    async fn a_new_cart_is_empty_and_a_repeat_gets_the_same_one() {
        let shop = Shop::open().await;
        let key = "0d8f9f6e-6f0c-4d53-9a7e-2f4c1b7a5e31";
        let first = shop.call_with_key(&CreateCart { market: Market::Us }, key).await.expect("made");
        assert_eq!((first.lines.len(), first.subtotal), (0, Money::zero(domain::Currency::Usd)));
        let again = shop.call_with_key(&CreateCart { market: Market::Us }, key).await.expect("repeated");
        assert_eq!(again, first);
        let other = shop.call(&CreateCart { market: Market::Us }).await.expect("made");
        assert_ne!(other.id, first.id);
        assert_eq!(shop.count("select count(*) from orders.carts").await, 2);
    }

    #[tokio::test]
    async fn only_shoppers_who_are_logged_in_may_use_a_key_that_can_be_guessed() {
        let shop = Shop::open().await;
        let request = CreateCart { market: Market::Eu };
        let refused = shop.call_with_key(&request, "cart-key-1").await.expect_err("anybody's key");
        assert_eq!((refused.code, refused.status), (Code::InvalidRequest, 400));
        assert_eq!(shop.count("select count(*) from orders.carts").await, 0);
        shop.call_as_shopper_with_key(&request, "cart-key-1").await.expect("made");
    }
}
