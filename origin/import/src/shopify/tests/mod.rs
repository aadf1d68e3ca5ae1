mod accounting;
mod field_cases;
mod files;
mod meaning;
mod pictures;
mod spreadsheets;

use crate::Format;
use crate::report::FileSummary;
use crate::row::{Item, Record, Row};
use crate::testing::{input, product, reading, rows};

/// The header of Shopify's exports until 2024.
pub const OLD: [&str; 31] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "Variant Weight Unit",
    "Status",
];

/// A file with the old header: each row by the cells that are not blank.
pub fn old(rows: &[&[(&str, &str)]]) -> String {
    let mut file = OLD.join(",");
    for row in rows {
        let cell = |name: &&str| {
            let value = row.iter().find(|(known, _)| known == name).map_or("", |(_, value)| *value);
            format!("\"{}\"", value.replace('"', "\"\""))
        };
        assert!(row.iter().all(|(name, _)| OLD.contains(name)), "{row:?}");
        file.push('\n');
        file.push_str(&OLD.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    file.push('\n');
    file
}

pub fn read_bytes(bytes: &[u8]) -> (Vec<Row>, FileSummary) {
    rows(reading(Format::ShopifyCsv).items(input(bytes)).expect("a header"))
}

pub fn read(file: &str) -> Vec<Row> {
    read_bytes(file.as_bytes()).0
}

pub fn skus(row: &Row) -> Vec<&str> {
    product(row).variants.iter().map(|variant| variant.sku.as_str()).collect()
}

/// What is said of a row, in one text.
pub fn said(row: &Row) -> String {
    row.notes.iter().map(|note| format!("line {} {:?}: {}\n", note.line, note.topic, note.text)).collect()
}
