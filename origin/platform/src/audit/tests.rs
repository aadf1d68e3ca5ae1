//! The log on a database.

use super::*;
use crate::testing::{fresh_config, fresh_stores};
use serde_json::json;
use sqlx::Connection as _;

async fn add(tx: &mut PgConnection, subject: &str, after: Value) {
    record(tx, "staff tests", "UpdateThing", subject, None, Some(after)).await.expect("PostgreSQL is up");
}

#[tokio::test]
async fn entries_follow_each_other_and_stay_as_they_are() {
    let stores = fresh_stores().await;
    assert_eq!(verify(&stores.db).await.expect("PostgreSQL is up"), Chain::Whole(0));
    for number in 0..3 {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        add(&mut tx, "thing 1", json!({ "number": number, "text": "“ü” \\ \u{1f9f5}" })).await;
        tx.commit().await.expect("PostgreSQL is up");
    }
    let mut undone = stores.db.begin().await.expect("PostgreSQL is up");
    add(&mut undone, "thing 2", json!(null)).await;
    undone.rollback().await.expect("PostgreSQL is up");
    let actors: Vec<(i64, String)> = sqlx::query_as("select seq, actor from shop.audit_entries order by seq")
        .fetch_all(&stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(actors, [1, 2, 3].map(|seq| (seq, "staff tests".to_owned())));
    assert_eq!(verify(&stores.db).await.expect("PostgreSQL is up"), Chain::Whole(3));
    let numbers = async |subject, before, limit| -> Vec<i64> {
        let entries = entries(&stores.db, subject, before, limit).await.expect("PostgreSQL is up");
        entries.into_iter().map(|entry| entry.seq).collect()
    };
    assert_eq!(numbers(None, None, 2).await, [3, 2]);
    assert_eq!(numbers(Some("thing 1"), Some(3), 9).await, [2, 1]);
    assert_eq!(numbers(Some("thing 2"), None, 9).await, [0; 0]);
    for statement in [
        "update shop.audit_entries set actor = 'staff nobody' where seq = 2",
        "delete from shop.audit_entries where seq = 3",
        "insert into shop.audit_entries select seq + 3, occurred_at, 'x', action, subject, before, after, previous, hash
         from shop.audit_entries where seq = 3",
    ] {
        sqlx::query(statement).execute(&stores.db).await.expect_err(statement);
    }
}

#[tokio::test]
async fn what_was_changed_behind_the_log_s_back_is_found() {
    for (statement, broken) in [
        (
            "update shop.audit_entries set after = '7', hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, '7') where seq = 2",
            3,
        ),
        ("delete from shop.audit_entries where seq = 2", 3),
        ("delete from shop.audit_entries where seq = 1", 2),
    ] {
        let address = origin_testing::admin_url(&fresh_config().await.database_url);
        let mut admin = PgConnection::connect(&address).await.expect("PostgreSQL is up");
        for number in 0..4 {
            add(&mut admin, "thing", json!(number)).await;
        }
        let open = "alter table shop.audit_entries disable trigger audit_entries_only_grow";
        sqlx::query(open).execute(&mut admin).await.expect("it owns the table");
        sqlx::query(statement).execute(&mut admin).await.expect("nothing stands in the way");
        assert_eq!(verify(&mut admin).await.expect("PostgreSQL is up"), Chain::BrokenAt(broken), "{statement}");
    }
}

#[tokio::test]
async fn two_at_once_follow_each_other() {
    let stores = fresh_stores().await;
    let one = async |subject: &'static str| {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        add(&mut tx, subject, json!(1)).await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        tx.commit().await.expect("PostgreSQL is up");
    };
    tokio::join!(one("a"), one("b"), one("c"));
    assert_eq!(verify(&stores.db).await.expect("PostgreSQL is up"), Chain::Whole(3));
}
