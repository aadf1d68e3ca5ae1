//! How many requests of a class may be inside the worker at once. The classes share nothing: whatever floods one,
//! the others keep all of their permits.

use std::sync::Arc;
use std::time::Duration;

use api::site::Bulkhead;
use prometheus_client::metrics::gauge::Gauge;
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
    waiting: Gauge,
}

/// A request that waits for its turn, counted until it has it or is gone.
struct Waiting<'a>(&'a Gauge);

impl<'a> Waiting<'a> {
    fn begin(gauge: &'a Gauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Bulkheads {
    /// So many permits; the gauge says how many requests wait for one.
    pub fn new(sizes: Sizes, waiting: Gauge) -> Self {
        let [accounts, public, private] =
            [sizes.accounts, sizes.public, sizes.private].map(|size| Arc::new(Semaphore::new(size)));
        Self { accounts, public, private, waiting }
    }

    /// A permit of a class, which is awaited for a moment; none if the class is full. Log-ins are not awaited: of a
    /// flood of them a queue would only make all of them slow.
    pub async fn take(&self, class: Bulkhead) -> Option<OwnedSemaphorePermit> {
        let permits = match class {
            Bulkhead::Accounts => return Arc::clone(&self.accounts).try_acquire_owned().ok(),
            Bulkhead::Public => &self.public,
            Bulkhead::Private => &self.private,
        };
        if let Ok(permit) = Arc::clone(permits).try_acquire_owned() {
            return Some(permit);
        }
        let _waiting = Waiting::begin(&self.waiting);
        tokio::time::timeout(QUEUE_WAIT, Arc::clone(permits).acquire_owned()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn h2_a_class_that_is_full_takes_nothing_from_another() {
        let bulkheads = Bulkheads::new(Sizes { accounts: 2, public: 2, private: 2 }, Gauge::default());
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
    #[tokio::test]
    async fn who_waits_is_counted_until_they_have_their_turn_or_leave() {
        let waiting = Gauge::default();
        let bulkheads = Bulkheads::new(Sizes { accounts: 1, public: 1, private: 1 }, waiting.clone());
        let first = bulkheads.take(Bulkhead::Public).await.expect("free");
        assert_eq!(waiting.get(), 0);
        let mut second = std::pin::pin!(bulkheads.take(Bulkhead::Public));
        assert!(futures::poll!(second.as_mut()).is_pending());
        {
            let leaves = std::pin::pin!(bulkheads.take(Bulkhead::Public));
            assert!(futures::poll!(leaves).is_pending());
            assert_eq!(waiting.get(), 2);
        }
        assert_eq!(waiting.get(), 1);
        drop(first);
        assert!(second.await.is_some());
        assert_eq!(waiting.get(), 0);
    }
}
