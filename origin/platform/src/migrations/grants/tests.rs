use sqlx::AssertSqlSafe;

use super::*;
use crate::testing::fresh_config;

/// A migrated database, as the role that serves, and as one that may do anything.
async fn connections() -> (PgConnection, PgConnection) {
    let url = fresh_config().await.database_url;
    let admin = origin_testing::admin_url(&url);
    let (runtime, admin) = tokio::join!(PgConnection::connect(&url), PgConnection::connect(&admin));
    (runtime.expect("PostgreSQL is up"), admin.expect("PostgreSQL is up"))
}

async fn run(connection: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

/// Whether a statement is refused because the role may not.
async fn is_refused(connection: &mut PgConnection, sql: &str) -> bool {
    match run(connection, sql).await {
        // 42501: insufficient privilege.
        Err(sqlx::Error::Database(error)) => error.code().as_deref() == Some("42501"),
        _ => false,
    }
}

async fn name(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(connection).await.expect("a name")
}

/// The role that owns the tables.
async fn owner(connection: &mut PgConnection) -> String {
    name(connection, "select tableowner::text from pg_tables where schemaname = 'shop' and tablename = 'outbox'").await
}

#[tokio::test]
async fn l15_the_runtime_role_can_neither_change_nor_drop_a_table() {
    let (mut runtime, mut admin) = connections().await;
    let tables: Vec<(String, String, String)> = sqlx::query_as(
        "select schemaname::text, format('%I.%I', schemaname, tablename), tableowner::text
         from pg_tables where schemaname = any($1)",
    )
    .bind(SCHEMAS.as_slice())
    .fetch_all(&mut admin)
    .await
    .expect("readable");
    for schema in SCHEMAS {
        assert!(tables.iter().any(|(of, _, _)| of == schema), "{schema} has tables");
        for change in ["drop schema {} cascade", "create table {}.more ()", "alter schema {} rename to more"] {
            let sql = change.replace("{}", schema);
            assert!(is_refused(&mut runtime, &sql).await, "{sql}");
        }
    }
    for (_, table, owner) in &tables {
        for change in [
            "drop table {} cascade",
            "truncate {} cascade",
            "alter table {} add column more integer",
            "alter table {} rename to more",
            "alter table {} disable trigger all",
            "create index on {} ((1))",
            "create rule more as on delete to {} do instead nothing",
        ] {
            let sql = change.replace("{}", table);
            assert!(is_refused(&mut runtime, &sql).await, "{sql}");
        }
        let sql = format!("set role {owner}");
        assert!(is_refused(&mut runtime, &sql).await, "{sql}");
        // And what it is there for, it may.
        let may: bool = sqlx::query_scalar(
            "select has_table_privilege($1, 'select') and has_table_privilege($1, 'insert')
                    and has_table_privilege($1, 'update') and has_table_privilege($1, 'delete')",
        )
        .bind(table)
        .fetch_one(&mut runtime)
        .await
        .expect("readable");
        assert!(may, "{table}");
    }
    for change in ["create schema more", "create table public.more ()", "drop table public._sqlx_migrations"] {
        assert!(is_refused(&mut runtime, change).await, "{change}");
    }
    assert!(
        is_refused(&mut runtime, "delete from public._sqlx_migrations").await,
        "what was applied is not its to say"
    );
}

#[tokio::test]
async fn what_coming_migrations_make_is_read_and_written_and_no_more() {
    let (mut runtime, mut admin) = connections().await;
    let owner = owner(&mut admin).await;
    let migration = format!(
        "set role {owner};
         create table orders.coming (id bigint generated always as identity, note text);
         create sequence orders.coming_numbers;
         create function orders.coming_notes() returns bigint language sql as 'select count(*) from orders.coming'"
    );
    run(&mut admin, &migration).await.expect("its owner may");
    let used = "insert into orders.coming (note) values ('new');
                update orders.coming set note = nextval('orders.coming_numbers')::text;
                select orders.coming_notes();
                delete from orders.coming";
    run(&mut runtime, used).await.expect("rows are its business");
    assert!(is_refused(&mut runtime, "drop table orders.coming").await);
    assert!(is_refused(&mut runtime, "truncate orders.coming").await);
}

#[tokio::test]
async fn what_was_granted_too_much_is_taken_back() {
    let (mut runtime, mut admin) = connections().await;
    let (owner, role) = (owner(&mut admin).await, name(&mut runtime, "select current_user::text").await);
    let generous =
        format!("set role {owner}; grant all on orders.carts to {role}; grant create on schema orders to {role}");
    run(&mut admin, &generous).await.expect("its owner may");
    run(&mut runtime, "create table orders.more ()").await.expect("it was granted");
    run(&mut runtime, "drop table orders.more").await.expect("its own");
    grant(&mut admin, &role).await.expect("a role that serves");
    assert!(is_refused(&mut runtime, "create table orders.more ()").await);
    assert!(is_refused(&mut runtime, "truncate orders.carts").await);
    run(&mut runtime, "delete from orders.carts").await.expect("rows are its business");
}

#[tokio::test]
async fn a_role_from_which_nothing_could_be_kept_is_refused() {
    let (_, mut admin) = connections().await;
    let (owner, superuser) = (owner(&mut admin).await, name(&mut admin, "select current_user::text").await);
    for (role, hint) in
        [("nobody-knows-it", "has no role"), (superuser.as_str(), "Name another"), (owner.as_str(), "reassign owned")]
    {
        let error = grant(&mut admin, role).await.expect_err("not that one");
        assert!(format!("{error:#}").contains(hint), "{error:#}");
    }
}
