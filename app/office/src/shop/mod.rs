//! What belongs to the shop as a whole: home page, look, mails, parts and markets, payments.

pub mod currencies;
pub mod features;
pub mod home;
pub mod look;
pub mod mails;
pub mod markets;
pub mod payments;
mod pictures;
