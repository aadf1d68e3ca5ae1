//! What a cart costs as an order: the shop's rules, brought together for [`domain::checkout::price`].

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use api::problem::Problem;
use domain::checkout::{
    Basket, Breakdown, Country, DeliveryMethod, DeliveryTable, Line, NoDelivery, PriceMode, PricingError, TaxClass,
    TaxTable, price,
};
use domain::{Market, Money};
use origin_base::Failure;

use crate::cart::priced_line::PricedLine;

/// The fees of delivery and the rates of tax. They are part of the program so far, not settings.
static DELIVERIES: LazyLock<DeliveryTable> = LazyLock::new(DeliveryTable::default);
static TAXES: LazyLock<TaxTable> = LazyLock::new(TaxTable::of_2026);

/// What is bought of the lines in a market; nothing of a line that is not sold there.
///
/// Offers know neither weights nor classes of tax nor collections yet. Nothing here looks at weights
/// or collections, and what has no class of its own is taxed at the standard rate.
pub(crate) fn goods(market: Market, lines: &[PricedLine]) -> Vec<Line> {
    let line = |line: &PricedLine| {
        Some(Line {
            sku: line.sku.clone(),
            unit_price: line.unit_price(market.currency())?,
            quantity: line.quantity,
            tax_class: TaxClass::Standard,
            grams: 0,
            collections: Vec::new(),
        })
    };
    lines.iter().filter_map(line).collect()
}

/// The ways these goods, worth `subtotal`, can travel to a country, cheapest first.
pub(crate) fn ways(country: Country, subtotal: Money) -> impl Iterator<Item = DeliveryMethod> {
    DELIVERIES.offers(country, subtotal, 0).into_iter().map(|offer| offer.method)
}

/// What goods cost in a market if they travel to a country by `delivery`.
///
/// # Errors
/// A problem if they cannot travel so.
pub(crate) fn breakdown(
    market: Market,
    country: Country,
    delivery: DeliveryMethod,
    goods: &[Line],
) -> Result<Breakdown, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let basket = Basket {
        currency: market.currency(),
        lines: goods,
        claims: &[],
        delivery: Some(delivery),
        country,
        deliveries: &DELIVERIES,
        taxes: &TAXES,
        mode: market.price_mode(),
        gift_cards: &[],
        now: i64::try_from(now).unwrap_or(i64::MAX),
    };
    match price(&basket) {
        Ok(priced) => Ok(priced.breakdown),
        Err(PricingError::Delivery(refused)) => Err(no_delivery(&refused).into()),
        Err(error) => Err(anyhow::Error::new(error).context("pricing a cart").into()),
    }
}

fn no_delivery(refused: &NoDelivery) -> Problem {
    let field = match refused {
        NoDelivery::Country(_) => "address.country",
        NoDelivery::Method(..) | NoDelivery::Currency(..) | NoDelivery::TooHeavy { .. } => "delivery",
    };
    Problem::field(field, format!("This cannot be sent so: {refused}."))
}

/// What a breakdown charges for delivery.
pub(crate) fn fee(breakdown: &Breakdown) -> Money {
    let none = Money::zero(breakdown.parts().currency);
    breakdown.parts().delivery.as_ref().map_or(none, |delivery| delivery.fee)
}

/// The tax on top of the prices, and the tax held by them: one of the two is zero.
pub(crate) fn taxes(breakdown: &Breakdown) -> (Money, Money) {
    let none = Money::zero(breakdown.parts().currency);
    match breakdown.parts().mode {
        PriceMode::TaxExcluded => (breakdown.parts().tax, none),
        PriceMode::TaxIncluded => (none, breakdown.parts().tax),
    }
}
