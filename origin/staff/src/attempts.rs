//! Slowing down whoever guesses passwords or codes of staff. Browsers that an account is known to use are counted apart, so
//! that whoever guesses from elsewhere locks nobody out of theirs; and each count ends by itself.

use std::net::IpAddr;

use api::problem::{Code, Problem};
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores};

/// Wrong passwords of an address, or of one of its browsers.
const PASSWORDS: Limit = Limit { what: "failed staff passwords", max: 10, seconds: 15 * 60 };
/// Wrong passwords from a client, whichever addresses it tries.
const CLIENT: Limit = Limit { what: "failed staff passwords of a client", max: 30, seconds: 15 * 60 };
/// Wrong codes of an account, by whoever knows its password: three of a million are right at any time.
const CODES: [Limit; 2] = [
    Limit { what: "failed staff codes", max: 10, seconds: 15 * 60 },
    Limit { what: "failed staff codes of a day", max: 40, seconds: 24 * 60 * 60 },
];

fn too_many(seconds: u32) -> ServiceError {
    let detail = "There were too many attempts to sign in. Please wait 15 minutes, or sign in where you have before.";
    Problem::new(Code::TooManyRequests, detail).after(seconds).into()
}

/// An attempt that was counted before its outcome was known.
pub(crate) struct Attempt {
    counted: Vec<(Limit, String)>,
}

impl Attempt {
    /// Counts an attempt at a password. `device` is a browser known for the address.
    pub(crate) async fn at_password(
        stores: &Stores,
        email: &str,
        device: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<Self, ServiceError> {
        let mut counted = vec![(PASSWORDS, whom(email, device))];
        counted.extend(client.filter(|_| device.is_none()).map(|client| (CLIENT, format!("client {client}"))));
        Self::count(stores, counted).await
    }

    /// Counts an attempt at a code.
    pub(crate) async fn at_code(stores: &Stores, account: &str, device: Option<&str>) -> Result<Self, ServiceError> {
        Self::count(stores, CODES.map(|limit| (limit, whom(account, device))).into()).await
    }

    async fn count(stores: &Stores, counted: Vec<(Limit, String)>) -> Result<Self, ServiceError> {
        let attempt = Self { counted };
        if throttle::allows_all(stores, &attempt.limits()).await? {
            return Ok(attempt);
        }
        let (first, whom) = &attempt.counted[0];
        Err(too_many(throttle::seconds_left(stores, *first, whom).await?))
    }

    /// Takes it back: it was right.
    pub(crate) async fn was_right(&self, stores: &Stores) -> Result<(), ServiceError> {
        throttle::take_back(stores, &self.limits()).await
    }

    fn limits(&self) -> Vec<(Limit, &str)> {
        self.counted.iter().map(|(limit, whom)| (*limit, whom.as_str())).collect()
    }
}

fn whom(who: &str, device: Option<&str>) -> String {
    device.map_or_else(|| who.to_owned(), |device| format!("{who} {device}"))
}
