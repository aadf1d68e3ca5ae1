//! Whoever a request is from, as far as it is known.

use domain::CustomerId;

use super::staff::Staff;

/// Who called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody known.
    Nobody,
    /// A logged-in shopper.
    Shopper(CustomerId),
    /// Staff: a key or whoever is signed in, with what they may do.
    Staff(Staff),
}
