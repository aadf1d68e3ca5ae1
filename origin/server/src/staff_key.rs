//! `origin staff-key`: API keys of staff and programs.

use clap::{Args, Subcommand};
use origin_platform::staff;

use crate::options::DatabaseOptions;

/// Options of `origin staff-key`.
#[derive(Args)]
pub struct StaffKey {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Makes a key and prints it. It is shown this once; only its hash is kept.
    Create(Named),
    /// Ends every key of this name at once.
    Revoke(Named),
}

#[derive(Args)]
struct Named {
    /// Whose key it is: a person or a program.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl StaffKey {
    /// Makes or ends a key. Standard output gets the new key and nothing else.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Create(Named { name, database }) => println!("{}", staff::create(&database.pool()?, &name).await?),
            Action::Revoke(Named { name, database }) => {
                let ended = staff::revoke(&database.pool()?, &name).await?;
                anyhow::ensure!(ended > 0, "no key of the name “{name}” is valid");
                eprintln!("{ended} ended");
            }
        }
        Ok(())
    }
}
