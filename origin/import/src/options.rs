//! What the command line says of a file.

use domain::{Currency, Slug};
use encoding_rs::Encoding;

/// What a file looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line: products, and collections before the products in them.
    #[default]
    Jsonl,
    /// A product export of Shopify, or its like.
    ShopifyCsv,
    /// A product export of WooCommerce.
    WoocommerceCsv,
    /// A product export of Medusa, of either generation.
    MedusaCsv,
    /// The shop's own table, as an export of it is.
    SelvedgeCsv,
    /// Any of the four, by its header.
    Csv,
    /// Icecat products as one JSON object a line.
    Icecat,
}

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the file looks like.
    pub format: Format,
    /// The collection of every product, instead of those the file names.
    pub collection: Option<Slug>,
    /// The currency of prices that name none.
    pub currency: Currency,
    /// Units in stock of variants of which the file does not say it; Icecat files never do: 25.
    pub on_hand: Option<u32>,
    /// What the file is encoded in, if that is not to be found out.
    pub encoding: Option<&'static Encoding>,
    /// The time in seconds since 1970, by which a reduction of a WooCommerce file has begun or ended.
    pub now: i64,
}
