//! Product exports as tables, Shopify's and their like: one row a variant, the first row of a product holding its
//! texts; further rows add pictures and prices in other currencies.

pub(crate) mod axes;
pub(crate) mod columns;
pub(crate) mod fields;
pub(crate) mod groups;
mod measure;
pub(crate) mod metafields;
pub(crate) mod product;
mod skus;
pub(crate) mod status;
mod variants;

#[cfg(test)]
mod tests;
