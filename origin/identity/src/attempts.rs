//! Slowing down whoever guesses passwords, for each address by itself.

use api::problem::{Code, Problem};
use domain::Email;
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores};

/// Failed attempts in a row before an address has to wait a quarter of an hour, counted from the first of them.
const FAILURES: Limit = Limit { what: "failed logins", max: 10, seconds: 15 * 60 };
/// Attempts of any outcome: each costs a slow hash.
const ATTEMPTS: Limit = Limit { what: "logins", max: 50, seconds: 60 };

/// Counts an attempt, before its outcome is known.
///
/// # Errors
/// [`Code::TooManyRequests`] if the address has to wait.
pub(crate) async fn count(stores: &Stores, email: &Email) -> Result<(), ServiceError> {
    let email = email.as_str().to_lowercase();
    if !throttle::allows_all(stores, &[(FAILURES, &email), (ATTEMPTS, &email)]).await? {
        let detail = "There were too many attempts to log in with this address. Please wait 15 minutes and try again.";
        return Err(Problem::new(Code::TooManyRequests, detail).into());
    }
    Ok(())
}

/// Forgets the failures: the password was right.
///
/// # Errors
/// If Redis does not answer.
pub(crate) async fn forget_failures(stores: &Stores, email: &Email) -> Result<(), ServiceError> {
    throttle::forget(stores, FAILURES, &email.as_str().to_lowercase()).await
}
