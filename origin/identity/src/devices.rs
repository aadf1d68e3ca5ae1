//! Browsers in which somebody has logged into an account before. Wrong passwords from elsewhere are counted apart from
//! theirs, so that nobody can lock an account's owner out (OWASP: device cookies).

use domain::Email;
use origin_platform::{ServiceError, Stores, secret};
use redis::AsyncCommands as _;

/// A browser is known for so long after the last log-in with it, in seconds.
const LASTS: u64 = 180 * 24 * 60 * 60;
/// Longer than any of our tokens.
const MAX_LENGTH: usize = 64;

/// Makes a browser known, and returns the token that it shows when it logs in again. Only hashes are kept.
///
/// # Errors
/// If Redis does not answer.
pub(crate) async fn remember(stores: &Stores, email: &str) -> Result<String, ServiceError> {
    let token = secret::token();
    let () = stores.redis.clone().set_ex(key(stores, &token), owner(email), LASTS).await?;
    Ok(token)
}

/// Whether the account of this address was logged into with the browser that shows this token.
///
/// # Errors
/// If Redis does not answer.
pub(crate) async fn is_known(stores: &Stores, email: &Email, token: &str) -> Result<bool, ServiceError> {
    if token.len() > MAX_LENGTH {
        return Ok(false);
    }
    let known: Option<String> = stores.redis.clone().get(key(stores, token)).await?;
    Ok(known.is_some_and(|known| known == owner(email.as_str())))
}

fn key(stores: &Stores, token: &str) -> String {
    format!("{}device:{}", stores.redis_prefix, const_hex::encode(secret::sha256(token)))
}

fn owner(email: &str) -> String {
    const_hex::encode(secret::sha256(&email.to_ascii_lowercase()))
}
