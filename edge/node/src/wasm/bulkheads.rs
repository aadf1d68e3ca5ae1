//! How many requests of a class may be inside the worker at once. The classes share nothing: whatever floods one,
//! the others keep all of their permits.

use std::sync::Arc;
use std::time::Duration;

use api::site::Bulkhead;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request may wait for its turn when its class is full.
const QUEUE_WAIT: Duration = Duration::from_secs(1);

/// How many of each class.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Log-ins and registrations. Each has the origin hash a password, which it does for few at once, so that more
    /// would only wait there.
    pub accounts: usize,
    /// Renders of what is the same for everybody.
    pub public: usize,
    /// Everything else.
    pub private: usize,
}

/// The permits of all classes.
#[derive(Clone, Debug)]
pub struct Bulkheads {
    accounts: Arc<Semaphore>,
    public: Arc<Semaphore>,
    private: Arc<Semaphore>,
}

impl Bulkheads {
    /// So many permits.
    pub fn new(sizes: Sizes) -> Self {
        let [accounts, public, private] =
            [sizes.accounts, sizes.public, sizes.private].map(|size| Arc::new(Semaphore::new(size)));
        Self { accounts, public, private }
    }

    /// A permit of a class, which is awaited for a moment; none if the class is full. Log-ins are not awaited: of a
    /// flood of them a queue would only make all of them slow.
    pub async fn take(&self, class: Bulkhead) -> Option<OwnedSemaphorePermit> {
        let permits = match class {
            Bulkhead::Accounts => return Arc::clone(&self.accounts).try_acquire_owned().ok(),
            Bulkhead::Public => &self.public,
            Bulkhead::Private => &self.private,
        };
        tokio::time::timeout(QUEUE_WAIT, Arc::clone(permits).acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn h2_a_class_that_is_full_takes_nothing_from_another() {
        let bulkheads = Bulkheads::new(Sizes { accounts: 2, public: 2, private: 2 });
        let classes = [Bulkhead::Accounts, Bulkhead::Public, Bulkhead::Private];
        for full in classes {
            let first = bulkheads.take(full).await.expect("free");
            let _second = bulkheads.take(full).await.expect("free");
            let begun = tokio::time::Instant::now();
            assert!(bulkheads.take(full).await.is_none(), "{full:?} is full");
            let is_awaited = begun.elapsed() >= QUEUE_WAIT;
            assert_eq!(is_awaited, full != Bulkhead::Accounts, "{full:?}");
            for other in classes.into_iter().filter(|class| *class != full) {
                assert!(bulkheads.take(other).await.is_some(), "{other:?} beside {full:?}");
            }
            drop(first);
            assert!(bulkheads.take(full).await.is_some(), "released");
        }
    }
}
