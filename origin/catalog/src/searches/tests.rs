use api::search::{ListSearchQueries, QueryOrder, SearchCount};
use domain::Locale;
use uuid::Uuid;

use super::*;
use crate::testing::Shop;

fn count(query: &str, searches: u64, empty: u64, micros: u64) -> SearchCount {
    SearchCount { locale: Locale::En, query: query.to_owned(), searches, empty, micros, slowest_micros: micros }
}

#[tokio::test]
async fn what_was_looked_for_is_listed_by_what_is_asked_and_what_is_seldom_is_not() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let days = async |back: i32| -> String {
        sqlx::query_scalar("select ((now() at time zone 'utc')::date - $1)::text")
            .bind(back)
            .fetch_one(db)
            .await
            .expect("a day")
    };
    let (today, last_week) = (days(0).await, days(8).await);
    let event = Uuid::now_v7();
    let counts =
        [count("mug", 9, 0, 900), count("kayak", 4, 4, 100), count("lamp", 5, 1, 9_000), count("rare", 2, 2, 1)];
    for _ in 0..2 {
        count_searches(db, event, &today, &counts).await.expect("PostgreSQL is up");
    }
    count_searches(db, Uuid::now_v7(), &last_week, &[count("mug", 2, 0, 100), count("kayak", 6, 6, 5)])
        .await
        .expect("PostgreSQL is up");
    let listed = async |order, days| -> Vec<(String, u64)> {
        let found = shop.as_staff(&ListSearchQueries { order, days }).await.expect("counted");
        found.into_iter().map(|one| (one.query, one.searches)).collect()
    };
    let expect =
        |expect: &[(&str, u64)]| expect.iter().map(|(query, times)| ((*query).to_owned(), *times)).collect::<Vec<_>>();
    assert_eq!(listed(QueryOrder::Top, 30).await, expect(&[("mug", 11), ("kayak", 10), ("lamp", 5)]));
    assert_eq!(listed(QueryOrder::Top, 1).await, expect(&[("mug", 9), ("lamp", 5), ("kayak", 4)]));
    assert_eq!(listed(QueryOrder::Failing, 30).await, expect(&[("kayak", 10), ("lamp", 5)]));
    assert_eq!(listed(QueryOrder::Slow, 30).await[0].0, "lamp");
    for days in [0, 91] {
        let problem = shop.as_staff(&ListSearchQueries { order: QueryOrder::Top, days }).await.expect_err("too many");
        assert_eq!(problem.field.as_deref(), Some("days"));
    }
    assert_eq!(forget_searches(db).await.expect("PostgreSQL is up"), 1, "the two searches of last week");
    sqlx::query("update catalog.searches set day = day - 100 where query = 'lamp'").execute(db).await.expect("changed");
    assert_eq!(forget_searches(db).await.expect("PostgreSQL is up"), 1);
    assert_eq!(listed(QueryOrder::Top, 30).await, expect(&[("kayak", 10), ("mug", 9)]));
}
