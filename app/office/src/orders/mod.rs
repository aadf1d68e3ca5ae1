//! What was ordered: the list, an order, and what is done with it.

pub mod actions;
pub mod cancellations;
pub mod capture;
pub mod detail;
mod history;
mod lines;
pub mod list;
pub mod mails;
pub mod pick_list;
pub mod returns;
