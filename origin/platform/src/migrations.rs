//! The database's shape: `migrations/<schema>/` holds a base for each schema and what came after it.

mod grants;
#[cfg(test)]
mod personal_data;

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::Context as _;
use sqlx::PgConnection;
use sqlx::migrate::{MigrateError, Migrator};

pub use grants::grant;

/// Version of the oldest migration there is. Whatever a database knows from before was squashed into it.
const FIRST: i64 = 20_261_204_000_001;

/// The schemas, each of which has a folder.
const SCHEMAS: [&str; 7] = ["shop", "catalog", "orders", "accounts", "media", "staff", "settings"];

/// Every change of the database's shape, in the order of the versions, whichever schema they are of.
pub static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let folders = [
        sqlx::migrate!("../../migrations/shop"),
        sqlx::migrate!("../../migrations/catalog"),
        sqlx::migrate!("../../migrations/orders"),
        sqlx::migrate!("../../migrations/accounts"),
        sqlx::migrate!("../../migrations/media"),
        sqlx::migrate!("../../migrations/staff"),
        sqlx::migrate!("../../migrations/settings"),
    ];
    Migrator::with_migrations(folders.iter().flat_map(Migrator::iter).cloned().collect())
});

/// After how long whoever has to wait for another asks again whether it is their turn.
const AGAIN: Duration = Duration::from_millis(200);

/// Applies what is missing. Several may try at once: one after the other has its turn.
///
/// # Errors
/// If the database has migrations that this program does not know, or a statement fails. The message says what
/// to do.
pub async fn migrate(connection: &mut PgConnection) -> anyhow::Result<()> {
    // The record of what is applied is a table of no schema's own. A role that has the name of one of the schemas
    // would otherwise look for it there, find none, and begin from the start.
    sqlx::query("set search_path to public").execute(&mut *connection).await.context("PostgreSQL does not answer")?;
    // Asked again and again: whoever waited within a statement would be waited for by `create index concurrently`.
    let lock = "select pg_try_advisory_lock(hashtext('migrations'))";
    while !sqlx::query_scalar::<_, bool>(lock)
        .fetch_one(&mut *connection)
        .await
        .context("PostgreSQL does not answer")?
    {
        tokio::time::sleep(AGAIN).await;
    }
    let applied = MIGRATIONS.run(&mut *connection).await;
    let unlock = "select pg_advisory_unlock(hashtext('migrations'))";
    // A connection that is lost has let go of it.
    drop(sqlx::query(unlock).execute(&mut *connection).await);
    applied.map_err(|error| {
        let advice = advice(&error).unwrap_or("the database could not be migrated");
        anyhow::Error::new(error).context(advice)
    })
}

fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(FIRST)
}

/// What to do about a database whose record of applied migrations is not ours.
fn advice(error: &MigrateError) -> Option<&'static str> {
    match error {
        MigrateError::VersionMissing(version) if *version < FIRST => Some(
            "this database was made before the first release, by migrations that no longer exist, and cannot be \
             brought up. Begin with an empty one: `cargo xtask down --delete` forgets the data of `cargo xtask up`; \
             of any other server, drop the database and create it again",
        ),
        MigrateError::VersionMissing(version) if *version > newest() => {
            Some("this database was migrated by a newer release: run that one, or restore a backup from before it")
        }
        MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => Some(
            "this database was migrated by a file that is not as it was then. A released migration is never changed: \
             restore the file, and write a new one. For a database of the development alone, begin with an empty one \
             (`cargo xtask down --delete` forgets the data of `cargo xtask up`)",
        ),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if is_refused(error) => Some(
            "this role may not change the database: migrate as the one that owns it, and let `--runtime-role` name the \
             one that serves",
        ),
        _ => None,
    }
}

/// Whether the role may not do what it wants to (42501: insufficient privilege).
fn is_refused(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "42501")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::process::Command;

    use sqlx::Connection as _;

    use super::*;
    use crate::testing::fresh_config;

    /// A fresh database, as a role that may do anything there.
    async fn fresh_url() -> String {
        origin_testing::admin_url(&fresh_config().await.database_url)
    }

    /// First line of each `schema.sql`.
    const HEADER: &str = "-- What the migrations beside it make, as pg_dump tells it. It is compared by a test, never \
                          run; `cargo xtask schema` writes it.\n";

    fn folders() -> Vec<PathBuf> {
        let root =
            PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../migrations");
        let mut folders: Vec<_> =
            root.read_dir().expect("the migrations").map(|entry| entry.expect("a folder").path()).collect();
        folders.sort();
        folders
    }

    /// What pg_dump tells of a schema, without what depends on its version or the moment.
    fn dump(url: &str, schema: &str) -> String {
        let program = std::env::var("TEST_PG_DUMP").expect("TEST_PG_DUMP: run the tests by `cargo xtask test`");
        let mut command = Command::new(program);
        // sqlx writes a setting of its own into the address, which libpq refuses.
        let (address, settings) = url.split_once('?').unwrap_or((url, ""));
        let settings: Vec<&str> = settings.split('&').filter(|pair| !pair.starts_with("statement-cache")).collect();
        let url = format!("{address}?{}", settings.join("&"));
        command.args(["--schema-only", "--no-owner", "--no-privileges", "--schema", schema, "--dbname", &url]);
        let output = command.output().expect("pg_dump");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        let noise = ["--", "\\", "SET ", "SELECT pg_catalog.set_config"];
        let mut lines: Vec<&str> =
            text.lines().filter(|line| !noise.iter().any(|beginning| line.starts_with(beginning))).collect();
        lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
        format!("{HEADER}{}\n", lines.join("\n").trim_end())
    }

    #[tokio::test]
    async fn the_committed_schemas_are_what_a_fresh_database_has() {
        let url = fresh_url().await;
        let write = std::env::var_os("SELVEDGE_WRITE_SCHEMA").is_some();
        for folder in folders() {
            let schema = folder.file_name().and_then(|name| name.to_str()).expect("a name");
            let (file, dump) = (folder.join("schema.sql"), dump(&url, schema));
            if write {
                std::fs::write(&file, &dump).expect("the folder of the sources");
            }
            let committed = std::fs::read_to_string(&file).unwrap_or_default();
            let differs = committed.lines().zip(dump.lines()).position(|(committed, dumped)| committed != dumped);
            assert!(
                committed == dump,
                "{} differs from a fresh database in line {}: run `cargo xtask schema`, look at the difference, and \
                 commit it",
                file.display(),
                differs.unwrap_or_else(|| committed.lines().count().min(dump.lines().count())) + 1,
            );
        }
    }

    #[test]
    fn every_folder_is_read_and_no_version_is_given_twice() {
        let files = folders().iter().flat_map(|folder| folder.read_dir().expect("files")).count();
        let names: BTreeSet<_> =
            folders().iter().filter_map(|folder| folder.file_name()?.to_str().map(str::to_owned)).collect();
        assert_eq!(names, SCHEMAS.map(str::to_owned).into());
        // Each folder has one `schema.sql`.
        assert_eq!(MIGRATIONS.iter().count(), files - folders().len());
        let versions: BTreeSet<_> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        assert_eq!(versions.len(), MIGRATIONS.iter().count());
        assert_eq!(versions.first(), Some(&FIRST));
    }

    #[tokio::test]
    async fn who_may_not_migrate_is_told_who_may() {
        let url = fresh_config().await.database_url;
        let mut runtime = PgConnection::connect(&url).await.expect("PostgreSQL is up");
        let error = migrate(&mut runtime).await.expect_err("it may not");
        assert!(format!("{error:#}").contains("--runtime-role"), "{error:#}");
    }

    #[tokio::test]
    async fn a_database_of_other_migrations_is_told_what_to_do() {
        let cases = [
            (20_261_126_000_001, "cannot be brought up"),
            (99_990_101_000_000, "migrated by a newer release"),
            (FIRST, "is not as it was then"),
        ];
        for (version, hint) in cases {
            let mut connection = PgConnection::connect(&fresh_url().await).await.expect("PostgreSQL is up");
            migrate(&mut connection).await.expect("there is nothing to do");
            let record = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                          values ($1, 'of another program', true, '', 0)
                          on conflict (version) do update set checksum = ''";
            sqlx::query(record).bind(version).execute(&mut connection).await.expect("a record");
            let error = migrate(&mut connection).await.expect_err("not ours");
            assert!(format!("{error:#}").contains(hint), "{error:#}");
        }
    }
}
