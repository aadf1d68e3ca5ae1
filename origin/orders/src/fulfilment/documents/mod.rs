//! Invoices and credit notes: each issued once, numbered without gaps, and kept as issued.
//!
//! The number is taken from a counter's row in the transaction that stores the document, after
//! everything else is locked: a transaction that fails gives its number back, and whoever issues at
//! the same time waits for the outcome. Unique indexes make a second document impossible.

mod due;
mod get_order_document;
mod issue;
mod kept;
mod packing_slip;
mod pick_list;
mod sources;
mod way;

pub use due::{issue_due, issue_released};
pub(crate) use get_order_document::get_order_document;
pub use issue::{Issuing, issue_credit_note, issue_invoice};
pub use kept::{IssuedDocument, Kept, credit_note, invoice};
pub(crate) use packing_slip::get_packing_slip;
pub(crate) use pick_list::{get_pick_list, get_pick_list_document};
