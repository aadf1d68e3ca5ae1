//! Taking imports back: by command, and by the worker where the office has asked for it.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use origin_catalog::imports::{self, Import, MAX_AT_ONCE, Open, Undone};
use origin_messaging::Job;
use origin_orders::inventory::{StockLeft, take_back_import};
use origin_platform::{Database, Stores, audit};
use sqlx::PgConnection;
use uuid::Uuid;

use super::landing::ACTOR;
use crate::options::DatabaseOptions;

/// How the audit log calls who runs the command.
const COMMAND: &str = "origin imports";
/// How often the worker looks whether an import is to be taken back.
const EVERY: Duration = Duration::from_secs(2);
/// The exit status if something was left as it is.
const EXIT_SOME_LEFT: u8 = 3;

/// Options of `origin imports`.
#[derive(Args)]
pub struct Imports {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists the imports that can be taken back, the newest first: those of thirty days, a hundred at most.
    List {
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Takes an import back: what it made is deleted, or archived if it was sold, and what it changed becomes what it
    /// was. Stock that it set is taken back, as far as it was not sold or counted since. What somebody has changed since
    /// is left as it is, and named. If it breaks off, run it again. The exit status is 3 if something was left.
    Undo {
        /// The import, as its end or the list names it.
        import: Uuid,
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

impl Imports {
    /// Lists imports, or takes one back.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.action {
            Action::List { database } => {
                for one in imports::list(&database.pool()?).await? {
                    let state = match (one.undone, one.undo_asked, one.ended) {
                        (true, ..) => "taken back",
                        (_, true, _) => "being taken back",
                        (.., true) => "whole",
                        (.., false) => "under way or broken off",
                    };
                    let imports::Listed { id, begun_at, file, made, changed, left, .. } = one;
                    println!("{id}  {begun_at}  {made} new, {changed} changed, {left} left, {state}  {file}");
                }
                Ok(ExitCode::SUCCESS)
            }
            Action::Undo { import, database } => {
                let db = database.pool()?;
                let mut tx = db.begin().await?;
                let asked = imports::ask_undo(&mut tx, import).await?;
                let asked = asked.with_context(|| {
                    format!("there is no import {import}: origin imports list names those that can be taken back")
                })?;
                audit::record(&mut tx, COMMAND, "undo_import", &format!("import {import}"), None, None).await?;
                tx.commit().await?;
                let Undone { restored, deleted, archived, left } = undo_all(&db, asked).await?;
                eprintln!("{restored} as before, {deleted} deleted, {archived} archived, {left} left as they are");
                let named = imports::left(&db, import).await?;
                for imports::Left { slug, reason } in &named {
                    eprintln!("  {slug}: {reason}");
                }
                Ok(if named.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_SOME_LEFT) })
            }
        }
    }
}

/// The job that takes imports back for which the office has asked. Any number of processes may run it.
pub fn undo_job(stores: Stores) -> Job {
    Job::by_the_clock("schedule", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            while let Some(import) = imports::next_asked(&stores.db).await? {
                let undone = undo_all(&stores.db, import).await?;
                tracing::info!(import = %import.id, ?undone, "took an import back");
            }
            Ok(())
        }
    })
}

/// Takes back what is left of an import to be taken back, and tells what became of that.
///
/// # Errors
/// If PostgreSQL does not answer. Called again it goes on.
pub async fn undo_all(db: &Database, import: Import) -> anyhow::Result<Undone> {
    let mut all = Undone::default();
    loop {
        let some = match undo_some(db, import, MAX_AT_ONCE).await {
            Err(error) if is_of_a_row(&error) => undo_one(db, import).await?,
            other => other?,
        };
        let Some(some) = some else { break };
        all.restored += some.restored;
        all.deleted += some.deleted;
        all.archived += some.archived;
        all.left += some.left;
    }
    while take_stock_back(db, import).await? {}
    let mut tx = db.begin().await?;
    imports::undo_collections(&mut tx, import).await?;
    tx.commit().await?;
    Ok(all)
}

/// Takes back as many products in one transaction; none if there is none left.
async fn undo_some(db: &Database, import: Import, limit: u32) -> anyhow::Result<Option<Undone>> {
    let mut called_off = None;
    if import.fetches {
        // Before anything is locked: whoever brings a picture to a product locks that the other way round.
        let next: Vec<_> = imports::next(db, import, limit).await?.iter().map(Open::product).collect();
        origin_media::unwant(db, &next, ACTOR).await?;
        called_off = Some(next);
    }
    let mut tx = db.begin().await?;
    let mut open = imports::open(&mut tx, import, limit).await?;
    if open.is_empty() {
        return Ok(None);
    }
    if let Some(called_off) = called_off {
        // Others took the first of them back meanwhile: pictures may still come to the rest, which are next.
        open.retain(|one| called_off.contains(&one.product()));
    }
    let undone = undo_these(&mut tx, import, &open).await?;
    tx.commit().await?;
    Ok(Some(undone))
}

/// Takes the stock of some SKUs back that the import set, in one transaction, and notes what stays and why; whether there
/// was any. By now no batch of the import is under way that could set more.
async fn take_stock_back(db: &Database, import: Import) -> anyhow::Result<bool> {
    let mut tx = db.begin().await?;
    let Some(left) = take_back_import(&mut tx, import.id, MAX_AT_ONCE).await? else { return Ok(false) };
    let left = left.into_iter().map(|StockLeft { sku, location, reason }| (sku, location, reason)).collect();
    imports::note_stock_left(&mut tx, import, left).await?;
    tx.commit().await?;
    Ok(true)
}

/// The next product alone; one that PostgreSQL refuses is left as it is.
async fn undo_one(db: &Database, import: Import) -> anyhow::Result<Option<Undone>> {
    let error = match undo_some(db, import, 1).await {
        Err(error) if is_of_a_row(&error) => error,
        other => return other,
    };
    let mut tx = db.begin().await?;
    let open = imports::open(&mut tx, import, 1).await?;
    let Some(one) = open.first() else { return Ok(None) };
    imports::leave(&mut tx, import, one.product(), &format!("{error:#}")).await?;
    tx.commit().await?;
    Ok(Some(Undone { left: 1, ..Undone::default() }))
}

async fn undo_these(tx: &mut PgConnection, import: Import, open: &[Open]) -> anyhow::Result<Undone> {
    let products: Vec<_> = open.iter().map(Open::product).collect();
    let sold = origin_orders::orders::were_ordered(&mut *tx, &products).await?;
    imports::undo(tx, import, open, &sold).await
}

/// Whether it is a value that does not fit, or a rule of the tables that would be broken (classes 22 and 23).
fn is_of_a_row(error: &anyhow::Error) -> bool {
    let code =
        error.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error).and_then(|error| error.code());
    code.is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
}

#[cfg(test)]
mod tests;
