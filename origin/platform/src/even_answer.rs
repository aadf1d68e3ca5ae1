//! Answers that may not tell by their time whether there is an account or an order.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::secret;

/// How long such an answer takes at least: much longer than the work of either case.
pub const LEAST: Duration = Duration::from_millis(60);

/// Up to how much longer, by chance, each takes. A fifth of a millisecond is left of the difference after waiting, as
/// `cargo xtask bench session` sees it: a hundredth of this, and nobody is answered often enough to find it in there.
const SPREAD_MICROS: u64 = 20_000;

/// When an answer may be sent.
#[derive(Debug)]
pub struct EvenAnswer(Instant);

impl EvenAnswer {
    /// Begins, before anything is done that takes longer in one case than in the other.
    pub fn begin() -> Self {
        let [a, b, c, d, ..] = secret::random();
        let spread = (u64::from(u32::from_be_bytes([a, b, c, d])) * SPREAD_MICROS) >> 32;
        Self(Instant::now() + LEAST + Duration::from_micros(spread))
    }

    /// Waits until it may be sent. Refusals wait, too.
    pub async fn wait(self) {
        sleep_until(self.0).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_takes_the_least_and_something_by_chance() {
        let before = Instant::now();
        let ends: Vec<Duration> = (0..200).map(|_| EvenAnswer::begin().0 - before).collect();
        let (first, last) = (ends.iter().min().expect("many"), ends.iter().max().expect("many"));
        assert!(*first >= LEAST);
        assert!(*last - *first > Duration::from_micros(SPREAD_MICROS / 2), "{first:?} {last:?}");
    }
}
