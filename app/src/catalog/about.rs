//! What is said of a product where there is room for a sentence or two.

use api::catalog::ProductView;

use crate::head::flat;

/// What the product is, in the merchant's words: its summary, or else what is told of it. None if nothing is.
pub(super) fn about(product: &ProductView) -> Option<String> {
    let said = [&product.summary, &product.description].into_iter().find(|text| !text.is_blank())?;
    Some(flat(said.bare()))
}
