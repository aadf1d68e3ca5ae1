//! `origin staff-key`: API keys of staff and programs.

use clap::{Args, Subcommand};
use domain::staff::{Permission, Permissions, Role};
use origin_platform::audit;
use origin_platform::staff::{self, NewKey};

use crate::options::DatabaseOptions;

/// Who acts in the audit log, where nobody is known but by having reached the database.
const ACTOR: &str = "command line";

/// Options of `origin staff-key`.
#[derive(Args)]
pub struct StaffKey {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Makes a key and prints it. It is shown this once; only its hash is kept.
    Create(Create),
    /// Ends every key of this name at once.
    Revoke(Named),
    /// Prints every key that is valid, one a line as JSON: what it may do, until when, and when it was used last.
    List {
        #[command(flatten)]
        database: DatabaseOptions,
    },
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    named: Named,
    /// What the key may do, as one of the roles may: owner, catalog, orders, support, marketing, analyst, developer.
    /// Without a role and permissions it may do everything.
    #[arg(long, value_delimiter = ',')]
    role: Vec<Role>,
    /// What the key may do beside, by name, with commas between: catalog.read,stock.write
    #[arg(long, value_delimiter = ',')]
    permissions: Vec<Permission>,
    /// After how many days it ends by itself; without it, never.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3650))]
    expires: Option<u16>,
}

impl Create {
    /// What the key may do; none: everything there will ever be.
    fn permissions(&self) -> Option<Permissions> {
        if self.role.is_empty() && self.permissions.is_empty() {
            return None;
        }
        let named: Permissions = self.permissions.iter().copied().collect();
        Some(Role::permissions_of(&self.role).union(named))
    }

    async fn run(&self) -> anyhow::Result<String> {
        staff::check_key_name(&self.named.name).map_err(anyhow::Error::msg)?;
        let db = self.named.database.pool()?;
        let new = NewKey {
            name: &self.named.name,
            permissions: self.permissions(),
            days: self.expires,
            // Whoever reaches the database may do everything anyway.
            owner: None,
        };
        let mut tx = db.begin().await?;
        let key = staff::create_key(&mut tx, &new).await?;
        let given = serde_json::json!({ "permissions": new.permissions.map(Permissions::names), "days": new.days });
        audit::record(&mut tx, ACTOR, "staff-key create", &format!("key {}", new.name), None, Some(given)).await?;
        tx.commit().await?;
        Ok(key)
    }
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
    /// Makes, ends or lists keys. Standard output gets the new key or the list, and nothing else.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Create(create) => println!("{}", create.run().await?),
            Action::Revoke(Named { name, database }) => {
                let mut tx = database.pool()?.begin().await?;
                let ended = staff::revoke(&mut *tx, &name).await?;
                anyhow::ensure!(ended > 0, "no key of the name “{name}” is valid");
                audit::record(&mut tx, ACTOR, "staff-key revoke", &format!("key {name}"), None, None).await?;
                tx.commit().await?;
                eprintln!("{ended} ended");
            }
            Action::List { database } => {
                for key in staff::keys(&database.pool()?).await? {
                    println!("{}", serde_json::to_string(&key)?);
                }
            }
        }
        Ok(())
    }
}
