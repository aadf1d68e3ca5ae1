//! Slowing down whoever guesses passwords, for each address by itself.

use api::problem::{Code, Problem};
use domain::Email;
use origin_platform::{Failure, Stores, secret};

/// Failed attempts in a row before an address has to wait.
const FAILURES: u64 = 10;
/// How long it then waits, counted from the first of them, in seconds.
const FAILURES_WINDOW: u64 = 15 * 60;
/// Attempts of any outcome within a minute: each costs a slow hash.
const ATTEMPTS_PER_MINUTE: u64 = 50;

fn key(stores: &Stores, what: &str, email: &Email) -> String {
    // The address itself is nobody's business in Redis.
    let hash = secret::sha256(&email.as_str().to_lowercase());
    let hash: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}login:{what}:{hash}", stores.redis_prefix)
}

/// Counts an attempt, before its outcome is known, so that many at once are counted as many.
///
/// # Errors
/// [`Code::TooManyRequests`] if the address has to wait.
pub(crate) async fn attempt(stores: &Stores, email: &Email) -> Result<(), Failure> {
    let (failures, minute) = (key(stores, "failures", email), key(stores, "minute", email));
    let mut redis = stores.redis.clone();
    let mut counting = redis::pipe();
    counting.atomic();
    for (key, seconds) in [(&failures, FAILURES_WINDOW), (&minute, 60)] {
        counting.cmd("SET").arg(key).arg(0).arg("EX").arg(seconds).arg("NX").ignore();
        counting.cmd("INCR").arg(key);
    }
    let (failures, minute): (u64, u64) = counting.query_async(&mut redis).await?;
    if failures > FAILURES || minute > ATTEMPTS_PER_MINUTE {
        let detail = "There were too many attempts to log in with this address. Please wait 15 minutes and try again.";
        return Err(Problem::new(Code::TooManyRequests, detail).into());
    }
    Ok(())
}

/// Forgets the failures: the password was right.
///
/// # Errors
/// If Redis does not answer.
pub(crate) async fn succeeded(stores: &Stores, email: &Email) -> Result<(), Failure> {
    let mut redis = stores.redis.clone();
    let () = redis::cmd("DEL").arg(key(stores, "failures", email)).query_async(&mut redis).await?;
    Ok(())
}
