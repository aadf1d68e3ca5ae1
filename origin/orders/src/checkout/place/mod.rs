//! Placing an order: what it is opened with, and the steps one after the other.

mod address;
mod insert;
pub(crate) mod open;
pub(crate) mod place_order;
mod source;
mod unconfirmed;
