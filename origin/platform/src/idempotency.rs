//! Saved replies: a write that is repeated with the same key happens once.

use api::problem::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{PgConnection, PgExecutor};

use crate::ServiceError;

/// A write's key with what it was used for.
#[derive(Clone, Debug)]
pub struct Key {
    /// The endpoint's name.
    pub scope: &'static str,
    /// The caller's key.
    pub key: String,
    /// SHA-256 over caller, method, path and body.
    pub fingerprint: [u8; 32],
}

/// Checks a key's shape.
///
/// # Errors
/// A problem that says what a key looks like.
pub fn parse_key(text: &str) -> Result<String, Problem> {
    let shaped = (8..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let advice = "An Idempotency-Key has 8 to 100 printable ASCII characters; a random UUID is a good one.";
    if shaped { Ok(text.to_owned()) } else { Err(Problem::new(Code::InvalidRequest, advice)) }
}

/// Whether a statement with `shop.keep_reply` failed because the same request was at
/// work: what is kept is known to the next statement.
pub fn is_repeat(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    constraint == Some("idempotency_keys_pkey")
}

impl Key {
    /// Checks that what is kept under the key was for this request.
    ///
    /// # Errors
    /// A problem if the key was used for another one.
    pub fn check(&self, fingerprint: &[u8]) -> Result<(), Problem> {
        let detail = "This Idempotency-Key was used for another request before; use a new key for a new request.";
        let same = fingerprint == self.fingerprint;
        if same { Ok(()) } else { Err(Problem::new(Code::IdempotencyKeyReused, detail)) }
    }

    /// Claims the key in the caller's transaction. If the write has happened before, its reply is
    /// returned; if it is happening right now, this waits for the outcome.
    ///
    /// # Errors
    /// A problem if the key was used for another request.
    pub async fn claim<R: DeserializeOwned>(&self, tx: &mut PgConnection) -> Result<Option<R>, ServiceError> {
        // The update changes nothing; it makes the statement return the row that is there already.
        let (fingerprint, reply): (Vec<u8>, Option<serde_json::Value>) = sqlx::query_as(
            "insert into shop.idempotency_keys as saved (scope, key, fingerprint) values ($1, $2, $3)
             on conflict (scope, key) do update set key = saved.key
             returning fingerprint, reply",
        )
        .bind(self.scope)
        .bind(&self.key)
        .bind(self.fingerprint.as_slice())
        .fetch_one(tx)
        .await?;
        self.check(&fingerprint)?;
        Ok(reply.map(serde_json::from_value).transpose()?)
    }

    /// The reply that is kept under the key, if there is one.
    ///
    /// # Errors
    /// A problem if the key was used for another request.
    pub async fn find<R: DeserializeOwned>(&self, db: impl PgExecutor<'_>) -> Result<Option<R>, ServiceError> {
        let kept: Option<(Vec<u8>, Option<serde_json::Value>)> =
            sqlx::query_as("select fingerprint, reply from shop.kept_reply($1, $2)")
                .bind(self.scope)
                .bind(&self.key)
                .fetch_optional(db)
                .await?;
        let Some((fingerprint, reply)) = kept else { return Ok(None) };
        self.check(&fingerprint)?;
        Ok(reply.map(serde_json::from_value).transpose()?)
    }

    /// Keeps the reply, in the transaction of the write.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn save<R: Serialize>(&self, tx: &mut PgConnection, reply: &R) -> Result<(), ServiceError> {
        sqlx::query("update shop.idempotency_keys set reply = $3 where scope = $1 and key = $2")
            .bind(self.scope)
            .bind(&self.key)
            .bind(serde_json::to_value(reply)?)
            .execute(tx)
            .await?;
        Ok(())
    }
}

/// Forgets keys older than a day; returns how many.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_old(db: &crate::Database) -> sqlx::Result<u64> {
    let done = sqlx::query("delete from shop.idempotency_keys where created_at < now() - interval '1 day'")
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}
