//! `origin migrate`: the database's shape.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use origin_platform::Database;
use origin_platform::migrations::{MIGRATIONS, grant, migrate};

use crate::options::DatabaseOptions;

/// A database that starts together with us may take this long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Options of `origin migrate`.
#[derive(Args)]
pub struct Migrate {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The role that all other commands log in as. It is let read and write rows, of coming migrations too, and what it
    /// was granted beside that is taken back. Without one, nobody is granted anything.
    #[arg(long, env = "ORIGIN_RUNTIME_ROLE", value_name = "ROLE")]
    runtime_role: Option<String>,
}

impl Migrate {
    /// Applies what is missing. Several may try at once: PostgreSQL lets one at a time.
    pub async fn run(self) -> anyhow::Result<()> {
        let db = self.database.pool()?;
        wait_for(&db).await?;
        let mut connection = db.acquire().await?;
        migrate(&mut connection).await?;
        tracing::info!(migrations = MIGRATIONS.iter().count(), "the database is up to date");
        if let Some(role) = &self.runtime_role {
            grant(&mut connection, role).await?;
            tracing::info!(role, "may read and write rows, and no more");
        }
        Ok(())
    }
}

async fn wait_for(db: &Database) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        match db.acquire().await {
            Ok(_) => return Ok(()),
            Err(error) if begun.elapsed() > TIMEOUT => {
                return Err(error).context("PostgreSQL does not answer; is it running where DATABASE_URL says?");
            }
            Err(error) => tracing::info!(%error, "waiting for PostgreSQL"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
