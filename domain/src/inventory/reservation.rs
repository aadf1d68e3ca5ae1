//! Units that are held for a cart for a while.

use std::time::Duration;

/// How long a checkout holds its units, unless the merchant says otherwise.
pub const HOLD: Duration = Duration::from_secs(15 * 60);

/// However often it is renewed, a hold ends this long after it began.
pub const MAX_HOLD: Duration = Duration::from_secs(60 * 60);
