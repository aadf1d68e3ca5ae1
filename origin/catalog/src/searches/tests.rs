use api::search::{ListSearchQueries, OutcomeCount, QueryOrder, SearchCount};
use domain::{Locale, ProductId};
use uuid::Uuid;

use super::*;
use crate::testing::Shop;

fn count(query: &str, searches: u64, empty: u64, micros: u64) -> SearchCount {
    SearchCount { locale: Locale::En, query: query.to_owned(), searches, empty, micros, slowest_micros: micros }
}

fn counted(day: &str, counts: &[SearchCount], outcomes: &[OutcomeCount]) -> SearchesCounted {
    SearchesCounted { day: day.to_owned(), counts: counts.to_vec(), outcomes: outcomes.to_vec() }
}

/// The day so many days ago.
async fn day(db: &Database, back: i32) -> String {
    sqlx::query_scalar("select ((now() at time zone 'utc')::date - $1)::text")
        .bind(back)
        .fetch_one(db)
        .await
        .expect("a day")
}

#[tokio::test]
async fn what_was_looked_for_is_listed_by_what_is_asked_and_what_is_seldom_is_not() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let (today, last_week) = (day(db, 0).await, day(db, 8).await);
    let event = Uuid::now_v7();
    let counts =
        [count("mug", 9, 0, 900), count("kayak", 4, 4, 100), count("lamp", 5, 1, 9_000), count("rare", 2, 2, 1)];
    for _ in 0..2 {
        count_searches(db, event, &counted(&today, &counts, &[])).await.expect("PostgreSQL is up");
    }
    let before = [count("mug", 2, 0, 100), count("kayak", 6, 6, 5)];
    count_searches(db, Uuid::now_v7(), &counted(&last_week, &before, &[])).await.expect("PostgreSQL is up");
    let listed = async |order, days| -> Vec<(String, u64)> {
        let found = shop.as_staff(&ListSearchQueries { order, days }).await.expect("counted");
        found.into_iter().map(|one| (one.count.query, one.count.searches)).collect()
    };
    let expect =
        |expect: &[(&str, u64)]| expect.iter().map(|(query, times)| ((*query).to_owned(), *times)).collect::<Vec<_>>();
    assert_eq!(listed(QueryOrder::Top, 30).await, expect(&[("mug", 11), ("kayak", 10), ("lamp", 5)]));
    assert_eq!(listed(QueryOrder::Top, 1).await, expect(&[("mug", 9), ("lamp", 5), ("kayak", 4)]));
    assert_eq!(listed(QueryOrder::Failing, 30).await, expect(&[("kayak", 10), ("lamp", 5)]));
    assert_eq!(listed(QueryOrder::Slow, 30).await[0].0, "lamp");
    assert_eq!(
        listed(QueryOrder::Unclicked, 1).await,
        expect(&[("mug", 9), ("lamp", 5)]),
        "the kayak is not found at all"
    );
    for days in [0, 91] {
        let problem = shop.as_staff(&ListSearchQueries { order: QueryOrder::Top, days }).await.expect_err("too many");
        assert_eq!(problem.field.as_deref(), Some("days"));
    }
    assert_eq!(forget_searches(db).await.expect("PostgreSQL is up"), 1, "the two searches of last week");
    sqlx::query("update catalog.searches set day = day - 100 where query = 'lamp'").execute(db).await.expect("changed");
    assert_eq!(forget_searches(db).await.expect("PostgreSQL is up"), 1);
    assert_eq!(listed(QueryOrder::Top, 30).await, expect(&[("kayak", 10), ("mug", 9)]));
}

async fn known(shop: &Shop, slugs: &[&str]) -> Vec<ProductId> {
    let slugs: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let ids = crate::ids_of_slugs(&shop.stores.db, &slugs).await.expect("PostgreSQL is up");
    slugs.iter().map(|slug| ids[slug]).collect()
}

fn outcome(query: &str, slug: &str, clicks: u32, additions: u32) -> OutcomeCount {
    let slug = slug.parse().expect("a slug");
    OutcomeCount { locale: Locale::En, query: query.to_owned(), slug, clicks, additions }
}

/// Products of these addresses, with nothing but what the table asks for.
async fn products(db: &Database, slugs: &[String]) {
    for slug in slugs {
        sqlx::query("insert into catalog.products (id, slug, document) values ($1, $2, '{}')")
            .bind(Uuid::now_v7())
            .bind(slug)
            .execute(db)
            .await
            .expect("a product");
    }
}

#[tokio::test]
async fn what_became_of_searches_is_counted_within_bounds_and_listed_with_them() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let slugs: Vec<String> = (0..30).map(|number| format!("mug-{number}")).collect();
    products(db, &slugs).await;
    let today = day(db, 0).await;
    let event = Uuid::now_v7();
    let first = [outcome("mug", "mug-1", 4, 1), outcome("mug", "no-such-mug", 9, 9), outcome("cup", "mug-2", 0, 5)];
    for _ in 0..2 {
        let counts = [count("mug", 9, 0, 900), count("cup", 5, 0, 1), count("bowl", 4, 0, 1)];
        count_searches(db, event, &counted(&today, &counts, &first)).await.expect("PostgreSQL is up");
    }
    let figures = async || {
        let list = ListSearchQueries { order: QueryOrder::Top, days: 1 };
        let found = shop.as_staff(&list).await.expect("counted");
        found.into_iter().map(|one| (one.count.query, one.clicks, one.additions)).collect::<Vec<_>>()
    };
    let row = |query: &str, clicks, additions| (query.to_owned(), clicks, additions);
    // What was never opened was not put into the cart, whoever says so.
    assert_eq!(figures().await, [row("mug", 4, 1), row("cup", 0, 0), row("bowl", 0, 0)]);
    let unclicked = shop.as_staff(&ListSearchQueries { order: QueryOrder::Unclicked, days: 1 }).await.expect("counted");
    assert_eq!(unclicked.iter().map(|one| one.count.query.as_str()).collect::<Vec<_>>(), ["cup", "bowl"]);

    let many: Vec<OutcomeCount> = slugs.iter().map(|slug| outcome("mug", slug, u32::MAX, 0)).collect();
    count_searches(db, Uuid::now_v7(), &counted(&today, &[], &many)).await.expect("PostgreSQL is up");
    let (rows, most): (i64, i64) =
        sqlx::query_as("select count(*), max(clicks) from catalog.search_outcomes where query = 'mug'")
            .fetch_one(db)
            .await
            .expect("counted");
    assert_eq!((rows, most), (20, 1_000), "so many products of a query, and so much of each");
}

#[tokio::test]
async fn a_day_has_one_voice_and_days_that_say_the_same_are_heard() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let slugs = ["oak", "ash", "elm"].map(str::to_owned);
    products(db, &slugs).await;
    let [oak, ash, elm] = known(&shop, &["oak", "ash", "elm"]).await[..] else { panic!("three") };
    // Oak: on five days, never much. Ash: a million times on one. Elm: on three, but a small share of all. Today is not over.
    for back in 0..=4 {
        let mut outcomes = vec![outcome("lamp", "oak", 3, 0)];
        if back == 1 {
            outcomes = vec![outcome("lamp", "ash", 1_000_000, 1_000_000)];
        }
        if back >= 2 {
            outcomes.push(outcome("lamp", "elm", 3, 0));
            outcomes.push(outcome("desk", "elm", 1, 1));
        }
        if back == 3 {
            outcomes.push(outcome("lamp", "ash", 20, 0));
        }
        count_searches(db, Uuid::now_v7(), &counted(&day(db, back).await, &[], &outcomes)).await.expect("up");
    }
    let heard = async || {
        let heard = chosen_products(db).await.expect("PostgreSQL is up");
        heard.into_iter().map(|one| (one.query, one.product, one.days)).collect::<Vec<_>>()
    };
    assert_eq!(heard().await, [("desk".to_owned(), elm, 3)], "on the third day neither oak nor elm had a quarter");
    for back in [5, 6] {
        let outcomes = [outcome("lamp", "oak", 3, 0)];
        count_searches(db, Uuid::now_v7(), &counted(&day(db, back).await, &[], &outcomes)).await.expect("up");
    }
    assert_eq!(heard().await, [("lamp".to_owned(), oak, 4), ("desk".to_owned(), elm, 3)]);
    assert!(heard().await.iter().all(|(_, product, _)| *product != ash), "two days are not enough");
    sqlx::query("update catalog.search_outcomes set day = day - 28").execute(db).await.expect("changed");
    assert!(heard().await.is_empty(), "it is forgotten that it was so");
    sqlx::query("update catalog.search_outcomes set day = day - 90").execute(db).await.expect("changed");
    assert!(forget_searches(db).await.expect("PostgreSQL is up") > 0);
    let left: i64 = sqlx::query_scalar("select count(*) from catalog.search_outcomes").fetch_one(db).await.expect("up");
    assert_eq!(left, 0);
}
