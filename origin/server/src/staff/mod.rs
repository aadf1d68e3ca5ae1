//! `origin staff`: the people who run the shop.

pub mod key;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use domain::staff::Role;
use origin_platform::ServiceError;
use origin_staff::{By, accounts, invitations};

use crate::options::StoresOptions;

/// Options of `origin staff`.
#[derive(Args)]
pub struct Staff {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Prints a link by which somebody gets an account, or a new password and new codes for the one they have. It is good
    /// for three days, once.
    Invite(Invite),
    /// Ends somebody's account: sessions, browsers, keys and open invitations are over at once. Another invitation opens it
    /// again.
    Deactivate {
        /// Whose account it is.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        stores: StoresOptions,
    },
    /// Prints everybody, one a line: address, name, roles, and whether they may sign in.
    List {
        #[command(flatten)]
        stores: StoresOptions,
    },
}

#[derive(Args)]
struct Invite {
    /// Whose account it is.
    #[arg(long)]
    email: String,
    /// What they are: owner, catalog, orders, support, marketing, analyst, developer; several with commas between them.
    #[arg(long, required = true, value_delimiter = ',')]
    role: Vec<Role>,
    /// The address of the staff's pages, as browsers reach it.
    #[arg(long, env = "ORIGIN_ADMIN_URL", default_value = "http://127.0.0.1:3002", value_name = "URL")]
    admin_url: String,
    #[command(flatten)]
    stores: StoresOptions,
}

impl Staff {
    /// Invites, ends or lists. Standard output gets the link or the list, and nothing else.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Invite(Invite { email, role, admin_url, stores }) => {
                let token = invitations::invite(&stores.connect().await?, By::command_line(), &email, &role).await;
                let token = token.map_err(ServiceError::into_cause).context("nobody was invited")?;
                println!("{}{}", admin_url.trim_end_matches('/'), invitations::path(&token));
            }
            Action::Deactivate { email, stores } => {
                let stores = stores.connect().await?;
                let account = accounts::of_email(&stores, &email).await.map_err(ServiceError::into_cause)?;
                let ended = accounts::deactivate(&stores, By::command_line(), account.id).await;
                ended.map_err(ServiceError::into_cause)?;
                eprintln!("{} may not sign in any more", account.email);
            }
            Action::List { stores } => {
                let all = accounts::list(&stores.connect().await?).await.map_err(ServiceError::into_cause)?;
                for account in all {
                    let roles: Vec<&str> = account.roles.iter().map(|role| role.name()).collect();
                    let state = if account.is_active { "active" } else { "deactivated" };
                    println!("{}\t{}\t{}\t{state}", account.email, account.name, roles.join(","));
                }
            }
        }
        Ok(())
    }
}
