//! Slowing down whoever guesses passwords, for each address by itself; and for each browser that its owner uses, so that
//! whoever guesses from elsewhere locks nobody out of it.

use api::problem::{Code, Problem};
use domain::Email;
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores};

use crate::devices;

/// Failed attempts in a row before an address has to wait a quarter of an hour, counted from the first of them.
const FAILURES: Limit = Limit { what: "failed logins", max: 10, seconds: 15 * 60 };
/// Attempts of any outcome: each costs a slow hash.
const ATTEMPTS: Limit = Limit { what: "logins", max: 50, seconds: 60 };

/// Mails with a code that an address gets, whoever asks for them: in a quarter of an hour, and in a day. Each opens the
/// account to whoever reads it, so that asking too often keeps nobody out.
const MAILS: [Limit; 2] = [
    Limit { what: "sign-in codes", max: 5, seconds: 15 * 60 },
    Limit { what: "sign-in codes of a day", max: 20, seconds: 24 * 60 * 60 },
];

/// Whose attempts are counted together: those with an address, and apart from them those of each browser known for it.
pub(crate) struct Attempts(String);

impl Attempts {
    /// The attempts that this one counts among.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub(crate) async fn of(stores: &Stores, email: &Email, device: Option<&str>) -> Result<Self, ServiceError> {
        Ok(Self(match device {
            Some(token) if devices::is_known(stores, email, token).await? => format!("{} {token}", email.canonical()),
            _ => email.canonical(),
        }))
    }

    /// Counts an attempt, before its outcome is known.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] if it has to wait.
    pub(crate) async fn count(&self, stores: &Stores) -> Result<(), ServiceError> {
        if !throttle::allows_all(stores, &[(FAILURES, &self.0), (ATTEMPTS, &self.0)]).await? {
            let detail =
                "There were too many attempts to log in with this address. Please wait 15 minutes and try again.";
            let left = throttle::seconds_left(stores, FAILURES, &self.0).await?;
            return Err(Problem::new(Code::TooManyRequests, detail).after(left).into());
        }
        Ok(())
    }

    /// Counts a mail with a code, whether or not one is sent.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] if it has to wait.
    pub(crate) async fn count_mail(&self, stores: &Stores) -> Result<(), ServiceError> {
        let [soon, day] = MAILS;
        if throttle::allows_all(stores, &[(soon, &self.0), (day, &self.0)]).await? {
            return Ok(());
        }
        let left = throttle::seconds_left(stores, soon, &self.0).await?;
        let detail = "This address was sent several codes just now. Please use the newest mail, or try again later.";
        Err(Problem::new(Code::TooManyRequests, detail).after(left).into())
    }

    /// Forgets the failures: the password was right.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub(crate) async fn forget_failures(&self, stores: &Stores) -> Result<(), ServiceError> {
        throttle::forget(stores, FAILURES, &self.0).await
    }
}
