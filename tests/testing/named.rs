//! A shop that is found by a name.

use crate::programs::Payments;
use crate::shop::Shop;

impl Shop {
    /// A shop found by a name instead of a number: browsers have passkeys nowhere else.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_named() -> Self {
        Self::start_over(origin_testing::fresh_config().await, Payments::Test, false, "localhost").await
    }
}
