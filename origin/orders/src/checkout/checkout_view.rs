//! A checkout as it is shown: the cart with each way of delivery, and until when its units are held.

use api::catalog::Text;
use api::checkout::{CheckoutView, DeliveryView, PaymentForm};
use domain::checkout::{Country, DeliveryMethod, Destination};
use domain::{CartId, Market};
use origin_platform::ServiceError;

use super::cart::cart_view::cart_view;
use super::cart::get_cart::Priceable;
use super::cart::goods::goods;
use crate::pricing::delivery::{fee, ways};
use crate::pricing::quote::quote;
use crate::pricing::tax::taxes;

/// The view of a cart that holds its units for so long, or does not.
pub(crate) fn with_hold(view: CheckoutView, hold: Option<(String, i64)>) -> CheckoutView {
    let hold = hold.map(|(until, minutes)| (until, u32::try_from(minutes).unwrap_or(0)));
    let (reserved_until, reserved_minutes) = hold.unzip();
    CheckoutView { reserved_until, reserved_minutes, ..view }
}

/// Where a parcel would go, as far as that is known.
pub(crate) fn destination(country: Option<Country>, postal_code: Option<&str>) -> Option<Destination> {
    country.map(|country| Destination::new(country, postal_code))
}

/// What the cart would cost.
pub(crate) fn checkout_view(
    cart: CartId,
    market: Market,
    to: Option<Destination>,
    priceable: Priceable,
    payment: PaymentForm,
) -> Result<CheckoutView, ServiceError> {
    let to = to.unwrap_or_else(|| market.country().into());
    let cart = cart_view(cart, market, &priceable)?;
    let Priceable { lines, adjustments, .. } = priceable;
    let goods = goods(market, &lines);
    let quoted = |method: DeliveryMethod| {
        let quote = quote(market, to, Some(method), &goods, &adjustments)?;
        let (tax, included_tax) = taxes(&quote.breakdown);
        let service = adjustments.rules().deliveries.service(method, to).cloned().unwrap_or_default();
        Ok::<_, ServiceError>(DeliveryView {
            method,
            name: service.name.map(|name| Text::of(&name, market.locale())),
            carrier: service.carrier,
            days: service.days,
            fee: fee(&quote.breakdown),
            tax,
            included_tax,
            total: quote.breakdown.parts().total,
            discounts: quote.discounts(&adjustments, market.locale())?,
            gift_cards: quote.gift_cards(&adjustments),
            to_charge: Some(quote.breakdown.parts().to_charge),
            refused: quote.refused_codes(&adjustments, market.locale()),
        })
    };
    let deliveries = ways(adjustments.rules(), to, cart.subtotal, &goods).map(quoted).collect::<Result<_, _>>()?;
    Ok(CheckoutView { cart, deliveries, reserved_until: None, reserved_minutes: None, hold_refused: false, payment })
}
