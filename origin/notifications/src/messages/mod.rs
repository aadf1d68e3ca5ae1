//! The mails, one file a trigger: what each says, and when.

mod again;
mod cancelled;
mod code;
mod credentials_changed;
mod invited;
mod link;
mod paid;
mod part_cancelled;
mod phrases;
pub(crate) mod placed;
mod refunded;
mod returned;
mod shipped;
mod staff_credential;

pub(crate) use again::Again;
pub(crate) use cancelled::Cancelled;
pub(crate) use code::CodeWanted;
pub(crate) use credentials_changed::Changed;
pub(crate) use invited::Invited;
pub(crate) use link::LinkRequested;
pub(crate) use paid::Paid;
pub(crate) use part_cancelled::PartCancelled;
pub(crate) use placed::Placed;
pub(crate) use refunded::Refunded;
pub(crate) use returned::Returned;
pub(crate) use shipped::{Shipped, ShippedAgain};
pub(crate) use staff_credential::CredentialAdded;
