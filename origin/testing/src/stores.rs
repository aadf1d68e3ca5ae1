//! Fresh stores for service tests: a database of its own, a Redis prefix of its own.
//!
//! `cargo xtask test` starts the servers and names them in `TEST_DATABASE_URL`, `TEST_REDIS_URL`
//! and `TEST_NATS_URL`. In PostgreSQL tests have the role that serves (`TEST_RUNTIME_DATABASE_URL`), so that each of them
//! shows that its grants suffice; the first is for what that role may not.

use std::str::FromStr as _;

use origin_platform::migrations::{MIGRATIONS, grant, migrate};
use origin_platform::{Database, Stores, StoresConfig, secret};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

fn server(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test`"))
}

/// Where stores that nobody else uses are. The database is migrated and empty, and its rows may be read and written.
///
/// # Panics
/// If a server cannot be reached: tests cannot run without it.
pub async fn fresh_config() -> StoresConfig {
    fresh_config_at("TEST_DATABASE_URL", "TEST_RUNTIME_DATABASE_URL").await
}

/// The same at a PostgreSQL that the test may kill by [`kill_mortal_database`]. For one test at a time.
///
/// # Panics
/// As [`fresh_config`].
pub async fn mortal_config() -> StoresConfig {
    fresh_config_at("TEST_MORTAL_DATABASE_URL", "TEST_MORTAL_RUNTIME_DATABASE_URL").await
}

/// Kills the server of [`mortal_config`] without a warning. It comes back by itself.
///
/// # Panics
/// If it does not run.
pub fn kill_mortal_database() {
    let file = server("TEST_MORTAL_DATABASE_PID");
    let text = std::fs::read_to_string(&file).expect("the server runs");
    let pid: i32 = text.lines().next().and_then(|line| line.parse().ok()).expect("the number of its process");
    let killed = std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status();
    assert!(killed.expect("the command `kill`").success(), "PostgreSQL cannot be killed");
}

async fn fresh_config_at(admin: &str, runtime: &str) -> StoresConfig {
    let options = PgConnectOptions::from_str(&server(admin)).expect("an address of PostgreSQL");
    let runtime = PgConnectOptions::from_str(&server(runtime)).expect("an address of PostgreSQL");
    let mut admin = PgConnection::connect_with(&options).await.expect("PostgreSQL is up");
    let template = migrated_template(&mut admin, &options, runtime.get_username()).await;
    // By the number of this process `cargo xtask test` sees when nobody needs it any more.
    let name = format!("test_{}_{}", std::process::id(), Uuid::new_v4().simple());
    let create = format!("create database {name} template {template}");
    sqlx::query(AssertSqlSafe(create)).execute(&mut admin).await.expect("may create databases");
    let database_url = sqlx::ConnectOptions::to_url_lossy(&runtime.database(&name)).to_string();
    StoresConfig {
        database_url,
        redis_url: server("TEST_REDIS_URL"),
        nats_url: server("TEST_NATS_URL"),
        nats_replicas: 1,
        database_connections: 5,
        redis_prefix: format!("{name}:"),
        authorities: None,
    }
}

/// Stores that nobody else uses.
///
/// # Panics
/// As [`fresh_config`].
pub async fn fresh_stores() -> Stores {
    Stores::connect(&fresh_config().await).await.expect("addresses of our own making")
}

/// The address of a fresh database for a role that may do anything there.
///
/// # Panics
/// If the other address is none.
pub fn admin_url(database_url: &str) -> String {
    let fresh = PgConnectOptions::from_str(database_url).expect("an address of our own making");
    let name = fresh.get_database().expect("it names a database");
    let options = PgConnectOptions::from_str(&server("TEST_DATABASE_URL")).expect("an address of PostgreSQL");
    sqlx::ConnectOptions::to_url_lossy(&options.database(name)).to_string()
}

/// Changes a fresh database's shape, which the role that serves may not.
///
/// # Panics
/// If the statement fails.
pub async fn alter(db: &Database, sql: &str) {
    let name: String = sqlx::query_scalar("select current_database()::text").fetch_one(db).await.expect("up");
    let options = PgConnectOptions::from_str(&server("TEST_DATABASE_URL")).expect("an address of PostgreSQL");
    let mut admin = PgConnection::connect_with(&options.database(&name)).await.expect("PostgreSQL is up");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.expect("a good statement");
}

/// A migrated database to copy from, made by whichever test comes first. Its owner is that of the server's own
/// database, who is no superuser.
async fn migrated_template(admin: &mut PgConnection, options: &PgConnectOptions, runtime: &str) -> String {
    let newest = MIGRATIONS
        .iter()
        .map(|migration| format!("{}{:x?}", migration.version, migration.checksum))
        .collect::<String>();
    let hash = const_hex::encode(&secret::sha256(&newest)[..8]);
    let name = format!("template_{hash}");
    let mut tx = admin.begin().await.expect("PostgreSQL is up");
    sqlx::query("select pg_advisory_xact_lock(7235611)").execute(&mut *tx).await.expect("locks");
    let exists: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(&name)
        .fetch_optional(&mut *tx)
        .await
        .expect("readable catalogue");
    if exists.is_none() {
        // `create database` refuses to run in a transaction, so another connection does it under our lock.
        let mut other = PgConnection::connect_with(options).await.expect("PostgreSQL is up");
        let half = format!("{name}_half");
        sqlx::query(AssertSqlSafe(format!("drop database if exists {half}")))
            .execute(&mut other)
            .await
            .expect("may drop");
        let owner = "select quote_ident(pg_get_userbyid(datdba)) from pg_database where datname = current_database()";
        let owner: String = sqlx::query_scalar(owner).fetch_one(&mut other).await.expect("readable catalogue");
        sqlx::query(AssertSqlSafe(format!("create database {half} owner {owner}")))
            .execute(&mut other)
            .await
            .expect("may create databases");
        let mut made = PgConnection::connect_with(&options.clone().database(&half)).await.expect("just made");
        sqlx::query(AssertSqlSafe(format!("set role {owner}")))
            .execute(&mut made)
            .await
            .expect("any role may be taken");
        migrate(&mut made).await.expect("the migrations are right");
        grant(&mut made, runtime).await.expect("a role that serves");
        made.close().await.expect("PostgreSQL is up");
        sqlx::query(AssertSqlSafe(format!("alter database {half} rename to {name}")))
            .execute(&mut other)
            .await
            .expect("ours alone");
    }
    tx.commit().await.expect("PostgreSQL is up");
    name
}

/// Empties a Redis of which the caller is the only user.
///
/// # Panics
/// If it does not answer.
pub async fn flush_redis(stores: &Stores) {
    redis::cmd("FLUSHALL").query_async::<()>(&mut stores.redis.clone()).await.expect("Redis is up");
}

/// Forgets every saved reply, as if the keys had grown old.
///
/// # Panics
/// As [`fresh_config`].
pub async fn forget_keys(db: &Database) {
    sqlx::query("delete from shop.idempotency_keys").execute(db).await.expect("PostgreSQL is up");
}
