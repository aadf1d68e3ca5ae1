//! Products as they were given: without what the shop itself works out of their prices and pictures. So the audit log tells of them, so
//! they are taken back, and so one is told from another.

use api::catalog::{PriceEntry, ProductDocument};
use serde_json::Value;

/// A price without what is worked out.
pub(crate) fn price_as_given(price: &PriceEntry) -> PriceEntry {
    PriceEntry { lowest_before_minor: None, ..*price }
}

/// A product without what is worked out of its prices and pictures.
pub(crate) fn as_given(document: &ProductDocument) -> ProductDocument {
    let mut document = document.clone();
    for price in document.variants.iter_mut().flat_map(|variant| &mut variant.prices) {
        *price = price_as_given(price);
    }
    document.media.iter_mut().for_each(|picture| picture.colour = None);
    document
}

/// A product as the audit log keeps it.
///
/// # Errors
/// If it cannot be written as JSON.
pub(crate) fn recorded(document: &ProductDocument) -> serde_json::Result<Value> {
    serde_json::to_value(as_given(document))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mug;

    #[test]
    fn what_the_shop_works_out_is_not_recorded_and_the_rest_is() {
        let mut reduced = mug();
        reduced.variants[0].prices[0].lowest_before_minor = Some(1);
        reduced.media[0].colour = Some("#e8dfcf".parse().expect("a colour"));
        assert_eq!(as_given(&reduced), as_given(&mug()));
        assert_eq!(recorded(&reduced).expect("JSON"), serde_json::to_value(mug()).expect("JSON"));
        reduced.variants[0].prices[0].amount_minor += 1;
        assert_ne!(as_given(&reduced), as_given(&mug()));
    }
}
