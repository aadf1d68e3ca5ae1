//! Showing a cart.

use api::cart::{CartView, GetCart};
use domain::CartId;
use origin_base::{Call, Failure};
use sqlx::PgExecutor;
use sqlx::types::Json;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::priced_line::{PricedLine, available_to_cart};
use crate::Service;
use crate::checkout::means::{Means, means};

#[tracing::instrument(name = "cart.get_cart", skip_all)]
pub(crate) async fn get_cart(service: Service, call: Call<GetCart>) -> Result<CartView, Failure> {
    let GetCart { cart, market } = call.endpoint;
    let priceable = priceable(&service.stores.db, cart, None).await?.ok_or_else(cart_not_found)?;
    cart_view(cart, market, &priceable)
}

/// What bears on the price of a cart.
#[derive(Default)]
pub(crate) struct Priceable {
    /// In the order they were added.
    pub lines: Vec<PricedLine>,
    pub means: Means,
}

/// A cart with what bears on its price, for a customer, if they are known; none if there is no such cart.
pub(crate) async fn priceable(
    db: impl PgExecutor<'_>,
    cart: CartId,
    customer: Option<&str>,
) -> sqlx::Result<Option<Priceable>> {
    let found: Option<(Json<Vec<PricedLine>>, Json<Means>)> = sqlx::query_as(concat!(
        "select coalesce((
             select jsonb_agg(to_jsonb(offer)
                              || jsonb_build_object('quantity', line.quantity, 'available', ",
        available_to_cart!("offer"),
        ") order by line.added_at, line.sku)
             from orders.cart_lines as line
             join orders.stocked_offers as offer on offer.sku = line.sku
             where line.cart_id = cart.id
         ), '[]'), ",
        means!("$2::text"),
        " from orders.carts as cart where cart.id = $1",
    ))
    .bind(cart.0)
    .bind(customer)
    .fetch_optional(db)
    .await?;
    Ok(found.map(|(Json(lines), Json(means))| Priceable { lines, means }))
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::GetCart;
    use domain::inventory::Availability;
    use domain::{CartId, Currency, Market, Money};
    use uuid::Uuid;

    use crate::fixture::{Shop, product};

    #[tokio::test]
    async fn a_cart_is_priced_and_named_for_its_market() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10), ("BOWL", 500, 2)]).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
        let view = shop.call(&GetCart { cart, market: Market::De }).await.expect("shown");
        let lines: Vec<_> = view
            .lines
            .iter()
            .map(|line| (line.sku.as_str(), line.title.as_str(), line.choice.as_str(), line.quantity.get()))
            .collect();
        assert_eq!(lines, [("MUG", "Ding MUG", "Hafer, Groß", 2), ("BOWL", "Ding BOWL", "Hafer, Groß", 1)]);
        assert_eq!(view.subtotal, Money::new(4498, Currency::Eur));
        assert_eq!(view.lines[0].availability, Availability::InStock);
        assert_eq!(view.lines[1].availability, Availability::Low { left: 2 });
        let picture = view.lines[0].picture.as_ref().expect("has one");
        assert_eq!((picture.path.as_str(), picture.alt.as_str()), ("products/mug-oat", "Bild"));
        // The fixture prices in dollars at one tenth more.
        let us = shop.call(&GetCart { cart, market: Market::Us }).await.expect("shown");
        assert_eq!(us.subtotal, Money::new(2 * 2198 + 550, Currency::Usd));
    }

    #[tokio::test]
    async fn a_line_that_is_not_sold_any_more_has_no_price() {
        let shop = Shop::open().await;
        let (id, mug) = product("MUG", 1999);
        crate::offers::upsert(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        shop.stock("MUG", 5).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let mut gone = mug;
        gone.variants.clear();
        crate::offers::upsert(&shop.stores.db, &[(id, gone)]).await.expect("PostgreSQL");
        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((view.lines.len(), view.lines[0].unit_price, view.lines[0].total), (1, None, None));
        assert_eq!(view.subtotal, Money::zero(Currency::Eur));
        assert!(!view.is_orderable());
    }

    #[tokio::test]
    async fn a_cart_that_is_not_there_is_a_problem() {
        let shop = Shop::open().await;
        let refused =
            shop.call(&GetCart { cart: CartId(Uuid::new_v4()), market: Market::Eu }).await.expect_err("unknown");
        assert_eq!(refused.code, Code::CartNotFound);
        for (path, code) in
            [("/v1/carts/1%27%20or%201=1", Code::InvalidRequest), ("/v1/carts/x?market=eu", Code::InvalidRequest)]
        {
            assert_eq!(shop.get(path).await.expect_err("no id").code, code, "{path}");
        }
        let cart = shop.cart_with(&[]).await;
        assert_eq!(
            shop.get(&format!("/v1/carts/{cart}?market=mars")).await.expect_err("no market").code,
            Code::InvalidRequest
        );
    }
}
