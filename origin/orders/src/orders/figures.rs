//! How the shop stands, for staff; and what it has sold, for whoever puts products into an order.

use std::collections::HashSet;

use api::orders::{Figures, GetFigures, Sales};
use domain::{Currency, Money, OrderId, ProductId};
use origin_platform::{Call, Database, ServiceError, Stores};
use serde::Deserialize;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

/// What was sold in one currency.
#[derive(Deserialize)]
struct Sold {
    currency: Currency,
    orders_today: u64,
    minor_today: i64,
    orders_seven_days: u64,
    minor_seven_days: i64,
    orders: u64,
    minor: i64,
}

/// Counted at each request: the orders of thirty days are found by an index, and so are returns that are open. Days begin
/// at midnight where the shop is, also on the two days a year that are an hour longer or shorter there.
#[tracing::instrument(name = "orders.get_figures", skip_all)]
pub(crate) async fn get_figures(stores: Stores, _: Call<GetFigures>) -> Result<Figures, ServiceError> {
    let mut connection = stores.db.acquire().await?;
    let time_zone = origin_settings::time_zone(&mut *connection).await?;
    let (to_ship, open_returns, Json(sold)): (i64, i64, Json<Vec<Sold>>) = sqlx::query_as(
        "with today as (select date_trunc('day', now() at time zone $1) as day),
              midnight as (select day at time zone $1 as at,
                                  (day - interval '6 days') at time zone $1 as seven_days,
                                  (day - interval '29 days') at time zone $1 as thirty_days from today)
         select (select count(*) from orders.orders where state in ('placed', 'partially_fulfilled')),
                (select count(*) from orders.returns where state not in ('refunded', 'rejected')),
                (select coalesce(jsonb_agg(sold order by sold.currency), '[]') from (
                     select placed.currency,
                            count(*) filter (where placed.created_at >= midnight.at) as orders_today,
                            coalesce(sum(placed.total_minor) filter (where placed.created_at >= midnight.at), 0)
                                as minor_today,
                            count(*) filter (where placed.created_at >= midnight.seven_days) as orders_seven_days,
                            coalesce(sum(placed.total_minor) filter (where placed.created_at >= midnight.seven_days), 0)
                                as minor_seven_days,
                            count(*) as orders, sum(placed.total_minor) as minor
                     from orders.orders as placed cross join midnight
                     where placed.created_at >= midnight.thirty_days
                           and placed.state in ('placed', 'partially_fulfilled', 'fulfilled')
                     group by placed.currency
                 ) as sold)",
    )
    .bind(&time_zone)
    .fetch_one(&mut *connection)
    .await?;
    let sales = |orders, minor, currency| Sales { orders, total: Money::new(minor, currency) };
    let today = sold.iter().filter(|one| one.orders_today > 0);
    let seven_days = sold.iter().filter(|one| one.orders_seven_days > 0);
    Ok(Figures {
        to_ship: to_ship.try_into().map_err(anyhow::Error::new)?,
        open_returns: open_returns.try_into().map_err(anyhow::Error::new)?,
        today: today.map(|one| sales(one.orders_today, one.minor_today, one.currency)).collect(),
        seven_days: seven_days.map(|one| sales(one.orders_seven_days, one.minor_seven_days, one.currency)).collect(),
        thirty_days: sold.iter().map(|one| sales(one.orders, one.minor, one.currency)).collect(),
        time_zone,
    })
}

/// Units of these products that were sold in the last so many days; those of which none was are left out. Orders that were
/// called off sold nothing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn units_sold(db: &Database, products: &[ProductId], days: i32) -> sqlx::Result<Vec<(ProductId, u64)>> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "select line.product_id, sum(line.quantity - coalesce(off.units, 0))::bigint
         from orders.order_lines as line join orders.orders as placed on placed.id = line.order_id
         left join lateral (select sum(part.quantity) as units from orders.cancellation_lines as part
                            where part.order_id = line.order_id and part.position = line.position) as off on true
         where line.product_id = any($1) and placed.created_at > now() - make_interval(days => $2)
               and placed.state in ('placed', 'partially_fulfilled', 'fulfilled')
         group by line.product_id having sum(line.quantity - coalesce(off.units, 0)) > 0",
    )
    .bind(products.iter().map(|product| product.0).collect::<Vec<_>>())
    .bind(days)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(product, units)| (ProductId(product), units.unsigned_abs())).collect())
}

/// Orders that must have had two products together for it to be told: fewer would say something of who placed them.
const MIN_TOGETHER: i64 = 3;
/// The latest lines of a product that are looked at: what sells much needs no more to be told.
const MAX_LINES: i64 = 2_000;

/// What stood in orders with a product in the last so many days, the most frequent first, at most `most`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn bought_together(db: &Database, product: ProductId, days: i32, most: i64) -> sqlx::Result<Vec<ProductId>> {
    let products: Vec<Uuid> = sqlx::query_scalar(
        "with own as (
             select distinct order_id from (
                 select line.order_id
                 from orders.order_lines as line join orders.orders as placed on placed.id = line.order_id
                 where line.product_id = $1 and placed.created_at > now() - make_interval(days => $3)
                       and placed.state in ('placed', 'partially_fulfilled', 'fulfilled')
                 order by placed.created_at desc limit $2
             ) as latest
         )
         select line.product_id
         from own join orders.order_lines as line on line.order_id = own.order_id and line.product_id <> $1
         group by line.product_id having count(distinct line.order_id) >= $4
         order by count(distinct line.order_id) desc, line.product_id limit $5",
    )
    .bind(product.0)
    .bind(MAX_LINES)
    .bind(days)
    .bind(MIN_TOGETHER)
    .bind(most)
    .fetch_all(db)
    .await?;
    Ok(products.into_iter().map(ProductId).collect())
}

/// The products of these orders, none twice.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn ordered_products(db: &Database, orders: &[OrderId]) -> sqlx::Result<Vec<ProductId>> {
    let products: Vec<Uuid> =
        sqlx::query_scalar("select distinct product_id from orders.order_lines where order_id = any($1)")
            .bind(orders.iter().map(|order| order.0).collect::<Vec<_>>())
            .fetch_all(db)
            .await?;
    Ok(products.into_iter().map(ProductId).collect())
}

/// Those of these products that stand in any order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn were_ordered(db: impl PgExecutor<'_>, products: &[ProductId]) -> sqlx::Result<HashSet<ProductId>> {
    let products: Vec<Uuid> = products.iter().map(|product| product.0).collect();
    let ordered: Vec<Uuid> =
        sqlx::query_scalar("select distinct product_id from orders.order_lines where product_id = any($1)")
            .bind(products)
            .fetch_all(db)
            .await?;
    Ok(ordered.into_iter().map(ProductId).collect())
}

#[cfg(test)]
mod tests {
    use api::orders::{CreateAdminCancellation, GetFigures};
    use domain::{Currency, Money};

    use crate::testing::{Shop, token};

    #[tokio::test]
    async fn what_stands_in_several_orders_together_is_told_and_what_in_few_is_not() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 99), ("POT", 4000, 99), ("JAR", 3000, 99), ("CUP", 1000, 99)]).await;
        let mut orders = Vec::new();
        for lines in [
            &[("MUG", 1), ("POT", 1)][..],
            &[("MUG", 1), ("POT", 2), ("JAR", 1)],
            &[("MUG", 3), ("POT", 1), ("JAR", 1)],
            &[("MUG", 1), ("JAR", 1), ("CUP", 1)],
            &[("MUG", 1), ("POT", 1), ("CUP", 1)],
        ] {
            orders.push(shop.placed(lines).await);
        }
        let products =
            async |order| super::ordered_products(&shop.stores.db, &[order]).await.expect("PostgreSQL answers");
        let first = products(orders[0]).await;
        let together = async |product, days| {
            super::bought_together(&shop.stores.db, product, days, 10).await.expect("PostgreSQL answers")
        };
        let mug = {
            let fourth = products(orders[3]).await;
            *first.iter().find(|product| fourth.contains(product)).expect("the mug is in all")
        };
        let pot = *first.iter().find(|product| **product != mug).expect("the pot");
        let found = together(mug, 30).await;
        assert_eq!((found.len(), found[0]), (2, pot), "the cup stands in two orders: that is told to nobody");
        assert_eq!(together(pot, 30).await, [mug], "the jar stands in two of its orders");
        let cancellation = CreateAdminCancellation { order: orders[1], reason: String::new() };
        shop.staff(&cancellation).await.expect("cancelled");
        assert_eq!(together(mug, 30).await, [pot], "what was called off was not bought");
        assert_eq!(together(mug, 0).await, []);
    }

    #[tokio::test]
    async fn what_was_sold_and_what_waits_is_counted() {
        let shop = Shop::open().await;
        let figures = async || shop.staff(&GetFigures {}).await.expect("counted");
        let none = figures().await;
        assert_eq!((none.to_ship, none.open_returns, none.today.len(), none.seven_days.len()), (0, 0, 0, 0));
        shop.sells(&[("MUG", 2000, 99)]).await;
        let first = shop.placed(&[("MUG", 1)]).await;
        shop.placed(&[("MUG", 2)]).await;
        shop.sent(&[("MUG", 1)]).await;
        let cancelled = shop.placed(&[("MUG", 1)]).await;
        let cancellation = CreateAdminCancellation { order: cancelled, reason: String::new() };
        shop.staff(&cancellation).await.expect("cancelled");
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&declined).await.expect_err("declined");
        // One of three days ago is still to be sent, one of nine days ago too.
        let old = shop.placed(&[("MUG", 1)]).await;
        for (order, days) in [(first, 3), (old, 9)] {
            let sql = "update orders.orders set created_at = now() - interval";
            shop.execute(&format!("{sql} '{days} days' where id = '{order}'")).await;
        }
        let total = shop.count(
            "select sum(total_minor)::bigint from orders.orders
             where state in ('placed', 'fulfilled') and created_at > now() - interval '8 days'",
        );
        let total = total.await;
        let figures = figures().await;
        assert_eq!((figures.to_ship, figures.open_returns), (3, 0));
        assert_eq!(figures.today.iter().map(|sales| sales.orders).collect::<Vec<_>>(), [2]);
        let week = &figures.seven_days[0];
        assert_eq!((figures.seven_days.len(), week.orders, week.total), (1, 3, Money::new(total, Currency::Eur)));
        assert_eq!((figures.thirty_days[0].orders, figures.time_zone.as_str()), (4, "UTC"));

        let products = super::ordered_products(&shop.stores.db, &[first, old]).await.expect("PostgreSQL answers");
        let [mug] = products.as_slice() else { panic!("one product, {products:?}") };
        let sold = async |days| super::units_sold(&shop.stores.db, &products, days).await.expect("PostgreSQL answers");
        assert_eq!(sold(8).await, [(*mug, 4)], "what was called off or declined was not sold");
        assert_eq!(sold(30).await, [(*mug, 5)]);
        assert_eq!(super::units_sold(&shop.stores.db, &[], 30).await.expect("PostgreSQL answers"), []);
    }
    #[tokio::test]
    async fn days_begin_at_midnight_where_the_shop_is() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        // Its day is never that of UTC for long: it is fourteen hours ahead.
        const ZONE: &str = "Pacific/Kiritimati";
        let document = format!("'{{\"time_zone\": \"{ZONE}\"}}'");
        shop.execute(&format!("insert into settings.shop_versions (version, document) values (1, {document})")).await;
        for (moved, expected) in [("-1 minute", 0), ("1 minute", 1)] {
            let order = shop.placed(&[("MUG", 1)]).await;
            let midnight = format!("date_trunc('day', now() at time zone '{ZONE}') at time zone '{ZONE}'");
            let sql =
                format!("update orders.orders set created_at = {midnight} + interval '{moved}' where id = '{order}'");
            shop.execute(&sql).await;
            let figures = shop.staff(&GetFigures {}).await.expect("counted");
            assert_eq!(figures.time_zone, ZONE);
            assert_eq!(figures.today.iter().map(|sales| sales.orders).sum::<u64>(), expected, "{moved}");
        }
    }
}
