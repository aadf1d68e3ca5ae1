//! Accounts at Stripe whose keys staff have given: in our table, encrypted (ADR 116).

use std::sync::Arc;
use std::time::{Duration, Instant};

use origin_platform::{Stores, Vault, VaultError};
use sqlx::FromRow;
use tokio::sync::Mutex;

use super::keys::Keys;

/// How long what was read is taken for what is there: what staff change counts everywhere within a second.
const GLANCE: Duration = Duration::from_millis(500);

/// An account whose keys can be read.
pub struct Account {
    /// Stripe's name for it and whether it is live: `acct_1abc.live`.
    pub name: Arc<str>,
    /// Whether new payments go through it.
    pub is_current: bool,
    pub keys: Arc<Keys>,
}

/// What is set.
pub struct Snapshot {
    /// Whether shoppers can pay.
    pub is_open: bool,
    /// That of new payments first.
    pub accounts: Vec<Account>,
}

/// The table `orders.stripe_accounts`, read while it is used.
pub struct Accounts {
    stores: Stores,
    seen: Mutex<Option<(Instant, Arc<Snapshot>)>>,
}

#[derive(FromRow)]
struct Row {
    name: String,
    is_current: bool,
    publishable_key: String,
    secret_key: Vec<u8>,
    webhook_secrets: Vec<Vec<u8>>,
}

/// What a secret key is sealed for.
pub fn key_purpose(account: &str) -> String {
    format!("stripe {account} secret key")
}

/// What a secret of hooks is sealed for.
pub fn hook_purpose(account: &str) -> String {
    format!("stripe {account} webhook secret")
}

impl Accounts {
    pub fn new(stores: Stores) -> Self {
        Self { stores, seen: Mutex::default() }
    }

    /// What is set, or was half a second ago. While PostgreSQL does not answer, what was set last.
    pub async fn current(&self) -> Arc<Snapshot> {
        let mut seen = self.seen.lock().await;
        if let Some((at, snapshot)) = &*seen
            && at.elapsed() < GLANCE
        {
            return Arc::clone(snapshot);
        }
        let last = seen.as_ref().map(|(_, snapshot)| Arc::clone(snapshot));
        let snapshot = match self.read().await {
            Ok(snapshot) => Arc::new(snapshot),
            Err(error) => {
                tracing::error!(%error, "PostgreSQL does not tell how the shop is paid; what was set last is used");
                match last {
                    Some(last) => last,
                    None => return Arc::new(Snapshot { is_open: true, accounts: Vec::new() }),
                }
            }
        };
        *seen = Some((Instant::now(), Arc::clone(&snapshot)));
        snapshot
    }

    /// Reads it anew at the next use, in this process.
    pub async fn forget(&self) {
        *self.seen.lock().await = None;
    }

    async fn read(&self) -> sqlx::Result<Snapshot> {
        let is_open: Option<bool> =
            sqlx::query_scalar("select is_open from orders.payment_settings").fetch_optional(&self.stores.db).await?;
        let rows: Vec<Row> = sqlx::query_as(
            "select name, is_current, publishable_key, secret_key, webhook_secrets from orders.stripe_accounts
             order by is_current desc, retired_at desc",
        )
        .fetch_all(&self.stores.db)
        .await?;
        let vault = &self.stores.vault;
        let readable = |row: Row| vault.told(&key_purpose(&row.name), open(vault, row));
        Ok(Snapshot { is_open: is_open.unwrap_or(true), accounts: rows.into_iter().filter_map(readable).collect() })
    }
}

fn open(vault: &Vault, row: Row) -> Result<Account, VaultError> {
    let key = vault.unseal_text(&key_purpose(&row.name), &row.secret_key)?;
    let purpose = hook_purpose(&row.name);
    // One that cannot be read keeps no money away: hooks that are signed with it are refused, and Stripe is asked instead.
    let readable = |(place, sealed): (usize, &Vec<u8>)| {
        vault.told(&format!("{purpose} {place}"), vault.unseal_text(&purpose, sealed))
    };
    let keys = Keys {
        secret_keys: vec![key],
        webhook_secrets: row.webhook_secrets.iter().enumerate().filter_map(readable).collect(),
        publishable_key: Some(row.publishable_key),
    };
    Ok(Account { name: row.name.into(), is_current: row.is_current, keys: Arc::new(keys) })
}

/// Seals anew, by the first key of the vault, what was sealed by another. Returns how many accounts.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn reseal(stores: &Stores) -> anyhow::Result<usize> {
    let Stores { db, vault, .. } = stores;
    if !vault.is_open() {
        return Ok(0);
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select name, is_current, publishable_key, secret_key, webhook_secrets from orders.stripe_accounts",
    )
    .fetch_all(db)
    .await?;
    let mut count = 0;
    for Row { name, secret_key, webhook_secrets, .. } in rows {
        let renewed = |purpose: &str, sealed: &Vec<u8>| -> Result<Vec<u8>, VaultError> {
            Ok(vault.renew(purpose, sealed)?.unwrap_or_else(|| sealed.clone()))
        };
        // One that cannot be read any more stays until staff have given others.
        let purpose = hook_purpose(&name);
        let kept = |sealed: &Vec<u8>| renewed(&purpose, sealed).unwrap_or_else(|_| sealed.clone());
        let hooks: Vec<Vec<u8>> = webhook_secrets.iter().map(kept).collect();
        let key = match renewed(&key_purpose(&name), &secret_key) {
            Ok(key) => key,
            Err(error) => {
                tracing::error!(account = name, %error, "the keys of an account at Stripe cannot be read");
                continue;
            }
        };
        if key == secret_key && hooks == webhook_secrets {
            continue;
        }
        // Whoever sets others meanwhile has sealed them by the first key already.
        let done = sqlx::query(
            "update orders.stripe_accounts set secret_key = $2, webhook_secrets = $3
             where name = $1 and secret_key = $4 and webhook_secrets = $5",
        )
        .bind(name)
        .bind(key)
        .bind(hooks)
        .bind(secret_key)
        .bind(webhook_secrets)
        .execute(db)
        .await?;
        count += usize::from(done.rows_affected() > 0);
    }
    Ok(count)
}
