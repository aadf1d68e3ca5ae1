//! A shop that is found by a name, and one that has nothing yet.

use crate::programs::Payments;
use crate::shop::{DEMO, Shop};

impl Shop {
    /// A shop found by a name instead of a number: browsers have passkeys nowhere else.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_named() -> Self {
        Self::start_over(origin_testing::fresh_config().await, Payments::Test, false, "localhost", DEMO).await
    }

    /// A shop with an empty database: nothing is sold, nothing is set, and nobody works there.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_empty() -> Self {
        Self::start_over(origin_testing::fresh_config().await, Payments::Test, false, "127.0.0.1", None).await
    }
}
