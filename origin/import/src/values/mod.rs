//! Single values as merchants write them: addresses, barcode numbers, numbers.

pub mod address;
pub mod gtin;
pub mod number;
pub mod spreadsheet;
