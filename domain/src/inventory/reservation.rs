//! Units that are held for a cart for a while.

use std::time::Duration;

/// How long a checkout holds its units, unless the merchant says otherwise.
pub const HOLD: Duration = Duration::from_secs(15 * 60);

/// Units that one client may keep from others at once, of everything, by all their carts and by their orders that wait
/// for a bank: what a line of a cart may ask for at most, and more than a household or an office does at the same time.
/// Many may share an address; whoever of them comes later orders without a hold.
pub const MAX_HELD_BY_CLIENT: i64 = 100;

/// So many units of a SKU may always be held, though of more only half may be, by strangers together and by any client:
/// otherwise a shopper who wants two of the last three could not be sure of them.
pub const FEW_HELD: i64 = 5;

/// However often it is renewed, a hold ends this long after it began.
pub const MAX_HOLD: Duration = Duration::from_secs(60 * 60);
