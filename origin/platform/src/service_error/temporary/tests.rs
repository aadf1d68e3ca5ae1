use std::io;
use std::time::Duration;

use anyhow::Context as _;
use async_nats::jetstream;
use http::{StatusCode, header};
use sqlx::AssertSqlSafe;

use super::*;
use crate::service_error::respond;
use crate::testing::{fresh_config, fresh_stores};
use crate::{Database, ServiceError, Stores};

/// What PostgreSQL says while it is away, begins, ends, is full or gives way to another; and what it says of us.
const SAID_BY_POSTGRES: [(&str, bool); 39] = [
    ("08000", true),
    ("08003", true),
    ("08006", true),
    ("08P01", true),
    ("25006", true),
    ("25P03", true),
    ("25P04", true),
    ("28000", true),
    ("28P01", true),
    ("3D000", true),
    ("40001", true),
    ("40003", true),
    ("40P01", true),
    ("53000", true),
    ("53100", true),
    ("53200", true),
    ("53300", true),
    ("53400", true),
    ("55000", true),
    ("55006", true),
    ("55P03", true),
    ("57000", true),
    ("57014", true),
    ("57P01", true),
    ("57P02", true),
    ("57P03", true),
    ("57P05", true),
    ("58000", true),
    ("58030", true),
    ("0A000", false),
    ("22012", false),
    ("23505", false),
    ("23514", false),
    ("25001", false),
    ("25P02", false),
    ("40002", false),
    ("42501", false),
    ("42P01", false),
    ("P0001", false),
];

/// The same of Redis.
const SAID_BY_REDIS: [(&str, bool); 14] = [
    ("READONLY You can't write against a read only replica.", true),
    ("LOADING Redis is loading the dataset in memory", true),
    ("MASTERDOWN Link with MASTER is down", true),
    ("NOREPLICAS Not enough good replicas to write.", true),
    ("CLUSTERDOWN The cluster is down", true),
    ("TRYAGAIN Multiple keys request during rehashing of slot", true),
    ("MISCONF Redis is configured to save RDB snapshots, but it is unable to persist to disk.", true),
    ("OOM command not allowed when used memory > 'maxmemory'.", true),
    ("BUSY Redis is busy running a script.", true),
    ("ERR value is not an integer or out of range", false),
    ("WRONGTYPE Operation against a key holding the wrong kind of value", false),
    ("NOPERM this user has no permissions", false),
    ("NOSCRIPT No matching script.", false),
    ("EXECABORT Transaction discarded because of previous errors.", false),
];

fn code(failure: impl Into<ServiceError>) -> Code {
    failure.into().into_problem().code
}

fn expected(passes: bool) -> Code {
    if passes { Code::Unavailable } else { Code::Internal }
}

#[tokio::test]
async fn what_postgresql_says_that_passes_is_told_from_what_is_ours() {
    let stores = fresh_stores().await;
    for (state, passes) in SAID_BY_POSTGRES {
        let sql = format!("do $$ begin raise exception 'on purpose' using errcode = '{state}'; end $$");
        let error = sqlx::query(AssertSqlSafe(sql)).execute(&stores.db).await.expect_err("on purpose");
        assert_eq!(code(error), expected(passes), "{state}");
    }
    for code in SQL {
        let example = SAID_BY_POSTGRES.iter().find(|(state, passes)| *passes && state.starts_with(code));
        assert!(example.is_some(), "{code} has no example");
    }
}

#[tokio::test]
async fn whoever_meets_a_store_that_is_away_is_asked_to_come_again() {
    let away = |error: anyhow::Error| {
        let problem = ServiceError::from(error.context("somebody's context").context("another's")).into_problem();
        assert_eq!(problem.code, Code::Unavailable);
        assert!(problem.detail.contains("Nothing is lost") && problem.detail.contains("again"), "{}", problem.detail);
        let response = respond(&problem);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    };
    // PostgreSQL that does not listen, that is not waited for, and that ends what is under way.
    let closed = ports::free_port();
    let db = Database::lazy(&format!("postgres://shop@127.0.0.1:{closed}/shop"), 1).expect("an address");
    away(sqlx::query("select 1").execute(&db).await.expect_err("nobody listens").into());
    let config = fresh_config().await;
    let db = Database::with_timeout(&config.database_url, 1, Duration::from_secs(1)).expect("an address");
    let held = db.acquire().await.expect("PostgreSQL is up");
    away(db.acquire().await.err().expect("there is but one").into());
    drop(held);
    let stores = Stores::connect(&config).await.expect("addresses of our own making");
    let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut *tx).await.expect("up");
    sqlx::query("select pg_terminate_backend($1)").bind(pid).execute(&stores.db).await.expect("it is our own");
    away(sqlx::query("select 1").execute(&mut *tx).await.expect_err("it was ended").into());
    away(tx.commit().await.expect_err("nothing is left to commit").into());
    let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
    sqlx::query("set transaction read only").execute(&mut *tx).await.expect("a setting");
    let written = sqlx::query("delete from shop.idempotency_keys").execute(&mut *tx).await;
    away(written.expect_err("it may only be read from").into());
    // Redis and NATS that do not listen; and another service.
    let (redis_url, nats_url) = (format!("redis://127.0.0.1:{closed}/"), format!("nats://127.0.0.1:{closed}"));
    let config = crate::StoresConfig { redis_url, nats_url, ..config };
    let stores = Stores::connect(&config).await.expect("addresses of our own making");
    let pinged = redis::cmd("PING").query_async::<()>(&mut stores.redis.clone()).await;
    away(pinged.expect_err("nobody listens").into());
    let mut jetstream = jetstream::new(stores.nats.clone());
    jetstream.set_timeout(Duration::from_millis(200));
    let published = async { anyhow::Ok(jetstream.publish("shop.a.b", "event".into()).await?.await?) };
    away(published.await.expect_err("nobody takes it"));
    away(jetstream.get_stream("SHOP").await.expect_err("nobody answers").into());
    away(Problem::unavailable().into());
}

#[test]
fn what_redis_says_that_passes_is_told_from_what_is_ours() {
    for (said, passes) in SAID_BY_REDIS {
        let read = redis::parse_redis_value(format!("-{said}\r\n").as_bytes()).and_then(redis::Value::extract_error);
        assert_eq!(code(read.expect_err("it is an error")), expected(passes), "{said}");
    }
    for kind in [io::ErrorKind::TimedOut, io::ErrorKind::ConnectionReset, io::ErrorKind::UnexpectedEof] {
        assert_eq!(code(RedisError::from(io::Error::from(kind))), Code::Unavailable, "{kind:?}");
    }
}

#[test]
fn our_own_faults_stay_ours() {
    let not_json = serde_json::from_str::<u8>("no number").expect_err("it is none");
    assert_eq!(code(not_json), Code::Internal);
    let misread = redis::from_redis_value::<u64>(redis::Value::SimpleString("no number".to_owned()));
    assert_eq!(code(RedisError::from(misread.expect_err("it is none"))), Code::Internal);
    assert_eq!(code(sqlx::Error::RowNotFound), Code::Internal);
    assert_eq!(code(sqlx::Error::Protocol("an answer of the wrong kind".to_owned())), Code::Internal);
    assert_eq!(code(anyhow::anyhow!("a contradiction")), Code::Internal);
    let refused = Err::<(), _>(Problem::new(Code::WrongState, "It is over.")).context("in a job");
    assert_eq!(code(refused.expect_err("it is")), Code::Internal);
}
