mod lost_commit;

use futures::future::join_all;
use sqlx::Connection as _;
use tokio::io::AsyncReadExt as _;

use super::*;
use crate::testing::fresh_config;

/// What PostgreSQL knows the connections of a pool by. Others of the database are its own, which come and go as it cleans
/// up, and one of those who made it may still be on its way out.
const POOLED: &str = "pooled";

/// A fresh database, as a role that may make tables.
async fn database_of(connections: u32) -> Database {
    let url = origin_testing::admin_url(&fresh_config().await.database_url);
    let name = format!("{}application_name={POOLED}", if url.contains('?') { '&' } else { '?' });
    Database::with_timeout(&(url + &name), connections, Duration::from_secs(20)).expect("an address of our own making")
}

async fn process(db: &Database) -> sqlx::Result<i32> {
    sqlx::query_scalar("select pg_backend_pid()").fetch_one(db).await
}

/// Opens as many connections as there may be, and waits until all are free again.
async fn fill(db: &Database) {
    let most = db.pool.status().max_size;
    drop(join_all((0..most).map(|_| db.acquire())).await);
    while db.pool.status().available < most {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Cuts every connection of the pool, and says how many there were.
async fn cut(db: &Database) -> i64 {
    let options = db.pool.manager().options.clone().application_name("cutting");
    let mut other = PgConnection::connect_with(&options).await.expect("PostgreSQL is up");
    sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and application_name = $1",
    )
    .bind(POOLED)
    .fetch_one(&mut other)
    .await
    .expect("its owner may")
}

#[tokio::test]
async fn the_connection_used_last_is_used_next() {
    let db = database_of(8).await;
    fill(&db).await;
    let first = process(&db).await.expect("up");
    for _ in 0..20 {
        assert_eq!(process(&db).await.expect("up"), first);
    }
}

#[tokio::test]
async fn what_is_not_committed_does_not_happen_and_holds_nobody_up() {
    let db = database_of(2).await;
    sqlx::query("create table public.pages (number int primary key)").execute(&db).await.expect("ours");
    let mut tx = db.begin().await.expect("up");
    sqlx::query("insert into public.pages values (1)").execute(&mut *tx).await.expect("new");
    drop(tx);
    // Waits until the other one is gone, and would fail if it had happened.
    let mut tx = db.begin().await.expect("up");
    sqlx::query("insert into public.pages values (1)").execute(&mut *tx).await.expect("still new");
    tx.commit().await.expect("up");
    let mut tx = db.begin().await.expect("up");
    sqlx::query("insert into public.pages values (2)").execute(&mut *tx).await.expect("new");
    tx.rollback().await.expect("up");
    let pages: Vec<i32> = sqlx::query_scalar("select number from public.pages").fetch_all(&db).await.expect("up");
    assert_eq!(pages, [1]);
}

#[tokio::test]
async fn a_transaction_that_failed_leaves_a_good_connection() {
    let db = database_of(1).await;
    for _ in 0..3 {
        let mut tx = db.begin().await.expect("up");
        sqlx::query("select 1 / 0").execute(&mut *tx).await.expect_err("no number");
        drop(tx);
        sqlx::query("select 1 / 0").execute(&db).await.expect_err("no number");
        sqlx::query("no statement").fetch_optional(&db).await.expect_err("no statement");
        let mut connection = db.acquire().await.expect("up");
        sqlx::query("select 1").execute(&mut *connection).await.expect("no failed transaction is open");
    }
}

#[tokio::test]
async fn a_transaction_that_failed_is_not_taken_for_one_that_happened() {
    let db = database_of(1).await;
    sqlx::query("create table public.pages (number int primary key)").execute(&db).await.expect("ours");
    let mut tx = db.begin().await.expect("up");
    sqlx::query("insert into public.pages values (1)").execute(&mut *tx).await.expect("new");
    sqlx::query("insert into public.pages values (1)").execute(&mut *tx).await.expect_err("it is there");
    // As a caller that passes over the failure.
    let failed = tx.commit().await.expect_err("nothing has happened");
    let code = failed.as_database_error().and_then(|error| error.code()).map(std::borrow::Cow::into_owned);
    assert_eq!(code.as_deref(), Some("25P02"), "{failed}");
    assert_eq!(crate::ServiceError::from(failed).into_problem().code, api::Code::Internal, "a repeat would not help");
    // The only connection is as good as ever.
    let mut tx = db.begin().await.expect("up");
    sqlx::query("insert into public.pages values (1)").execute(&mut *tx).await.expect("still new");
    tx.commit().await.expect("up");
}

#[tokio::test]
async fn a_statement_that_nobody_waits_for_any_more_answers_nobody_else() {
    let db = database_of(1).await;
    let first = process(&db).await.expect("up");
    for slow in ["select -1 from pg_sleep(0.4)", "select 1 / (0 * random())::int from pg_sleep(0.4)"] {
        let wait = Duration::from_millis(20);
        let one = sqlx::query_scalar::<_, i32>(slow).fetch_one(&db);
        assert!(tokio::time::timeout(wait, one).await.is_err(), "slow");
        assert_eq!(process(&db).await.expect("up"), first);
        let all = sqlx::query_scalar::<_, i32>(slow).fetch_all(&db);
        assert!(tokio::time::timeout(wait, all).await.is_err(), "slow");
        assert_eq!(process(&db).await.expect("up"), first);
        let mut tx = db.begin().await.expect("up");
        assert!(tokio::time::timeout(wait, sqlx::query(slow).execute(&mut *tx)).await.is_err(), "slow");
        drop(tx);
        assert_eq!(process(&db).await.expect("the connection is as good as ever"), first);
        let mut connection = db.acquire().await.expect("up");
        assert!(tokio::time::timeout(wait, sqlx::query(slow).execute(&mut *connection)).await.is_err(), "slow");
        drop(connection);
        let mut tx = db.begin().await.expect("up");
        sqlx::query("select 1").execute(&mut *tx).await.expect("no failed transaction is open");
        tx.commit().await.expect("up");
        assert_eq!(process(&db).await.expect("up"), first);
    }
}

#[tokio::test]
async fn connections_that_were_cut_while_they_waited_are_not_met_by_anybody() {
    let db = database_of(4).await;
    fill(&db).await;
    tokio::time::sleep(FRESH + Duration::from_millis(100)).await;
    assert_eq!(cut(&db).await, 4);
    for _ in 0..8 {
        process(&db).await.expect("a new one");
    }
}

#[tokio::test]
async fn of_connections_that_are_cut_all_at_once_one_is_met() {
    let db = database_of(4).await;
    fill(&db).await;
    cut(&db).await;
    let mut broken = 0;
    for _ in 0..8 {
        broken += u32::from(process(&db).await.is_err());
    }
    assert!(broken <= 1, "{broken} statements met a connection that was cut with another");
    fill(&db).await;
    process(&db).await.expect("up");
    let before = db.pool.status().size;
    sqlx::query("select 1 / 0").execute(&db).await.expect_err("no number");
    process(&db).await.expect("up");
    assert_eq!(db.pool.status().size, before, "a statement that fails costs no connection");
}

#[tokio::test]
async fn a_transaction_begins_although_all_connections_were_just_cut() {
    let db = database_of(4).await;
    fill(&db).await;
    // Used a moment ago, so that nobody asks it whether it is well.
    process(&db).await.expect("up");
    assert_eq!(cut(&db).await, 4);
    let mut tx = db.begin().await.expect("on another connection");
    sqlx::query("select 1").execute(&mut *tx).await.expect("it is well");
    tx.commit().await.expect("it is well");
}

/// What a statement that takes a while answers on each of all connections that there may be.
async fn on_all(db: &Database, sql: &'static str) -> Vec<i32> {
    let asked = (0..db.pool.status().max_size).map(|_| sqlx::query_scalar(sql).fetch_one(db));
    join_all(asked).await.into_iter().map(|said| said.expect("up")).collect()
}

#[tokio::test]
async fn connections_to_a_server_that_may_only_be_read_from_any_more_are_not_used_again() {
    let db = database_of(4).await;
    sqlx::query("create table public.pages (number int primary key)").execute(&db).await.expect("ours");
    for in_a_transaction in [false, true] {
        // As a primary that follows another from now on, and keeps what is open.
        let demoted =
            "select pg_backend_pid() from set_config('default_transaction_read_only', 'on', false), pg_sleep(1)";
        let old = on_all(&db, demoted).await;
        let write = sqlx::query("insert into public.pages values (1)");
        let refused = if in_a_transaction {
            let mut tx = db.begin().await.expect("up");
            write.execute(&mut *tx).await
        } else {
            write.execute(&db).await
        };
        let refused = refused.expect_err("it may only be read from");
        assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("25006"));
        origin_testing::wait_until("another connection takes a write", async || {
            sqlx::query("update public.pages set number = number").execute(&db).await.is_ok()
        })
        .await;
        // Nor those that nobody has tried to write by.
        let new = on_all(&db, "select pg_backend_pid() from pg_sleep(1)").await;
        assert!(new.iter().all(|pid| !old.contains(pid)), "{new:?} of {old:?}");
    }
}

#[tokio::test]
async fn a_proxy_without_a_server_is_waited_for_and_then_told_of_as_silence() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let proxy = tokio::spawn(async move {
        // As HAProxy while no server is good: whoever comes is taken, and nothing is said. First they ask for TLS.
        while let Ok((mut connection, _)) = listener.accept().await {
            let _they_may_have_gone = connection.read_exact(&mut [0; 8]).await;
        }
    });
    let db = Database::lazy(&format!("postgres://shop@127.0.0.1:{port}/shop"), 2).expect("an address");
    let begun = Instant::now();
    let error = process(&db).await.expect_err("nobody is behind it");
    assert!(matches!(&error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut), "{error:?}");
    assert!(begun.elapsed() > TIMEOUT / 2, "there may be one in a moment");
    proxy.abort();
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_closed_and_what_is_used_stays() {
    let db = database_of(4).await;
    fill(&db).await;
    tokio::time::sleep(Duration::from_millis(2000)).await;
    let used = process(&db).await.expect("up");
    db.close_idle(Duration::from_millis(1500));
    assert_eq!(process(&db).await.expect("up"), used);
    assert_eq!(db.pool.status().size, 1);
}

#[tokio::test]
async fn waiting_for_a_connection_has_an_end() {
    let url = fresh_config().await.database_url;
    let db = Database::with_timeout(&url, 1, Duration::from_secs(1)).expect("an address");
    let held = db.acquire().await.expect("up");
    assert!(matches!(process(&db).await, Err(sqlx::Error::PoolTimedOut)));
    drop(held);
    process(&db).await.expect("free again");
}

#[tokio::test]
async fn a_server_that_is_down_is_waited_for_and_then_told_of() {
    let closed = ports::free_port();
    let db = Database::lazy(&format!("postgres://shop:hunter2@127.0.0.1:{closed}/shop"), 2).expect("an address");
    let begun = Instant::now();
    let error = process(&db).await.expect_err("nobody listens");
    assert!(matches!(&error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut), "{error}");
    assert!(begun.elapsed() > TIMEOUT / 2, "it may be about to start");
    assert!(!format!("{db:?}").contains("hunter2"));
    assert!(Database::lazy("not an address", 2).is_err());
}

#[tokio::test]
async fn many_rows_come_in_their_order() {
    let db = database_of(1).await;
    let numbers: Vec<i32> =
        sqlx::query_scalar("select generate_series(1, 1000)").fetch_all(&db).await.expect("a good statement");
    assert_eq!(numbers, (1..=1000).collect::<Vec<_>>());
    assert_eq!(sqlx::query("select 1 where false").fetch_optional(&db).await.expect("up").map(drop), None);
}
