//! Making a cart, empty or with its first line.

use api::cart::{CartView, CreateCart, FirstLine};
use api::problem::{Code, Problem};
use domain::CartId;
use origin_platform::{Call, Database, ServiceError, Who};
use sqlx::types::Json;
use uuid::Uuid;

use super::cart_view::cart_view;
use super::get_cart::Priceable;
use super::line_change::{once, statement};
use crate::checkout::Service;

/// The fewest characters of a guest's key: as many as a UUID has digits.
const RANDOM_KEY: usize = 32;

#[tracing::instrument(name = "cart.create_cart", skip_all)]
pub(crate) async fn create_cart(service: Service, call: Call<CreateCart>) -> Result<CartView, ServiceError> {
    // Nothing else tells two guests apart: with the same key, one would get the other's cart.
    if call.who == Who::Nobody && call.key().key.len() < RANDOM_KEY {
        let detail = "Without a login, a cart's key must be random: send a UUID as Idempotency-Key.";
        return Err(Problem::new(Code::InvalidRequest, detail).into());
    }
    match &call.endpoint.line {
        Some(line) => with_line(&service.stores.db, &call, line).await,
        None => empty(&service.stores.db, &call).await,
    }
}

/// The addition to a cart that is made by it.
async fn with_line(db: &Database, call: &Call<CreateCart>, line: &FirstLine) -> Result<CartView, ServiceError> {
    let (cart, market) = (CartId(Uuid::new_v4()), call.endpoint.market);
    let owner = call.customer().map(|customer| customer.0);
    let target = (cart, &line.sku, market);
    let change =
        once(db, call.key(), || statement(CREATE_WITH_LINE, call.key(), target, line.quantity.get()).bind(owner));
    let change = change.await?;
    let made = change.made.map_or(cart, CartId);
    change.view(made, market).ok_or_else(|| change.refused_addition(market))?
}

const CREATE_WITH_LINE: &str = include_str!("sql/create_cart_with_line.sql");

async fn empty(db: &Database, call: &Call<CreateCart>) -> Result<CartView, ServiceError> {
    let key = call.key();
    let view = cart_view(CartId(Uuid::new_v4()), call.endpoint.market, &Priceable::default())?;
    let made: bool = sqlx::query_scalar(include_str!("sql/create_cart.sql"))
        .bind(key.scope)
        .bind(&key.key)
        .bind(key.fingerprint.as_slice())
        .bind(Json(&view))
        .bind(view.id.0)
        .bind(call.customer().map(|customer| customer.0))
        .fetch_one(db)
        .await?;
    if made {
        return Ok(view);
    }
    // Whoever had the key before has committed: the next statement sees the reply.
    let reply = key.find(db).await?;
    reply.ok_or_else(|| anyhow::anyhow!("a key without a reply").into())
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{CreateCart, FirstLine, GetCart};
    use domain::{Market, Money};
    use futures::future::join_all;

    use crate::testing::{Shop, add, statements_of};

    #[tokio::test]
    async fn a_new_cart_is_empty_and_a_repeat_gets_the_same_one() {
        let shop = Shop::open().await;
        let key = "0d8f9f6e-6f0c-4d53-9a7e-2f4c1b7a5e31";
        let first = shop.call_with_key(&CreateCart::empty(Market::Us), key).await.expect("made");
        assert_eq!((first.lines.len(), first.subtotal), (0, Money::zero(domain::Currency::Usd)));
        let again = shop.call_with_key(&CreateCart::empty(Market::Us), key).await.expect("repeated");
        assert_eq!(again, first);
        let other = shop.call(&CreateCart::empty(Market::Us)).await.expect("made");
        assert_ne!(other.id, first.id);
        assert_eq!(shop.count("select count(*) from orders.carts").await, 2);
    }

    /// A cart with so many units of a SKU.
    fn cart_of(sku: &str, quantity: i64) -> CreateCart {
        let line = FirstLine { sku: sku.parse().expect("a SKU"), quantity: quantity.try_into().expect("in range") };
        CreateCart { market: Market::Eu, line: Some(line) }
    }

    #[tokio::test]
    async fn a_cart_with_its_first_line_is_one_statement_and_like_any_other() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let (statements, view) = statements_of(shop.call(&cart_of("MUG", 2))).await;
        let view = view.expect("made");
        assert_eq!(statements.len(), 1, "{statements:#?}");
        assert_eq!((view.units(), view.subtotal.minor), (2, 4000));
        assert_eq!(shop.call(&GetCart { cart: view.id, market: Market::Eu }).await.expect("shown"), view);
        let more = shop.call(&add(view.id, "MUG", 1)).await.expect("added");
        assert_eq!((more.units(), more.version > view.version), (3, true));
        let own = shop.call_as_shopper(&cart_of("MUG", 1)).await.expect("made").id;
        let owned = format!("select count(*) from orders.carts where id = '{own}' and customer_id is not null");
        assert_eq!(shop.count(&owned).await, 1);
    }

    #[tokio::test]
    async fn a_first_line_that_is_refused_leaves_no_cart() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 1), ("BOWL", 500, 0)]).await;
        for (request, code) in [
            (cart_of("MUG", 2), Code::OutOfStock),
            (cart_of("BOWL", 1), Code::OutOfStock),
            (cart_of("NONE", 1), Code::VariantNotFound),
        ] {
            assert_eq!(shop.call(&request).await.expect_err("refused").code, code, "{request:?}");
        }
        for line in ["{}", r#"{"sku":"MUG"}"#, r#"{"sku":"MUG","quantity":0}"#, r#"{"sku":"","quantity":1}"#, "7"] {
            let body = format!(r#"{{"market":"eu","line":{line}}}"#);
            assert_eq!(shop.post("/v1/carts", &body).await.expect_err("no line").code, Code::InvalidRequest, "{line}");
        }
        assert_eq!(shop.count("select count(*) from orders.carts").await, 0);
        assert_eq!(shop.count("select count(*) from orders.cart_lines").await, 0);
        assert_eq!(shop.count("select count(*) from shop.idempotency_keys where scope = 'CreateCart'").await, 0);
    }

    #[tokio::test]
    async fn whoever_repeats_a_first_line_has_one_cart_with_it_once() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let key = "5b0e8f0c-8f6b-4c39-9a0a-3b8f8e6a1f55";
        let repeated = join_all((0..8).map(async |_| shop.call_with_key(&cart_of("MUG", 1), key).await)).await;
        let first = repeated[0].clone().expect("made");
        assert!(repeated.into_iter().all(|view| view.expect("made") == first));
        assert_eq!(shop.call_with_key(&cart_of("MUG", 1), key).await.expect("repeated"), first);
        let refused = shop.call_with_key(&cart_of("MUG", 2), key).await.expect_err("another request");
        assert_eq!(refused.code, Code::IdempotencyKeyReused);
        assert_eq!(shop.count("select count(*) from orders.carts").await, 1);
        assert_eq!(shop.count("select sum(quantity) from orders.cart_lines").await, 1);
    }

    #[tokio::test]
    async fn only_shoppers_who_are_logged_in_may_use_a_key_that_can_be_guessed() {
        let shop = Shop::open().await;
        let request = CreateCart::empty(Market::Eu);
        let refused = shop.call_with_key(&request, "cart-key-1").await.expect_err("anybody's key");
        assert_eq!((refused.code, refused.status), (Code::InvalidRequest, 400));
        assert_eq!(shop.count("select count(*) from orders.carts").await, 0);
        shop.call_as_shopper_with_key(&request, "cart-key-1").await.expect("made");
    }
}
