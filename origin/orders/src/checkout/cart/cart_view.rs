//! A cart as it is shown.

use api::cart::CartView;
use domain::{CartId, Market};
use origin_platform::ServiceError;

use super::get_cart::Priceable;
use super::goods::goods;
use crate::pricing::delivery::missing_for_free_delivery;
use crate::pricing::quote::quote;

/// The cart, priced for `market` before a delivery is chosen.
pub(crate) fn cart_view(id: CartId, market: Market, cart: &Priceable) -> Result<CartView, ServiceError> {
    let Priceable { version, lines, adjustments, .. } = cart;
    let locale = market.locale();
    let goods = goods(market, lines);
    let quote = quote(market, market.country().into(), None, &goods, adjustments)?;
    let lines = lines.iter().map(|line| line.view(market)).collect::<Result<Vec<_>, _>>()?;
    let subtotal = quote.breakdown.parts().goods;
    Ok(CartView {
        id,
        version: *version,
        lines,
        subtotal,
        discounts: quote.discounts(adjustments, locale)?,
        total: Some(quote.breakdown.parts().total),
        gift_cards: quote.gift_cards(adjustments),
        codes: quote.codes(adjustments, locale),
        // Whoever brings free delivery along need not buy more for it.
        missing_for_free_delivery: missing_for_free_delivery(adjustments.rules(), market.country(), subtotal, &goods)
            .filter(|_| !quote.gives_free_delivery(adjustments)),
    })
}
