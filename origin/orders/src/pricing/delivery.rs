//! The ways of delivery and what they cost.

use api::problem::Problem;
use domain::Money;
use domain::checkout::{Breakdown, Country, DeliveryMethod, DeliveryRejection, Destination, Line};

use super::rules::Rules;

/// The ways these goods, worth `subtotal`, can travel there, cheapest first.
pub(crate) fn ways(
    rules: &Rules,
    to: Destination,
    subtotal: Money,
    goods: &[Line],
) -> impl Iterator<Item = DeliveryMethod> + use<> {
    rules.deliveries.offers(to, subtotal, grams(goods)).into_iter().map(|offer| offer.method)
}

/// How much more goods worth `subtotal` must cost to travel for nothing.
pub(crate) fn missing_for_free_delivery(
    rules: &Rules,
    country: Country,
    subtotal: Money,
    goods: &[Line],
) -> Option<Money> {
    rules.deliveries.missing_for_free(country, subtotal, grams(goods)).filter(|_| !goods.is_empty())
}

/// What the goods weigh.
pub(crate) fn grams(goods: &[Line]) -> u64 {
    goods.iter().map(|line| u64::from(line.grams) * u64::from(line.quantity.get())).sum()
}

/// Refuses a delivery that there is not, with the field that asks for it.
pub(super) fn no_delivery(refused: &DeliveryRejection) -> Problem {
    let field = match refused {
        DeliveryRejection::Country(_) => "address.country",
        DeliveryRejection::Area(_)
        | DeliveryRejection::Method(..)
        | DeliveryRejection::Currency(..)
        | DeliveryRejection::TooHeavy { .. } => "delivery",
    };
    Problem::field(field, format!("This cannot be sent so: {refused}."))
}

/// What a breakdown charges for delivery, before discounts.
pub(crate) fn fee(breakdown: &Breakdown) -> Money {
    let none = Money::zero(breakdown.parts().currency);
    breakdown.parts().delivery.as_ref().map_or(none, |delivery| delivery.fee)
}
