//! API keys of the merchant's staff and programs.

use uuid::Uuid;

use crate::Database;
use crate::secret;

/// What every staff key begins with, so that it is told from a session's token at a glance.
pub const PREFIX: &str = "selvedge_staff_";

/// Makes a key and returns it. It is shown this once: only its hash is kept.
///
/// # Errors
/// If PostgreSQL does not answer or refuses the name.
pub async fn create(db: &Database, name: &str) -> sqlx::Result<String> {
    let key = format!("{PREFIX}{}", secret::token());
    sqlx::query("insert into shop.staff_keys (id, name, key_sha256) values ($1, $2, $3)")
        .bind(Uuid::now_v7())
        .bind(name)
        .bind(secret::sha256(&key).as_slice())
        .execute(db)
        .await?;
    Ok(key)
}

/// The name of a key that is valid now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn name_of(db: &Database, key: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select name from shop.staff_keys where key_sha256 = $1 and revoked_at is null")
        .bind(secret::sha256(key).as_slice())
        .fetch_optional(db)
        .await
}

/// Ends every key of this name; returns how many there were.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn revoke(db: &Database, name: &str) -> sqlx::Result<u64> {
    let done = sqlx::query("update shop.staff_keys set revoked_at = now() where name = $1 and revoked_at is null")
        .bind(name)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}
