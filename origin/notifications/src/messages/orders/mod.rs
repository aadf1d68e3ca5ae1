//! Mails about an order, from its confirmation to the last refund.

mod again;
mod cancelled;
mod link;
mod paid;
mod part_cancelled;
pub(crate) mod placed;
mod refunded;
mod returned;
mod shipped;

pub(crate) use again::Again;
pub(crate) use cancelled::Cancelled;
pub(crate) use link::LinkRequested;
pub(crate) use paid::Paid;
pub(crate) use part_cancelled::PartCancelled;
pub(crate) use placed::Placed;
pub(crate) use refunded::Refunded;
pub(crate) use returned::Returned;
pub(crate) use shipped::{Shipped, ShippedAgain};
