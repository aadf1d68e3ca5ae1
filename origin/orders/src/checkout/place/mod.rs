//! Placing an order: what it is opened with, and the steps one after the other.

mod address;
mod insert;
mod market;
pub(crate) mod open;
pub(crate) mod place_order;
mod source;
mod unconfirmed;
