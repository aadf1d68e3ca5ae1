//! `origin audit`: what staff changed.

use anyhow::bail;
use clap::{Args, Subcommand};
use origin_platform::audit::{Chain, entries, verify};

use crate::options::DatabaseOptions;

/// How many entries are read at once.
const BATCH: u32 = 500;

/// Options of `origin audit`.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Prints the log, the newest entry first, one JSON object a line.
    Print {
        /// Only what was changed of this: "product <id>", "collection <slug>" or "variant <sku>".
        #[arg(long)]
        subject: Option<String>,
        #[command(flatten)]
        database: DatabaseOptions,
    },
    /// Looks whether every entry follows from the one before it, and fails if one does not.
    Verify {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

impl Audit {
    /// Prints or verifies the log.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Print { subject, database } => {
                let db = database.pool()?;
                let mut before = None;
                loop {
                    let page = entries(&db, subject.as_deref(), before, BATCH).await?;
                    for entry in &page {
                        println!("{}", serde_json::to_string(entry)?);
                    }
                    let Some(last) = page.last() else { return Ok(()) };
                    before = Some(last.seq);
                }
            }
            Action::Verify { database } => match verify(&database.pool()?).await? {
                Chain::Whole(entries) => {
                    println!("{entries} entries, each of which follows from the one before");
                    Ok(())
                }
                Chain::BrokenAt(seq) => {
                    bail!("entry {seq} does not follow from the one before: the log was changed behind its back")
                }
            },
        }
    }
}
