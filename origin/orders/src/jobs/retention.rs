//! Forgets what has served its time: carts that nobody comes back for, and who placed orders that were never paid for.
//! What is kept for how long, and why, is in `docs/retention.md`.

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::Job;
use origin_platform::{Database, Stores};

use crate::orders::links::MAX_LINK_DAYS;

/// How often old things are looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Rows that are forgotten by one statement, so that none holds its locks for long.
const AT_ONCE: i64 = 500;
/// Statements of one turn: the rest is for the next.
const TURNS: usize = 20;

/// A guest's cart goes this many days after its last change, when its cookie has ended too.
const CART_DAYS: i32 = 30;
/// Who placed a refused order is known for this many days: as long as somebody may ask what became of it.
const REFUSED_DAYS: i32 = 90;

/// Who used a promotion how often is known for this many days after its end: as long as somebody may prolong it.
const PROMOTION_DAYS: i32 = 90;

/// What an import moved in the stock room is known for as long as the import can be taken back.
const IMPORT_DAYS: i32 = 30;

/// Whose order kept units from others while it waited for a bank is of no use once it is settled.
const SETTLED_DAYS: i32 = 0;

/// The job that forgets.
pub fn forget_old(stores: Stores) -> Job {
    Job::by_the_clock("sweep", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let db = &stores.db;
            let carts = in_turns(db, OLD_CARTS, CART_DAYS).await.context("forgetting old carts")?;
            let merged = in_turns(db, OLD_MERGED, REFUSED_DAYS).await.context("forgetting what carts became")?;
            let orders = in_turns(db, OLD_REFUSED, REFUSED_DAYS).await.context("forgetting who was refused")?;
            let links = in_turns(db, OLD_LINKS, MAX_LINK_DAYS).await.context("forgetting old links")?;
            let counts = in_turns(db, OLD_COUNTS, PROMOTION_DAYS)
                .await
                .context("forgetting who used promotions that are over")?;
            in_turns(db, OLD_IMPORTED, IMPORT_DAYS).await.context("forgetting what imports moved")?;
            in_turns(db, SETTLED_UNITS, SETTLED_DAYS).await.context("forgetting whose orders have waited")?;
            if carts + merged + orders + links + counts > 0 {
                tracing::info!(
                    carts,
                    merged,
                    orders,
                    links,
                    counts,
                    "forgot guests' carts, who placed refused orders, links to orders, and who used old promotions"
                );
            }
            Ok(())
        }
    })
}

/// One that still holds units waits until they are released. Its lines and codes go along.
const OLD_CARTS: &str = "
    with old as (
        select id from orders.carts as cart
        where customer_id is null and created_at < now() - make_interval(days => $1)
              and updated_at < now() - make_interval(days => $1)
              and not exists (select from orders.reservations as held where held.cart_id = cart.id)
        order by created_at limit $2 for update skip locked
    ), merged as (
        delete from orders.merged_carts as merged using old where merged.cart_id = old.id
    )
    delete from orders.carts as cart using old where cart.id = old.id";

/// A guest's cart that became an account's is known by its old id for a repeat of the log-in, and for an order of it
/// that is not settled yet: for days at most.
const OLD_MERGED: &str = "
    delete from orders.merged_carts
    where id in (select id from orders.merged_carts where merged_at < now() - make_interval(days => $1) limit $2)";

/// An import that old cannot be taken back any more.
const OLD_IMPORTED: &str = "
    delete from orders.imported_stock
    where (import_id, sku, location) in (
        select import_id, sku, location from orders.imported_stock
        where noted_at < now() - make_interval(days => $1) limit $2)";

/// What was ordered and that it was refused stays, for the books; who it was does not.
const OLD_REFUSED: &str = r#"
    with old as (
        select id from orders.orders
        where state = 'refused' and email <> '' and created_at < now() - make_interval(days => $1)
        order by created_at limit $2 for update skip locked
    ), uses as (
        update orders.promotion_uses as given set customer = '' from old where given.order_id = old.id
    )
    update orders.orders as placed
    set email = '', billing_address = null,
        address = '{"name": "", "street": "", "city": ""}'::jsonb
                  || jsonb_build_object('country', placed.address -> 'country')
    from old where placed.id = old.id"#;

/// By then a link opens nothing, whatever became of its order.
const OLD_LINKS: &str = "
    delete from orders.order_links
    where token_hash in (select token_hash from orders.order_links
                         where created_at < now() - make_interval(days => $1) limit $2)";

/// A promotion that is prolonged after so long may be used by everybody as if it were new.
const OLD_COUNTS: &str = "
    delete from orders.promotion_customers
    where (promotion_id, customer) in (
        select counted.promotion_id, counted.customer
        from orders.promotion_customers as counted join orders.promotions as ended on ended.id = counted.promotion_id
        where ended.ends_at < now() - make_interval(days => $1) limit $2)";

/// By then a row counts for nothing: its order awaits nothing any more.
const SETTLED_UNITS: &str = "
    delete from orders.unconfirmed_units
    where (order_id, sku) in (
        select noted.order_id, noted.sku
        from orders.unconfirmed_units as noted join orders.orders as placed on placed.id = noted.order_id
        where placed.state <> 'awaiting_payment' and noted.noted_at <= now() - make_interval(days => $1) limit $2)";

/// Does the statement until it finds no more; returns how many rows it was about.
async fn in_turns(db: &Database, statement: &'static str, days: i32) -> sqlx::Result<u64> {
    let mut sum = 0;
    for _ in 0..TURNS {
        let done = sqlx::query(statement).bind(days).bind(AT_ONCE).execute(db).await?.rows_affected();
        sum += done;
        if done < AT_ONCE.unsigned_abs() {
            break;
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{CreateCart, GetCart, MergeCarts};
    use api::orders::GetOrder;
    use domain::orders::OrderState;
    use domain::{Market, OrderId};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Shop, percent_off, token};

    async fn age(shop: &Shop, days: i32) {
        for column in ["created_at", "updated_at"] {
            shop.execute(&format!("update orders.carts set {column} = {column} - interval '{days} days'")).await;
        }
    }

    #[tokio::test]
    async fn m10_carts_that_nobody_comes_back_for_are_forgotten() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let old = shop.cart_with(&[("MUG", 1)]).await;
        let card = shop.gift_card(100).await;
        shop.type_code(old, &card).await.expect("good");
        let own = shop.call_as_shopper(&CreateCart::empty(Market::Eu)).await.expect("made").id;
        shop.call_as_shopper(&MergeCarts { cart: shop.cart_with(&[]).await, market: Market::Eu })
            .await
            .expect("merged");
        age(&shop, 31).await;
        let new = shop.cart_with(&[("MUG", 1)]).await;
        let db = &shop.stores.db;
        assert_eq!(in_turns(db, OLD_CARTS, CART_DAYS).await.expect("PostgreSQL is up"), 1);
        let gone = shop.call(&GetCart { cart: old, market: Market::Eu }).await.expect_err("forgotten");
        assert_eq!(gone.code, Code::CartNotFound);
        assert!(shop.call(&GetCart { cart: new, market: Market::Eu }).await.is_ok());
        assert!(shop.call_as_shopper(&GetCart { cart: own, market: Market::Eu }).await.is_ok());
        assert_eq!(shop.count("select count(*) from orders.cart_lines").await, 1);

        // Made long ago and used of late, or with units on hold: it stays.
        shop.execute("update orders.carts set created_at = now() - interval '1 year'").await;
        assert_eq!(in_turns(db, OLD_CARTS, CART_DAYS).await.expect("PostgreSQL is up"), 0);
        shop.execute("update orders.merged_carts set merged_at = now() - interval '91 days'").await;
        assert_eq!(in_turns(db, OLD_MERGED, REFUSED_DAYS).await.expect("PostgreSQL is up"), 1);
    }

    #[tokio::test]
    async fn m10_who_placed_an_order_that_was_refused_is_forgotten_after_a_while() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&declined).await.expect_err("declined");
        let placed = shop.placed(&[("MUG", 1)]).await;
        let forget = || in_turns(&shop.stores.db, OLD_REFUSED, REFUSED_DAYS);
        assert_eq!(forget().await.expect("PostgreSQL is up"), 0);
        shop.execute("update orders.orders set created_at = created_at - interval '91 days'").await;
        assert_eq!(forget().await.expect("PostgreSQL is up"), 1);
        assert_eq!(forget().await.expect("PostgreSQL is up"), 0, "once");
        let refused: Uuid = sqlx::query_scalar("select id from orders.orders where state = 'refused'")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
        let view = shop.call(&GetOrder { order: OrderId(refused) }).await.expect("still readable");
        assert_eq!((view.state, view.email.as_str(), view.address.street.as_str()), (OrderState::Refused, "", ""));
        assert_eq!((view.total.minor, view.address.country), (2490, domain::checkout::Country::De));
        let kept = shop.call(&GetOrder { order: placed }).await.expect("shown");
        assert_eq!((kept.email.as_str(), kept.address.city.as_str()), ("ada@example.com", "Berlin"));
    }

    #[tokio::test]
    async fn m10_whose_order_waited_for_a_bank_is_forgotten_once_it_is_settled() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        for _ in 0..2 {
            let order = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_challenge");
            shop.call_from("203.0.113.7", &order).await.expect("it waits");
        }
        let forget = || in_turns(&shop.stores.db, SETTLED_UNITS, SETTLED_DAYS);
        assert_eq!(forget().await.expect("up"), 0);
        shop.execute(
            "update orders.orders set state = 'refused' where id = (select min(id::text)::uuid from orders.orders)",
        )
        .await;
        assert_eq!((forget().await.expect("up"), forget().await.expect("up")), (1, 0));
        assert_eq!(shop.count("select count(*) from orders.unconfirmed_units").await, 1);
    }

    #[tokio::test]
    async fn m10_links_that_open_nothing_any_more_are_forgotten() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 1)]).await;
        shop.execute("update orders.order_links set created_at = now() - interval '366 days'").await;
        crate::orders::issue_link(&shop.stores.db, order).await.expect("PostgreSQL is up");
        let forget = || in_turns(&shop.stores.db, OLD_LINKS, MAX_LINK_DAYS);
        assert_eq!((forget().await.expect("up"), forget().await.expect("up")), (1, 0));
        assert_eq!(shop.count("select count(*) from orders.order_links").await, 1);
    }
    #[tokio::test]
    async fn m10_who_used_a_promotion_is_forgotten_a_while_after_its_end() {
        let shop = Shop::open().await;
        shop.promotion(&percent_off(Some("SUMMER10"), 1000)).await;
        shop.execute(
            "insert into orders.promotion_customers (promotion_id, customer, used)
             select id, 'ada@example.com', 1 from orders.promotions",
        )
        .await;
        let forget = || in_turns(&shop.stores.db, OLD_COUNTS, PROMOTION_DAYS);
        assert_eq!(forget().await.expect("up"), 0, "it has no end");
        for (days, forgotten) in [(89, 0), (91, 1)] {
            shop.execute(&format!(
                "update orders.promotions set starts_at = null, ends_at = now() - interval '{days} days'"
            ))
            .await;
            assert_eq!(forget().await.expect("up"), forgotten, "{days}");
        }
    }
}
