//! Slow hashes of passwords, of shoppers and of staff: Argon2id with OWASP's parameters, two at a time.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use api::problem::{Code, Problem};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use domain::accounts::Password;
use origin_platform::ServiceError;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::common_passwords;

/// 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
const PARAMS: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Each hash takes a core for tens of milliseconds, so that few run at once and requests for pages
/// keep theirs.
static TURNS: Semaphore = Semaphore::const_new(2);

/// So many may wait for a turn; whoever comes then is refused at once. Under a flood some are refused instead of all
/// being slow, and of holding the permits of whoever called us.
static QUEUE: Semaphore = Semaphore::const_new(8);

/// Longer than this nobody waits for a turn.
const TIMEOUT: Duration = Duration::from_secs(1);

/// What is compared against when there is no account, and what an account has whose password must not open it any more:
/// no known password has this hash, and finding that out takes as long as with any other.
pub(crate) const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2VsdmVkZ2Utbm9ib2R5cw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Checks that a new password is none of those that everybody guesses first, nor made of what is known of whoever chooses it:
/// name, e-mail address.
///
/// # Errors
/// A problem with the field `password`.
pub fn check_new(password: &Password, whose: &[&str]) -> Result<(), Problem> {
    common_passwords::check(password, whose)
}

/// Hashes a new password into a PHC string.
///
/// # Errors
/// [`Code::TooManyRequests`] if no turn came.
pub async fn hash(password: String) -> Result<String, ServiceError> {
    let hash = in_turn(move || {
        let hash = hasher().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| anyhow!("hashing a password: {error}"))
    });
    Ok(hash.await??)
}

/// Whether this is the password of the hash. Without a hash it is not, which takes as long to say.
///
/// # Errors
/// [`Code::TooManyRequests`] if no turn came.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, ServiceError> {
    let outcome = in_turn(move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODYS);
        let hash = PasswordHash::new(hash).map_err(|error| anyhow!("reading a password's hash: {error}"))?;
        Ok::<_, anyhow::Error>(hasher().verify_password(password.as_bytes(), &hash).is_ok() && known)
    });
    Ok(outcome.await??)
}

/// Which of these spellings is the password of the hash, by its place. Without a hash none is, which takes as long to
/// say.
///
/// # Errors
/// [`Code::TooManyRequests`] if no turn came.
pub(crate) async fn verify_any(spellings: &[String], hash: Option<String>) -> Result<Option<usize>, ServiceError> {
    for (at, spelling) in spellings.iter().enumerate() {
        if verify(spelling.clone(), hash.clone()).await? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn hasher() -> Argon2<'static> {
    let (memory_kib, passes, lanes) = PARAMS;
    let params = Params::new(memory_kib, passes, lanes, None).expect("within the algorithm's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ServiceError> {
    let turn = turn().await.ok_or_else(|| {
        let detail = "Very many people are logging in right now. Please try again in a minute.";
        Problem::new(Code::TooManyRequests, detail)
    })?;
    // The turn goes along: a caller who hangs up does not free it while the work goes on.
    let done = tokio::task::spawn_blocking(move || {
        let outcome = work();
        drop(turn);
        outcome
    });
    Ok(done.await.context("hashing a password")?)
}

/// A turn, if one comes soon.
async fn turn() -> Option<SemaphorePermit<'static>> {
    if let Ok(turn) = TURNS.try_acquire() {
        return Some(turn);
    }
    let _place = QUEUE.try_acquire().ok()?;
    tokio::time::timeout(TIMEOUT, TURNS.acquire()).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn h2_a_flood_is_refused_at_once_and_then_passes() {
        let turns = TURNS.acquire_many(2).await.expect("never closed");
        let waiting: Vec<_> = (0..8).map(|_| tokio::spawn(turn())).collect();
        while QUEUE.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let begun = std::time::Instant::now();
        for _ in 0..1000 {
            let failure = verify("wrong".to_owned(), None).await.expect_err("there is no place left to wait");
            assert_eq!(failure.into_problem().code, Code::TooManyRequests);
        }
        assert!(begun.elapsed() < TIMEOUT, "they waited for {:?}", begun.elapsed());
        drop(turns);
        for waiting in waiting {
            assert!(waiting.await.expect("no panic").is_some(), "whoever waited gets a turn");
        }
        assert!(!verify("wrong".to_owned(), None).await.expect("the flood is over"));
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_alone() {
        let hash = hash("correct horse".to_owned()).await.expect("hashes");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let check = |text: &str| verify(text.to_owned(), Some(hash.clone()));
        assert!(check("correct horse").await.expect("readable"));
        assert!(!check("correct horsE").await.expect("readable"));
        assert!(!check("").await.expect("readable"));
    }

    #[tokio::test]
    async fn without_an_account_the_same_work_is_done() {
        let stored = hash("correct horse".to_owned()).await.expect("hashes");
        let timed = async |hash: Option<String>| {
            let begun = std::time::Instant::now();
            for _ in 0..5 {
                assert!(!verify("wrong password".to_owned(), hash.clone()).await.expect("readable"));
            }
            begun.elapsed().as_secs_f64()
        };
        let (known, unknown) = (timed(Some(stored)).await, timed(None).await);
        // Without the dummy hash the ratio would be in the thousands.
        assert!((0.2..5.0).contains(&(known / unknown)), "{known} {unknown}");
    }
}
