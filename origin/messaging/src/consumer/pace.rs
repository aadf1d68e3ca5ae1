//! How many events a consumer takes at once, and how long it waits for them.

use std::time::Duration;

use super::Handler;

/// So many events in a batch are a burst: an import is under way, or a price list changes.
const BURST: usize = 256;

/// So many events may be on their way or in hand: a batch, and the next. NATS's own bound if that is more.
pub(crate) fn pending(max_batch: usize) -> i64 {
    i64::try_from(2 * max_batch).map_or(1000, |events| events.max(1000))
}

/// How long the next batch waits for more after one of so many events.
pub(crate) fn gathering_after<H: Handler>(events: usize) -> Duration {
    if events < BURST { H::GATHERING } else { H::GATHERING_IN_A_BURST }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BatchError, Received};
    use api::event::ProductChanged;

    /// One who does not say how long.
    struct Usual;

    impl Handler for Usual {
        type Data = ProductChanged;

        async fn handle(&self, _events: &[Received<ProductChanged>]) -> Result<(), BatchError> {
            Ok(())
        }
    }

    /// One for whom commits are dear.
    struct Patient;

    impl Handler for Patient {
        type Data = ProductChanged;

        const GATHERING_IN_A_BURST: Duration = Duration::from_secs(2);

        async fn handle(&self, _events: &[Received<ProductChanged>]) -> Result<(), BatchError> {
            Ok(())
        }
    }

    #[test]
    fn after_a_burst_whoever_wants_to_waits_longer_for_the_next() {
        assert_eq!([1, 255, 256].map(gathering_after::<Patient>), [50, 50, 2000].map(Duration::from_millis));
        assert_eq!([1, 256].map(gathering_after::<Usual>), [50, 50].map(Duration::from_millis));
        assert_eq!([1, 512, 2048].map(pending), [1000, 1024, 4096]);
    }
}
