//! How an order travels, as its documents say it.

use api::orders::DeliveryService;
use domain::Locale;
use domain::checkout::DeliveryMethod;

/// What the merchant called the way when it was ordered, or else the shop's own word, and who carries it.
pub(super) fn way(locale: Locale, method: DeliveryMethod, said: Option<&DeliveryService>) -> String {
    let words = words::checkout(locale);
    let own = words.delivery_method(method);
    said.map_or_else(|| own.to_owned(), |said| said.bare(own, |carrier| words.delivery_by(carrier)))
}
