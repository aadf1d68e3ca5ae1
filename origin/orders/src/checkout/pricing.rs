//! What a cart costs as an order: the shop's rules, brought together for [`domain::checkout::price`].

use std::sync::LazyLock;

use api::problem::Problem;
use domain::checkout::{
    Basket, Breakdown, Claim, Country, DeliveryMethod, DeliveryTable, GiftCard, GiftCardRefusal, Line, NoDelivery,
    PriceMode, PricingError, Refusal, TaxTable, price,
};
use domain::{GiftCardId, Market, Money, PromotionId};
use origin_platform::Failure;

use super::means::Means;
use crate::cart::priced_line::PricedLine;

/// The fees of delivery and the rates of tax. They are part of the program so far, not settings.
static DELIVERIES: LazyLock<DeliveryTable> = LazyLock::new(DeliveryTable::default);
static TAXES: LazyLock<TaxTable> = LazyLock::new(TaxTable::of_2026);

/// What goods cost, and what became of the means that do not help.
pub(crate) struct Quote {
    pub breakdown: Breakdown,
    pub refused: Vec<(PromotionId, Refusal)>,
    pub refused_cards: Vec<(GiftCardId, GiftCardRefusal)>,
}

/// What is bought of the lines in a market; nothing of a line that is not sold there.
pub(crate) fn goods(market: Market, lines: &[PricedLine]) -> Vec<Line> {
    let line = |line: &PricedLine| {
        Some(Line {
            sku: line.sku.clone(),
            unit_price: line.unit_price(market.currency())?,
            quantity: line.quantity,
            tax_class: line.tax_class,
            grams: line.grams,
            collections: line.collections.clone(),
        })
    };
    lines.iter().filter_map(line).collect()
}

/// The ways these goods, worth `subtotal`, can travel to a country, cheapest first.
pub(crate) fn ways(country: Country, subtotal: Money, goods: &[Line]) -> impl Iterator<Item = DeliveryMethod> {
    DELIVERIES.offers(country, subtotal, grams(goods)).into_iter().map(|offer| offer.method)
}

/// How much more goods worth `subtotal` must cost to travel for nothing.
pub(crate) fn missing_for_free_delivery(country: Country, subtotal: Money, goods: &[Line]) -> Option<Money> {
    DELIVERIES.missing_for_free(country, subtotal, grams(goods)).filter(|_| !goods.is_empty())
}

fn grams(goods: &[Line]) -> u64 {
    goods.iter().map(|line| u64::from(line.grams) * u64::from(line.quantity.get())).sum()
}

/// What goods cost in a market if they travel to a country by `delivery`, or before that is chosen.
///
/// # Errors
/// A problem if they cannot travel so.
pub(crate) fn quote(
    market: Market,
    country: Country,
    delivery: Option<DeliveryMethod>,
    goods: &[Line],
    means: &Means,
) -> Result<Quote, Failure> {
    let now = means.now;
    let (mut claims, mut over) = (Vec::new(), Vec::new());
    for known in &means.promotions {
        match &known.promotion {
            Some(promotion) if known.active => claims.push(Claim { promotion, uses: known.uses() }),
            // To shoppers, one that staff have deactivated is over.
            Some(promotion) => over.push((promotion.terms().id, Refusal::Expired { ends_at: now })),
            None => {}
        }
    }
    let (mut gift_cards, mut refused_cards) = (Vec::new(), Vec::new());
    for card in &means.gift_cards {
        match card.terms().admitted(market.currency(), now) {
            Ok(()) => gift_cards.push(GiftCard { id: card.id, balance: card.terms().balance }),
            Err(refusal) => refused_cards.push((card.id, refusal)),
        }
    }
    let basket = Basket {
        currency: market.currency(),
        lines: goods,
        claims: &claims,
        delivery,
        country,
        deliveries: &DELIVERIES,
        taxes: &TAXES,
        mode: market.price_mode(),
        gift_cards: &gift_cards,
        now,
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

fn no_delivery(refused: &NoDelivery) -> Problem {
    let field = match refused {
        NoDelivery::Country(_) => "address.country",
        NoDelivery::Method(..) | NoDelivery::Currency(..) | NoDelivery::TooHeavy { .. } => "delivery",
    };
    Problem::field(field, format!("This cannot be sent so: {refused}."))
}

/// What a breakdown charges for delivery, before discounts.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use api::cart::GetCart;
    use api::checkout::promotions::CreatePromotion;
    use domain::checkout::{Target, TaxClass};
    use domain::{Currency, Slug};

    use super::*;
    use crate::cart::get_cart::priceable;
    use crate::fixture::{Shop, percent_off, product};

    #[tokio::test]
    async fn what_the_catalogue_says_of_goods_bears_on_what_they_cost() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 9)]).await;
        let books: Slug = "books".parse().expect("a slug");
        let (id, mut book) = product("BOOK", 3000);
        book.collections = vec![books.clone()];
        (book.variants[0].tax_class, book.variants[0].weight_grams) = (TaxClass::Reduced, Some(400));
        crate::offers::upsert(&shop.stores.db, &[(id, book.clone())]).await.expect("PostgreSQL");
        shop.stock("BOOK", 9).await;
        let target = Target::Goods { collections: BTreeSet::from([books.clone()]), skus: BTreeSet::new() };
        shop.promotion(&CreatePromotion { target, ..percent_off(None, 1000) }).await;
        let cart = shop.cart_with(&[("MUG", 2), ("BOOK", 1)]).await;

        let found = priceable(&shop.stores.db, cart, None).await.expect("PostgreSQL").expect("there");
        let goods = goods(Market::Eu, &found.lines);
        let known: Vec<_> =
            goods.iter().map(|line| (line.tax_class, line.grams, line.collections.as_slice())).collect();
        let none: &[Slug] = &[];
        assert_eq!(known, [(TaxClass::Standard, 0, none), (TaxClass::Reduced, 400, &[books])]);
        assert_eq!(grams(&goods), 400);

        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((view.subtotal.minor, view.discounts[0].amount.minor), (6998, 300));
        assert_eq!(view.missing_for_free_delivery, Some(Money::new(502, Currency::Eur)));
        // 39.98 hold 6.38 at 19 %, 27.00 hold 1.77 at 7 %, and delivery's 2.80 and 2.10 hold 0.45 and 0.14.
        let order = shop.call(&shop.placement(cart).await).await.expect("placed");
        assert_eq!((order.total.minor, order.included_tax.minor), (7188, 638 + 177 + 45 + 14));

        // A change reaches the offers as prices do.
        book.variants[0].tax_class = TaxClass::Standard;
        book.collections.clear();
        crate::offers::upsert(&shop.stores.db, &[(id, book)]).await.expect("PostgreSQL");
        let cart = shop.cart_with(&[("BOOK", 1)]).await;
        let order = shop.call(&shop.placement(cart).await).await.expect("placed");
        assert_eq!((order.total.minor, order.included_tax.minor), (3490, 479 + 78));
    }
}
