//! A guest's way to an order: a link is mailed to the address it was placed with, and those mailed before end.

use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
use api::orders::FindOrder;
use api::problem::{Code, Problem};
use domain::{Email, OrderId};
use origin_messaging::outbox;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, EvenAnswer, ServiceError, Stores};
use uuid::Uuid;

use super::links;
use super::timeline::event_of;

/// How often somebody may ask for one order with one address, whether or not there is such an order. Whoever knows the
/// address alone cannot keep its owner from asking; how much one client asks is bounded where clients are known.
const LIMIT: Limit = Limit { what: "find order", max: 10, seconds: 15 * 60 };

/// Nothing in the reply tells whether there is such an order. A repeat does nothing: the link is sent
/// once in ten minutes.
#[tracing::instrument(name = "orders.find_order", skip_all)]
pub(crate) async fn find_order(stores: Stores, call: Call<FindOrder>) -> Result<(), ServiceError> {
    let FindOrder { number, email } = call.endpoint;
    let whom = format!("{number} {}", email.canonical());
    if !throttle::allows(&stores, LIMIT, &whom).await? {
        let detail = "This link was asked for too often. Please wait 15 minutes and try again.";
        let left = throttle::seconds_left(&stores, LIMIT, &whom).await?;
        return Err(Problem::new(Code::TooManyRequests, detail).after(left).into());
    }
    // An order that is there takes longer than one that is not: everybody waits for as long.
    let answer = EvenAnswer::begin();
    let asked = request_link(&stores.db, number, &email).await;
    answer.wait().await;
    asked
}

async fn request_link(db: &Database, number: i64, email: &Email) -> Result<(), ServiceError> {
    let mut tx = db.begin().await?;
    // Locked, so that of two requests at once the second sees what the first has written.
    let order: Option<Uuid> = sqlx::query_scalar(
        "select id from orders.orders where number = $1 and lower(email collate \"C\") = $2 for no key update",
    )
    .bind(number)
    .bind(email.canonical())
    .fetch_optional(&mut *tx)
    .await?;
    let Some(order) = order else { return Ok(()) };
    let written = sqlx::query(
        "insert into orders.order_timeline (order_id, at, actor, what)
         select $1, clock_timestamp(), '{\"kind\": \"shopper\"}', 'link_requested'
         where not exists (
             select from orders.order_timeline
             where order_id = $1 and what = 'link_requested' and at > now() - interval '10 minutes')",
    );
    if written.bind(order).execute(&mut *tx).await?.rows_affected() == 1 {
        // Whoever asks has lost the old link, or fears that somebody else has it.
        links::end_all(&mut tx, OrderId(order)).await?;
        let data = OrderLinkRequested { order: OrderId(order), request: Uuid::now_v7(), confirmation: false };
        outbox::record(&mut tx, &[event_of(Some(number), ORDER_LINK_REQUESTED, &data)]).await?;
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;
    use crate::testing::Shop;

    fn ask(number: i64, email: &str) -> FindOrder {
        FindOrder { number, email: email.parse().expect("an address") }
    }

    #[tokio::test]
    async fn the_link_is_asked_for_by_number_and_address_and_nothing_tells() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.call(&shop.placement(shop.cart_with(&[("MUG", 1)]).await).await).await.expect("placed");
        for (number, email) in [(1001, "eve@example.com"), (1002, "ada@example.com"), (-1, "ada@example.com")] {
            shop.call(&ask(number, email)).await.expect("the same answer");
        }
        assert_eq!(shop.take_events(ORDER_LINK_REQUESTED).await, []);
        shop.call(&ask(1001, "ADA@example.com")).await.expect("the same answer");
        let events = shop.take_events(ORDER_LINK_REQUESTED).await;
        assert_eq!(events, [(vec![], order.id.to_string())]);
    }

    #[tokio::test]
    async fn an_order_s_link_is_sent_once_in_ten_minutes() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        shop.call(&shop.placement(shop.cart_with(&[("MUG", 1)]).await).await).await.expect("placed");
        let ask = ask(1001, "ada@example.com");
        for outcome in join_all((0..5).map(|_| shop.call(&ask))).await {
            outcome.expect("the same answer");
        }
        assert_eq!(shop.take_events(ORDER_LINK_REQUESTED).await.len(), 1);
        shop.execute("update orders.order_timeline set at = at - interval '11 minutes'").await;
        shop.call(&ask).await.expect("the same answer");
        assert_eq!(shop.take_events(ORDER_LINK_REQUESTED).await.len(), 1);
    }

    #[tokio::test]
    async fn l1_the_time_of_the_answer_tells_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        shop.call(&shop.placement(shop.cart_with(&[("MUG", 1)]).await).await).await.expect("placed");
        for ask in [ask(1001, "ada@example.com"), ask(1001, "eve@example.com")] {
            let asked = std::time::Instant::now();
            shop.call(&ask).await.expect("the same answer");
            assert!(asked.elapsed() >= origin_platform::even_answer::LEAST, "{:?}", asked.elapsed());
        }
    }

    #[tokio::test]
    async fn m3_asking_too_often_is_stopped_for_that_order_and_for_no_other_of_the_address() {
        let shop = Shop::open().await;
        for email in ["ada@example.com", "eve@example.com"] {
            for other in 0..10 {
                shop.call(&ask(other, email)).await.expect("whoever guesses numbers stops nobody");
                shop.call(&ask(1001, email)).await.expect("the same answer");
            }
            let stopped = shop.call(&ask(1001, &email.to_uppercase())).await.expect_err("too often");
            assert_eq!(stopped.code, Code::TooManyRequests);
            assert!(stopped.retry_after.is_some_and(|seconds| seconds > 600), "{stopped:?}");
        }
    }
}
