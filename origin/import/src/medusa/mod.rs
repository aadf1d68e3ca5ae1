//! Product exports of Medusa: one row a variant, each with the texts of its product.
//!
//! Version 1 writes `Price EUR` in cents, and `Price France [EUR]` for a region; version 2 `Variant Price EUR` in euros.
//! Collections and types have names in version 1, and in version 2 only numbers that say nothing elsewhere.

use domain::Currency;

use crate::shopify::columns::{Column, Columns, MAX_OPTIONS, Meaning, UNKNOWN, normal};
use crate::shopify::fields::lacking;
use crate::shopify::metafields::Metafield;
use crate::table::TableRow;

/// The names of the columns that are taken, without the numbers of those that come several times. Of two of one
/// meaning the earlier comes first.
const TAKEN: [(&str, Column); 29] = [
    ("product handle", Column::Handle),
    ("product title", Column::Title),
    ("product description", Column::Body),
    ("product subtitle", Column::SeoDescription),
    ("product status", Column::Status),
    ("product collection title", Column::CategoryPath),
    ("product collection handle", Column::CategoryPath),
    ("product category name", Column::CategoryPath),
    ("product category handle", Column::CategoryPath),
    ("product type", Column::Type),
    ("product thumbnail", Column::Picture),
    ("image url", Column::Picture),
    ("product image url", Column::Picture),
    ("product image", Column::Picture),
    ("variant sku", Column::Sku),
    ("variant barcode", Column::Barcode),
    ("variant ean", Column::Barcode),
    ("variant upc", Column::Barcode),
    ("variant inventory quantity", Column::Quantity),
    ("variant allow backorder", Column::Backorder),
    ("variant manage inventory", Column::Tracked),
    ("variant weight", Column::Grams),
    ("product weight", Column::Grams),
    ("variant id", Column::Variant),
    ("variant title", Column::Variant),
    ("product gift card", Column::GiftCard),
    ("product is giftcard", Column::GiftCard),
    ("product giftcard", Column::GiftCard),
    ("variant thumbnail", Column::Picture),
];

const NUMBERS: &str = "it is a number of the other shop, which says nothing here";
const MEASURES: &str = "measures and customs' numbers are not taken over; delivery goes by weight";
const OF_ANOTHER: &str = "the shop has no such currency";

/// Columns that are known and not taken, by how they begin, with the reason.
const LEFT_OUT: [(&str, &str); 20] = [
    ("product id", NUMBERS),
    ("product collection id", NUMBERS),
    ("product type id", NUMBERS),
    ("product category", NUMBERS),
    ("product sales channel", NUMBERS),
    ("product external id", NUMBERS),
    ("product profile", NUMBERS),
    ("shipping profile", NUMBERS),
    ("product tag", "the shop has no tags; collections and facts take their part"),
    ("product discountable", "promotions say themselves what they are for"),
    ("product created at", "when it was made in the other shop is not taken over"),
    ("product updated at", "when it was changed in the other shop is not taken over"),
    ("product deleted at", "when it was deleted in the other shop is not taken over"),
    ("product length", MEASURES),
    ("product width", MEASURES),
    ("product height", MEASURES),
    ("product hs code", MEASURES),
    ("product mid code", MEASURES),
    ("product metadata", "what other programs keep with a product is not taken over"),
    ("variant", "of a variant the shop keeps SKU, barcode, weight, stock and prices"),
];

/// Whether the names of the columns are Medusa's.
pub fn is_header(header: &TableRow) -> bool {
    let names: Vec<String> = header.cells.iter().map(|name| normal(name)).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    (has("product handle") || has("product title")) && names.iter().any(|name| name.starts_with("variant "))
}

/// What its columns mean.
pub fn columns(header: &TableRow) -> Columns {
    let mut columns = Columns::by(header, |_, name| meaning(name));
    let is_first = |name: &String| normal(name).starts_with("price ");
    columns.minor_units = header.cells.iter().any(is_first);
    columns
}

/// What a column can mean that a header lacks, a price in this currency among it.
pub fn fields(header: &TableRow, currency: Currency) -> Vec<String> {
    let price = (Column::PriceIn(currency), format!("variant price {}", currency.code().to_lowercase()));
    let taken = TAKEN.iter().map(|(name, column)| (*column, (*name).to_owned()));
    lacking(&columns(header), taken.chain([price]))
}

fn meaning(name: &str) -> Meaning {
    let of_variant = name.strip_prefix("variant ").unwrap_or(name);
    if let Some(rest) = of_variant.strip_prefix("price ") {
        return price(rest);
    }
    if let Some(rest) = of_variant.strip_prefix("option ")
        && let Some((number, what)) = rest.split_once(' ')
        && let Ok(number) = number.parse::<u8>()
        && (1..=MAX_OPTIONS).contains(&number)
    {
        match what {
            "name" => return Meaning::Taken(0, Column::OptionName(number)),
            "value" => return Meaning::Taken(0, Column::OptionValue(number)),
            _ => {}
        }
    }
    for (wanted, key) in [("product material", "material"), ("product origin country", "origin_country")] {
        if name == wanted {
            return Meaning::Fact(Metafield { key: key.to_owned(), namespace: String::new(), label: None });
        }
    }
    let words = name.split(' ').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let unnumbered = words.collect::<Vec<_>>().join(" ");
    // A category's number is called as its place is: `Product Category 1`.
    if let Some((rank, (_, column))) = TAKEN.iter().enumerate().find(|(_, (known, _))| *known == unnumbered) {
        return Meaning::Taken(rank, *column);
    }
    let known = LEFT_OUT.iter().find(|(begin, _)| name.starts_with(begin));
    Meaning::LeftOut(known.map_or(UNKNOWN, |(_, why)| *why))
}

/// `eur`, or `france [eur]` of a region, which counts where the currency's own price is blank.
fn price(rest: &str) -> Meaning {
    let (code, rank) = match rest.rsplit_once('[') {
        Some((_, code)) => (code.trim_end_matches(']').trim(), 1),
        None => (rest, 0),
    };
    code.parse::<Currency>()
        .map_or(Meaning::LeftOut(OF_ANOTHER), |currency| Meaning::Taken(rank, Column::PriceIn(currency)))
}

#[cfg(test)]
mod tests;
