//! What the handlers of pictures work with.

use std::time::Duration;

use api::problem::{Code, Problem};
use origin_platform::Stores;
use tokio::time::timeout;

use crate::Store;

/// The service.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) stores: Stores,
    store: Option<Store>,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

impl Service {
    pub(crate) fn new(stores: Stores, store: Option<Store>) -> Self {
        Self { stores, store }
    }

    /// Where pictures go.
    ///
    /// # Errors
    /// If the operator has not said it.
    pub(crate) fn store(&self) -> Result<&Store, Problem> {
        let advice = "This shop takes no pictures yet: its operator has to give MEDIA_ORIGINALS and MEDIA_FILES, or MEDIA_BUCKET, to `origin serve` and to `origin work`.";
        self.store.as_ref().ok_or_else(|| Problem::new(Code::Unavailable, advice))
    }
}

/// That the store does not do what it is asked for, which is nobody's fault who waits.
pub(crate) fn away(error: &anyhow::Error) -> Problem {
    tracing::error!(error = format!("{error:#}"), "the store of pictures fails");
    let advice = "The store of pictures does not answer. What was sent before is kept: please go on in a while.";
    Problem::new(Code::Unavailable, advice)
}

/// What the store does, if it does it in time: an edge waits for five seconds, and takes a process that is silent for
/// longer for one that is lost.
///
/// # Errors
/// That the store does not answer.
pub(crate) async fn in_time<T>(limit: Duration, asked: impl Future<Output = anyhow::Result<T>>) -> Result<T, Problem> {
    match timeout(limit, asked).await {
        Ok(done) => done.map_err(|error| away(&error)),
        Err(_) => Err(away(&anyhow::anyhow!("nothing within {} seconds", limit.as_secs()))),
    }
}

/// That there is no picture of this id.
pub(crate) fn not_found() -> Problem {
    Problem::new(Code::MediaNotFound, "No picture has this id, or it was deleted.")
}

/// How the audit log calls a picture.
pub(crate) fn subject(hash: &crate::Hash) -> String {
    format!("media {hash}")
}
