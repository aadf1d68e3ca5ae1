//! Showing a cart.

use api::cart::{CartView, GetCart};
use domain::{CartId, CustomerId};
use origin_platform::{Call, ServiceError};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::cart_not_found;
use super::cart_view::cart_view;
use super::priced_line::PricedLine;
use crate::checkout::Service;
use crate::pricing::adjustments::Adjustments;

#[tracing::instrument(name = "cart.get_cart", skip_all)]
pub(crate) async fn get_cart(service: Service, call: Call<GetCart>) -> Result<CartView, ServiceError> {
    let GetCart { cart, market } = call.endpoint;
    let mut db = service.stores.db.acquire().await?;
    let priceable = priceable(&mut db, cart, None).await?.filter(|cart| cart.is_open_to(call.customer()));
    cart_view(cart, market, &priceable.ok_or_else(cart_not_found)?)
}

/// What bears on the price of a cart.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Priceable {
    /// How often the cart has changed.
    pub version: i64,
    /// In the order they were added.
    pub lines: Vec<PricedLine>,
    pub adjustments: Adjustments,
    /// The account it belongs to; none while it is a guest's.
    #[serde(default)]
    pub owner: Option<Uuid>,
    /// For how many seconds more no payment of it may be tried.
    #[serde(default)]
    pub pause: Option<u32>,
}

impl Priceable {
    /// Whether somebody who has its id may see and change it: a guest's cart is whoever's that has the id, and an
    /// account's is that of its session alone.
    pub fn is_open_to(&self, customer: Option<CustomerId>) -> bool {
        self.owner.is_none() || self.owner == customer.map(|customer| customer.0)
    }

    /// Whether a line is made of several stock items.
    pub fn has_bundles(&self) -> bool {
        self.lines.iter().any(|line| !line.components.is_empty())
    }
}

/// Version, lines, adjustments, owner and pause.
type Row = (i64, Json<Vec<PricedLine>>, Json<Adjustments>, Option<Uuid>, Option<i64>);

/// A cart with what bears on its price, for a customer, if they are known; none if there is no such cart.
pub(crate) async fn priceable(
    db: &mut PgConnection,
    cart: CartId,
    customer: Option<&str>,
) -> sqlx::Result<Option<Priceable>> {
    let found: Option<Row> = sqlx::query_as(include_str!("sql/priceable_cart.sql"))
        .bind(cart.0)
        .bind(customer)
        .fetch_optional(&mut *db)
        .await?;
    let Some((version, Json(lines), Json(mut adjustments), owner, pause)) = found else { return Ok(None) };
    adjustments.with_rules(db).await?;
    let pause = pause.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX));
    Ok(Some(Priceable { version, lines, adjustments, owner, pause }))
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{GetCart, UpdateCartLine};
    use domain::inventory::Availability;
    use domain::{CartId, Currency, Market, Money};
    use uuid::Uuid;

    use crate::testing::{Shop, add, product, token};

    #[tokio::test]
    async fn a_cart_is_priced_and_named_for_its_market() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 10), ("BOWL", 500, 2)]).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
        let view = shop.call(&GetCart { cart, market: Market::De }).await.expect("shown");
        let lines: Vec<_> = view
            .lines
            .iter()
            .map(|line| (line.sku.as_str(), line.title.bare(), line.choice.bare(), line.quantity.get()))
            .collect();
        assert_eq!(lines, [("MUG", "Ding MUG", "Hafer, Groß", 2), ("BOWL", "Ding BOWL", "Hafer, Groß", 1)]);
        assert_eq!(view.subtotal, Money::new(4498, Currency::Eur));
        assert_eq!(view.lines[0].availability, Availability::InStock);
        assert_eq!(view.lines[1].availability, Availability::Low { left: 2 });
        let picture = view.lines[0].picture.as_ref().expect("has one");
        assert_eq!((picture.path.as_str(), picture.alt.bare()), ("products/mug-oat", "Bild"));
        // The fixture prices in dollars at one tenth more.
        let us = shop.call(&GetCart { cart, market: Market::Us }).await.expect("shown");
        assert_eq!(us.subtotal, Money::new(2 * 2198 + 550, Currency::Usd));
    }

    #[tokio::test]
    async fn a_line_has_the_price_by_measure_that_the_catalogue_tells() {
        let shop = Shop::open().await;
        let (id, mut tea) = product("TEA", 498);
        tea.variants[0].measure = "250 g / 100 g".parse().ok();
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, tea.clone())]).await.expect("PostgreSQL");
        shop.stock("TEA", 9).await;
        let cart = shop.cart_with(&[]).await;
        let added = shop.call(&add(cart, "TEA", 2)).await.expect("added");
        let shown = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        for view in [added, shown] {
            let unit = view.lines[0].price_by_measure().map(|unit| (unit.price.minor, unit.per.to_string()));
            assert_eq!(unit, Some((199, "100 g".to_owned())));
        }
        tea.variants[0].measure = None;
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, tea)]).await.expect("PostgreSQL");
        let shown = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!(shown.lines[0].price_by_measure(), None);
    }

    #[tokio::test]
    async fn a_line_that_is_not_sold_any_more_has_no_price() {
        let shop = Shop::open().await;
        let (id, mug) = product("MUG", 1999);
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        shop.stock("MUG", 5).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let mut gone = mug;
        gone.variants.clear();
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, gone)]).await.expect("PostgreSQL");
        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((view.lines.len(), view.lines[0].unit_price, view.lines[0].total), (1, None, None));
        assert_eq!(view.subtotal, Money::zero(Currency::Eur));
        assert!(!view.is_orderable());
    }

    #[tokio::test]
    async fn a_price_that_changed_is_shown_until_the_line_is_changed() {
        let shop = Shop::open().await;
        let (id, mut mug) = product("MUG", 2000);
        let price = async |mug: &mut api::catalog::ProductDocument, minor| {
            mug.variants[0].prices[0].amount_minor = minor;
            crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        };
        price(&mut mug, 2000).await;
        shop.stock("MUG", 9).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let was = async || {
            let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
            view.lines[0].unit_price_was.map(|was| was.minor)
        };
        assert_eq!(was().await, None);
        price(&mut mug, 2200).await;
        // Looking is not yet knowing.
        assert_eq!((was().await, was().await), (Some(2000), Some(2000)));
        let dollars = shop.call(&GetCart { cart, market: Market::Us }).await.expect("shown");
        assert_eq!(dollars.lines[0].unit_price_was, None, "only the euro price changed");
        let sku: domain::Sku = "MUG".parse().expect("a SKU");
        let quantity = domain::Quantity::try_from(3).expect("in range");
        let set = UpdateCartLine { cart, sku, quantity, market: Market::Eu };
        assert_eq!(shop.call(&set).await.expect("set").lines[0].unit_price_was, None);
        assert_eq!(was().await, None);
        price(&mut mug, 2100).await;
        assert_eq!(was().await, Some(2200));
        assert_eq!(shop.call(&add(cart, "MUG", 1)).await.expect("added").lines[0].unit_price_was, None);
        price(&mut mug, 2300).await;
        price(&mut mug, 2100).await;
        assert_eq!(was().await, None, "it is what it was");
        // Ordered at the price of now: if that comes to nothing, the price is known all the same.
        price(&mut mug, 2500).await;
        let declined = token(shop.placement(cart).await, "test_decline");
        assert_eq!(shop.call(&declined).await.expect_err("declined").code, Code::PaymentDeclined);
        assert_eq!(was().await, None);
    }

    #[tokio::test]
    async fn a_line_that_wants_more_than_is_left_says_how_many_are() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let cart = shop.cart_with(&[("MUG", 8)]).await;
        for (units, left) in [(8, None), (7, Some(7)), (0, Some(0))] {
            shop.stock("MUG", units).await;
            let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
            assert_eq!((view.lines[0].left, view.is_orderable()), (left, left.is_none()), "{units}");
        }
    }

    #[tokio::test]
    async fn each_change_raises_the_version_and_looking_does_not() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let cart = shop.cart_with(&[]).await;
        let version = async || shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown").version;
        let mut before = version().await;
        let added = shop.call_with_key(&add(cart, "MUG", 1), "version-key").await.expect("added");
        assert_eq!((added.version > before, added.version), (true, version().await));
        before = added.version;
        let refused = shop.call(&add(cart, "MUG", 9)).await.expect_err("too many");
        assert_eq!((refused.code, version().await), (Code::OutOfStock, before));
        let later = shop.call(&add(cart, "MUG", 1)).await.expect("added");
        assert!(later.version > before);
        // A repeat tells what was then, and so cannot pass for what is now.
        assert_eq!(shop.call_with_key(&add(cart, "MUG", 1), "version-key").await.expect("repeated").version, before);
        shop.call(&shop.placement(cart).await).await.expect("placed");
        assert!(version().await > later.version, "an order empties its cart");
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
