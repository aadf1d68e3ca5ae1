//! Products whose time has come, on real stores.

use api::catalog::{GetProduct, ListProducts, Sort};
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED};
use api::problem::Code;
use domain::Market;
use domain::catalog::{ProductStatus, SaleTimes};

use super::*;
use crate::testing::{Shop, plain};

/// Seconds since 1970, by the clock that counts.
async fn now(shop: &Shop) -> i64 {
    sqlx::query_scalar("select floor(extract(epoch from clock_timestamp()))::bigint")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up")
}

fn planned(slug: &str, status: ProductStatus, from: Option<i64>, until: Option<i64>) -> ProductDocument {
    ProductDocument { status, on_sale: SaleTimes { from, until }, ..plain(slug, 300) }
}

async fn listed(shop: &Shop) -> Vec<String> {
    let list = ListProducts { market: Market::Eu, collection: None, sort: Sort::Featured, page: 1 };
    let page = shop.client.call(&list).await.expect("a list");
    page.items.into_iter().map(|card| card.slug.into()).collect()
}

#[tokio::test]
async fn a_product_goes_on_sale_at_its_time_and_leaves_it_at_another_once() {
    let shop = Shop::open().await;
    let now = now(&shop).await;
    let (past, future) = (Some(now - 60), Some(now + 3600));
    shop.upsert(&[
        planned("ready", ProductStatus::Scheduled, past, future),
        planned("later", ProductStatus::Scheduled, future, None),
        planned("over", ProductStatus::Active, None, past),
        planned("missed", ProductStatus::Scheduled, Some(now - 120), past),
        planned("stays", ProductStatus::Active, None, future),
    ])
    .await;
    shop.forget_events().await;
    assert_eq!(listed(&shop).await, ["over", "stays"]);
    let (one, other) = tokio::join!(do_some(&shop.stores.db), do_some(&shop.stores.db));
    assert_eq!(one.expect("PostgreSQL is up") + other.expect("PostgreSQL is up"), 3, "each of them once");
    assert_eq!(listed(&shop).await, ["ready", "stays"]);
    // Not while the job is at it: page and total are read one after the other.
    let list = ListProducts { market: Market::Eu, collection: None, sort: Sort::Featured, page: 1 };
    assert_eq!(shop.client.call(&list).await.expect("a list").total, 2);
    let told = shop.told().await;
    let of = |subject: &str| told.iter().filter(|(told, ..)| told == subject).count();
    assert_eq!((of(PRODUCT_CHANGED), of(COLLECTION_CHANGED)), (3, 1), "{told:?}");
    assert_eq!(told.iter().filter(|(.., hard)| *hard).count(), 1, "what left the sale is not shown any more");
    let over = shop.client.call(&GetProduct { slug: "over".parse().unwrap(), market: Market::Eu }).await;
    assert_eq!(over.expect_err("it has left").code, Code::ProductNotFound);
    let entries = audit::entries(&shop.stores.db, None, None, 10).await.expect("PostgreSQL is up");
    assert_eq!(entries.iter().filter(|entry| entry.actor == ACTOR).count(), 3);
    let wait = turn(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!((wait, shop.told().await.len()), (MAX_WAIT, 0), "nothing is due");
    let ready = sqlx::query_scalar("select document -> 'on_sale' from catalog.products where slug = 'ready'");
    let ready: serde_json::Value = ready.fetch_one(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!(ready, json!({ "until": future }), "what has happened is planned no longer");
}

#[tokio::test]
async fn the_job_wakes_a_product_when_its_time_comes() {
    let shop = Shop::open().await;
    let from = now(&shop).await + 2;
    shop.upsert(&[planned("soon", ProductStatus::Scheduled, Some(from), None)]).await;
    assert_eq!(listed(&shop).await, Vec::<String>::new());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let jobs = vec![keep_sale_times(shop.stores.clone())];
    let running = tokio::spawn(origin_messaging::job::run(jobs, async { drop(stopped.await) }));
    origin_testing::wait_until("the product is on sale", async || listed(&shop).await == ["soon"]).await;
    let since: i64 = sqlx::query_scalar("select floor(extract(epoch from updated_at))::bigint from catalog.products")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert!(since >= from, "not before its time");
    drop(stop);
    running.await.expect("no panic").expect("it ends when it is asked to");
}

#[tokio::test]
async fn what_cannot_go_on_sale_becomes_a_draft_and_says_why_and_holds_nothing_up() {
    let shop = Shop::open().await;
    let past = Some(now(&shop).await - 1);
    shop.upsert(&[planned("broken", ProductStatus::Scheduled, past, None), plain("stays", 300)]).await;
    shop.upsert(&[planned("late", ProductStatus::Active, None, past)]).await;
    sqlx::query(r#"update catalog.products set document = document || '{"title": {"en": " "}}' where slug <> 'stays'"#)
        .execute(&shop.stores.db)
        .await
        .unwrap();
    let error = do_some(&shop.stores.db).await.expect_err("what is on sale cannot leave it");
    assert!(error.to_string().contains("cannot be taken off sale: title"), "{error}");
    assert_eq!(listed(&shop).await, ["stays", "late"]);
    let status: String = sqlx::query_scalar("select status from catalog.products where slug = 'broken'")
        .fetch_one(&shop.stores.db)
        .await
        .unwrap();
    assert_eq!(status, "draft");
    let entries = audit::entries(&shop.stores.db, None, None, 10).await.expect("PostgreSQL is up");
    let said = |entry: &audit::Entry| entry.after.as_ref().is_some_and(|after| after["reason"].as_str().is_some());
    assert_eq!(entries.iter().filter(|entry| said(entry)).count(), 1);
}
