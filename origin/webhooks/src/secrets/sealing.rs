//! Secrets of webhooks in the database: encrypted by the vault, where the operator has given it keys (ADR 116).

use origin_platform::{Stores, Vault, VaultError};
use sqlx::FromRow;
use uuid::Uuid;

/// What stands in place of a secret that is kept encrypted alone.
const GONE: [u8; 32] = [0; 32];
/// How many secrets are sealed, or sealed anew, in one run.
const BATCH: i64 = 500;

/// A secret as it is kept.
#[derive(FromRow)]
pub(crate) struct Kept {
    id: Uuid,
    key: Vec<u8>,
    sealed: Option<Vec<u8>>,
}

/// What a secret is sealed for.
fn purpose(id: Uuid) -> String {
    format!("webhook secret {id}")
}

impl Kept {
    /// The secret itself.
    ///
    /// # Errors
    /// If it is encrypted, and its key is not here.
    pub(crate) fn secret(self, vault: &Vault) -> Result<Vec<u8>, VaultError> {
        match self.sealed {
            // What is there in plain, too, needs no key.
            Some(sealed) if self.key == GONE => vault.unseal(&purpose(self.id), &sealed),
            _ => Ok(self.key),
        }
    }
}

/// A new secret as it is kept: what stands for it in plain, and encrypted.
///
/// # Errors
/// If it cannot be encrypted.
pub(crate) fn sealed(vault: &Vault, id: Uuid, key: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
    vault.is_open().then(|| vault.seal(&purpose(id), key)).transpose()
}

/// Keeps a new secret, and says whether it lies there in plain: where there is no vault, and while a program of the release
/// before may run.
pub(crate) const INSERT: &str = "
    insert into shop.webhook_secrets (id, webhook_id, key, sealed)
    select $1, $2, case when $4::bytea is null or exists (
        select from shop.rollouts where what = 'sealed webhook secrets' and ends_at > now()
    ) then $3 else decode(repeat('00', 32), 'hex') end, $4
    returning key = $3";

/// Encrypts what is not, by the first key what was by another, and takes away what lies there in plain as well once no
/// program of the release before runs. Returns how many secrets were encrypted.
///
/// # Errors
/// If PostgreSQL does not answer, or a secret cannot be read.
pub(crate) async fn seal_all(stores: &Stores) -> anyhow::Result<usize> {
    let Stores { db, vault, .. } = stores;
    if !vault.is_open() {
        return Ok(0);
    }
    let mut count = 0;
    let plain: Vec<Kept> =
        sqlx::query_as("select id, key, sealed from shop.webhook_secrets where sealed is null limit $1")
            .bind(BATCH)
            .fetch_all(db)
            .await?;
    for Kept { id, key, .. } in plain {
        let sealed = vault.seal(&purpose(id), &key)?;
        let seal = sqlx::query("update shop.webhook_secrets set sealed = $2 where id = $1 and sealed is null");
        count += usize::from(seal.bind(id).bind(sealed).execute(db).await?.rows_affected() > 0);
    }
    let sealed: Vec<Kept> = sqlx::query_as("select id, key, sealed from shop.webhook_secrets where sealed is not null")
        .fetch_all(db)
        .await?;
    // What lies there in plain, too, goes only once what is encrypted was read by a key that is here.
    let mut readable = Vec::new();
    for (id, key, sealed) in sealed.into_iter().filter_map(|kept| Some((kept.id, kept.key, kept.sealed?))) {
        if key != GONE {
            if vault.unseal(&purpose(id), &sealed).as_deref() == Ok(key.as_slice()) {
                readable.push(id);
            } else {
                // The key that sealed it is gone, and the secret is not.
                let anew = vault.seal(&purpose(id), &key)?;
                let seal = sqlx::query("update shop.webhook_secrets set sealed = $2 where id = $1 and key = $3");
                count += usize::from(seal.bind(id).bind(anew).bind(key).execute(db).await?.rows_affected() > 0);
                continue;
            }
        }
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
    sqlx::query(
        "update shop.webhook_secrets set key = $1
         where id = any($2) and sealed is not null and key <> $1 and not exists (
             select from shop.rollouts where what = 'sealed webhook secrets' and ends_at > now()
         )",
    )
    .bind(GONE.as_slice())
    .bind(readable)
    .execute(db)
    .await?;
    Ok(count)
}

#[cfg(test)]
mod tests;
