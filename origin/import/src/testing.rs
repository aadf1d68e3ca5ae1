//! What the tests of files begin with.

use std::io::{self, Cursor};

use api::catalog::ProductDocument;
use domain::Currency;

use crate::input::Input;
use crate::report::FileSummary;
use crate::row::{Item, Record, Row};
use crate::{Format, Reading};

/// A way to read a file of which nothing else is said, with prices in euros.
pub(crate) const fn reading(format: Format) -> Reading {
    Reading { format, collection: None, currency: Currency::Eur, on_hand: None, encoding: None, now: 0 }
}

/// A file of these bytes.
pub(crate) fn input(bytes: impl Into<Vec<u8>>) -> Input {
    Box::new(Cursor::new(bytes.into()))
}

/// The rows of a file, and what is known of all of it, which comes last.
pub(crate) fn rows(items: impl Iterator<Item = io::Result<Item>>) -> (Vec<Row>, FileSummary) {
    let (mut rows, mut summary) = (Vec::new(), None);
    for item in items {
        assert!(summary.is_none(), "something comes after the file's summary");
        match item.expect("it can be read") {
            Item::Row(row) => rows.push(*row),
            Item::FileSummary(found) => summary = Some(found),
        }
    }
    (rows, summary.expect("the file's summary comes last"))
}

/// The product that a row is.
pub(crate) fn product(row: &Row) -> &ProductDocument {
    match &row.record {
        Ok(Record::Product(product, _)) => product,
        Ok(_) => panic!("not a product"),
        Err(reason) => panic!("{reason}"),
    }
}
