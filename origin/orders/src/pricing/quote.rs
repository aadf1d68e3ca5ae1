//! What a cart costs as an order: the shop's rules, brought together for [`domain::checkout::price`].

use domain::checkout::{
    Basket, Breakdown, Claim, DeliveryMethod, Destination, GiftCard, GiftCardRejection, Line, PricingError,
    PromotionRejection, price,
};
use domain::{GiftCardId, Market, PromotionId};
use origin_platform::ServiceError;

use super::adjustments::Adjustments;
use super::delivery::no_delivery;

/// What goods cost, and what became of the adjustments that do not help.
pub(crate) struct Quote {
    pub breakdown: Breakdown,
    pub refused: Vec<(PromotionId, PromotionRejection)>,
    pub refused_cards: Vec<(GiftCardId, GiftCardRejection)>,
}

/// What goods cost in a market if they travel there by `delivery`, or before that is chosen.
///
/// # Errors
/// A problem if they cannot travel so.
pub(crate) fn quote(
    market: Market,
    to: Destination,
    delivery: Option<DeliveryMethod>,
    goods: &[Line],
    adjustments: &Adjustments,
) -> Result<Quote, ServiceError> {
    let (as_of, rules) = (adjustments.as_of, adjustments.rules());
    let (mut claims, mut over) = (Vec::new(), Vec::new());
    for known in &adjustments.promotions {
        match &known.promotion {
            Some(promotion) if known.active => claims.push(Claim { promotion, uses: known.uses() }),
            // To shoppers, one that staff have deactivated is over.
            Some(promotion) => over.push((promotion.terms().id, PromotionRejection::Expired { ends_at: as_of })),
            None => {}
        }
    }
    let (mut gift_cards, mut refused_cards) = (Vec::new(), Vec::new());
    for card in &adjustments.gift_cards {
        match card.terms().admitted(market.currency(), as_of) {
            Ok(()) => gift_cards.push(GiftCard { id: card.id, balance: card.terms().balance }),
            Err(rejection) => refused_cards.push((card.id, rejection)),
        }
    }
    let basket = Basket {
        currency: market.currency(),
        lines: goods,
        claims: &claims,
        delivery,
        to,
        deliveries: &rules.deliveries,
        taxes: rules.taxes.at(as_of),
        mode: market.price_mode(),
        gift_cards: &gift_cards,
        now: as_of,
    };
    match price(&basket) {
        Ok(priced) => {
            over.extend(priced.refused);
            Ok(Quote { breakdown: priced.breakdown, refused: over, refused_cards })
        }
        Err(PricingError::Delivery(refused)) => Err(no_delivery(&refused).into()),
        Err(error) => Err(anyhow::Error::new(error).context("pricing a cart").into()),
    }
}
