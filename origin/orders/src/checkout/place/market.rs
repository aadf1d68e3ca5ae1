//! Whether orders are placed in a market.

use api::problem::Problem;
use domain::Market;
use origin_platform::{Database, ServiceError};

/// Refuses a market that the shop does not have. Those that every shop has are known without asking.
///
/// # Errors
/// A problem with `market`.
pub(super) async fn checked(db: &Database, market: Market) -> Result<(), ServiceError> {
    if !market.is_made() || origin_settings::takes_orders(&mut *db.acquire().await?, market).await? {
        return Ok(());
    }
    let detail = format!("The shop does not sell in the market “{}”. Please choose another.", market.code());
    Err(Problem::field("market", detail).into())
}

#[cfg(test)]
mod tests {
    use api::orders::PlaceOrder;
    use api::problem::Code;
    use domain::Market;
    use domain::orders::OrderState;

    use crate::testing::Shop;

    #[tokio::test]
    async fn a_market_that_is_made_takes_orders_while_it_is_open_and_for_a_day_after() {
        for shop in [Shop::open().await, Shop::on_the_fast_path().await] {
            shop.sells(&[("MUG", 2000, 9)]).await;
            let market = Market::of_code("en-ie").expect("a market that can be made");
            let place = async || {
                let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
                shop.call(&PlaceOrder { market, ..request }).await
            };
            let refused = async || {
                let refused = place().await.expect_err("no market of this shop");
                assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("market")), "{refused}");
            };
            refused().await;
            let set = async |version: i64, document: &str| {
                let row =
                    format!("insert into settings.shop_versions (version, document) values ({version}, '{document}')");
                shop.execute(&row).await;
            };
            set(1, r#"{"markets_made": ["en-ie"], "markets_closed": ["en-ie"]}"#).await;
            refused().await;
            set(2, r#"{"markets_made": ["en-ie"]}"#).await;
            let placed = place().await.expect("placed");
            assert_eq!((placed.market, placed.total.minor, placed.state), (market, 4490, OrderState::Placed));
            assert_eq!(shop.count("select count(*) from orders.orders where market = 'en-ie'").await, 1);
            set(3, r#"{"markets_made": ["en-ie"], "markets_closed": ["en-ie"]}"#).await;
            place().await.expect("whoever is at the checkout can finish");
            shop.execute("update settings.shop_versions set created_at = created_at - interval '2 days'").await;
            refused().await;
        }
    }
}
