//! The mails, one file a trigger: what each says, and when.

mod accounts;
mod orders;
mod phrases;

pub(crate) use accounts::{Changed, CodeWanted, CredentialAdded, Invited};
pub(crate) use orders::{
    Again, Cancelled, LinkRequested, Paid, PartCancelled, Placed, Refunded, Returned, Shipped, ShippedAgain,
};

#[cfg(test)]
pub(crate) use orders::placed;
