//! Invoices, credit notes, packing slips and pick lists as PDF, A4.
//!
//! Pure: what is on a document is in its value, the font is inside the program, and the same value
//! gives the same bytes. Amounts come from the order's proved breakdown; nothing is priced here, so
//! a document adds up as its order does.
//!
//! The PDF is written with the small crates that typst's exporter stands on. What is above them would
//! have a whole toolchain for fonts compiled, and does no layout either.

mod credit_note;
mod font;
mod invoice;
mod layout;
mod packing_slip;
mod pdf;
mod pick_list;
#[cfg(test)]
mod reader;
mod sheet;
mod table;
#[cfg(test)]
mod testing;

use domain::Locale;
use domain::checkout::Address;
use domain::money::MoneyError;

pub use credit_note::{CreditNote, CreditedLine};
pub use invoice::{Invoice, SoldLine};
pub use packing_slip::{PackedLine, PackingSlip};
pub use pick_list::{PickLine, PickList, PickPlace};

/// Who sells, as it stands on documents and mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// The business's name.
    pub name: String,
    /// Where it is, line by line.
    pub address: Vec<String>,
    /// Its number for value added tax, if it has one.
    pub vat_id: Option<String>,
}

/// What stands at the top of every document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The document's own number.
    pub number: i64,
    /// The day it is issued: `2026-11-23`.
    pub issued_on: String,
    /// The language it is written in.
    pub locale: Locale,
    /// Who sells.
    pub merchant: Merchant,
    /// Who buys.
    pub buyer: Address,
    /// The order's number.
    pub order_number: i64,
    /// The day of the order.
    pub ordered_on: String,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum Unprintable {
    /// The amounts do not add up in one currency.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The order has other lines than its breakdown.
    #[error("the order's lines are not those of its breakdown")]
    OtherLines,
    /// What is credited is not the sum of its parts.
    #[error("the refund's total is not the sum of its parts")]
    OtherSum,
    /// The font could not be made smaller.
    #[error("the font cannot be embedded: {0}")]
    Font(String),
}
