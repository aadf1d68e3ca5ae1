//! What is remembered between one page and the next, in Redis: what a browser was sent to a provider with, until it comes
//! back, and who it came back as, until there is an account for that. Each belongs to one browser, by the hash of a token
//! that only this browser shows.

use std::time::Duration;

use domain::CustomerId;
use origin_platform::{ServiceError, Stores, secret};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long a browser may be away at a provider.
const AWAY: Duration = Duration::from_secs(10 * 60);
/// How long an identity waits for an account: who has to log in by a mail first takes a while.
const WAITS: Duration = Duration::from_secs(30 * 60);

/// What a browser was sent to a provider with.
#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    /// Hash of what the browser has to show.
    browser: [u8; 32],
    pub(super) provider: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) next: String,
    /// Whose account the identity is to be added to, if so.
    pub(super) adding: Option<CustomerId>,
}

/// Who a browser came back as.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) provider: String,
    pub(super) issuer: String,
    pub(super) subject: String,
    /// The address that the provider says it has confirmed.
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) adding: Option<CustomerId>,
    /// Where the shopper wanted to go.
    #[serde(default)]
    pub(super) next: String,
    /// When the shopper showed the provider who they are, in seconds since 1970, if it says so.
    pub(super) authenticated_at: Option<i64>,
}

impl Sent {
    pub(super) fn by(binding: &str, provider: &str, next: &str, adding: Option<CustomerId>) -> Self {
        let (nonce, verifier) = (secret::token(), secret::token());
        let (provider, next) = (provider.to_owned(), next.to_owned());
        Self { browser: secret::sha256(binding), provider, nonce, verifier, next, adding }
    }

    /// Remembers it under the state that the provider gives back.
    pub(super) async fn keep(&self, stores: &Stores, state: &str) -> Result<(), ServiceError> {
        set(stores, sent_key(stores, state), serde_json::to_vec(self)?, AWAY).await
    }

    /// Takes what was remembered under a state, which is gone then; none if it is too old, was taken before, or belongs to
    /// another browser.
    pub(super) async fn take(stores: &Stores, state: &str, binding: &str) -> Result<Option<Self>, ServiceError> {
        let mut get = redis::cmd("GETDEL");
        let kept: Option<Vec<u8>> = get.arg(sent_key(stores, state)).query_async(&mut stores.redis.clone()).await?;
        let sent: Option<Self> = read(kept)?;
        Ok(sent.filter(|sent| sent.browser == secret::sha256(binding)))
    }
}

impl Pending {
    /// Remembers it for the browser that shows this; what it came back as before is forgotten.
    pub(super) async fn keep(&self, stores: &Stores, binding: &str) -> Result<(), ServiceError> {
        set(stores, pending_key(stores, binding), serde_json::to_vec(self)?, WAITS).await
    }

    /// What is remembered for a browser.
    pub(super) async fn find(stores: &Stores, binding: &str) -> Result<Option<Self>, ServiceError> {
        let mut get = redis::cmd("GET");
        read(get.arg(pending_key(stores, binding)).query_async(&mut stores.redis.clone()).await?)
    }

    /// Forgets it: there is an account.
    pub(super) async fn forget(stores: &Stores, binding: &str) -> Result<(), ServiceError> {
        let () = redis::cmd("DEL").arg(pending_key(stores, binding)).query_async(&mut stores.redis.clone()).await?;
        Ok(())
    }
}

async fn set(stores: &Stores, key: String, value: Vec<u8>, lasts: Duration) -> Result<(), ServiceError> {
    let mut redis = stores.redis.clone();
    let mut set = redis::cmd("SET");
    set.arg(key).arg(value).arg("EX").arg(lasts.as_secs());
    let () = set.query_async(&mut redis).await?;
    Ok(())
}

fn read<T: DeserializeOwned>(kept: Option<Vec<u8>>) -> Result<Option<T>, ServiceError> {
    Ok(kept.map(|kept| serde_json::from_slice(&kept)).transpose()?)
}

fn sent_key(stores: &Stores, state: &str) -> String {
    format!("{}oidc:sent:{}", stores.redis_prefix, const_hex::encode(secret::sha256(state)))
}

fn pending_key(stores: &Stores, binding: &str) -> String {
    format!("{}oidc:pending:{}", stores.redis_prefix, const_hex::encode(secret::sha256(binding)))
}
