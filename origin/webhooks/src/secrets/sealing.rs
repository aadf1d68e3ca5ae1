//! Secrets of webhooks in the database: encrypted by the vault, where the operator has given it keys (ADR 116).

use domain::WebhookId;
use origin_platform::{Stores, Vault, VaultError};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// How many secrets are sealed in one run.
const BATCH: i64 = 500;

/// A secret as it is kept: in plain, or encrypted, and never both, as the table has it.
#[derive(FromRow)]
pub(crate) struct Kept {
    id: Uuid,
    bytes: Vec<u8>,
    is_sealed: bool,
}

/// What a secret is sealed for.
fn purpose(id: Uuid) -> String {
    format!("webhook secret {id}")
}

impl Kept {
    /// A new one: encrypted, unless there are no keys to do it by.
    ///
    /// # Errors
    /// If it cannot be encrypted.
    pub(crate) fn new(vault: &Vault, key: &[u8]) -> Result<Self, VaultError> {
        let id = Uuid::now_v7();
        let is_sealed = vault.is_open();
        let bytes = if is_sealed { vault.seal(&purpose(id), key)? } else { key.to_vec() };
        Ok(Self { id, bytes, is_sealed })
    }

    /// Inserts it as the newest of the webhook's; returns its id.
    pub(crate) async fn insert(self, tx: &mut PgConnection, webhook: WebhookId) -> sqlx::Result<Uuid> {
        let insert = if self.is_sealed {
            "insert into shop.webhook_secrets (id, webhook_id, sealed) values ($1, $2, $3)"
        } else {
            "insert into shop.webhook_secrets (id, webhook_id, key) values ($1, $2, $3)"
        };
        sqlx::query(insert).bind(self.id).bind(webhook.0).bind(self.bytes).execute(tx).await?;
        Ok(self.id)
    }

    /// The secret itself.
    ///
    /// # Errors
    /// If it is encrypted, and its key is not here.
    pub(crate) fn secret(self, vault: &Vault) -> Result<Vec<u8>, VaultError> {
        if self.is_sealed { vault.unseal(&purpose(self.id), &self.bytes) } else { Ok(self.bytes) }
    }
}

/// Encrypts what lies there in plain, and by the first key what was encrypted by another. Returns how many secrets that
/// were.
///
/// # Errors
/// If PostgreSQL does not answer, or nothing can be encrypted.
pub(crate) async fn seal_all(stores: &Stores) -> anyhow::Result<usize> {
    let Stores { db, vault, .. } = stores;
    if !vault.is_open() {
        return Ok(0);
    }
    let mut count = 0;
    let plain: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("select id, key from shop.webhook_secrets where key is not null limit $1")
            .bind(BATCH)
            .fetch_all(db)
            .await?;
    for (id, key) in plain {
        let sealed = vault.seal(&purpose(id), &key)?;
        let seal = sqlx::query("update shop.webhook_secrets set sealed = $2, key = null where id = $1 and key = $3");
        count += usize::from(seal.bind(id).bind(sealed).bind(key).execute(db).await?.rows_affected() > 0);
    }
    let sealed: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("select id, sealed from shop.webhook_secrets where sealed is not null").fetch_all(db).await?;
    for (id, sealed) in sealed {
        let renewed = match vault.renew(&purpose(id), &sealed) {
            Ok(renewed) => renewed,
            Err(error) => {
                tracing::error!(secret.id = %id, %error, "a secret of a webhook cannot be read");
                continue;
            }
        };
        if let Some(renewed) = renewed {
            let renew = sqlx::query("update shop.webhook_secrets set sealed = $2 where id = $1 and sealed = $3");
            let renew = renew.bind(id).bind(renewed).bind(sealed);
            count += usize::from(renew.execute(db).await?.rows_affected() > 0);
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests;
