//! What holds for every order, tried on random ones.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::catalog::Localized;
use crate::checkout::{Benefit, Fee, PromotionTerms, Target, Tariff, TaxClass, TaxRates, Uses, WeightBand, Zone};
use crate::orders::{RefundRequest, Refundable};
use crate::{Prices, Quantity, Slug};

#[derive(Clone, Debug)]
struct Order {
    currency: Currency,
    lines: Vec<Line>,
    promotions: Vec<Promotion>,
    delivery: Option<DeliveryMethod>,
    deliveries: DeliveryTable,
    taxes: TaxTable,
    mode: PriceMode,
    gift_cards: Vec<GiftCard>,
}

impl Order {
    fn price(&self) -> Priced {
        self.price_with(&self.promotions.iter().collect::<Vec<_>>())
    }

    fn price_with(&self, promotions: &[&Promotion]) -> Priced {
        let claims: Vec<Claim> =
            promotions.iter().map(|promotion| Claim { promotion, uses: Uses::default() }).collect();
        let order = Basket {
            currency: self.currency,
            lines: &self.lines,
            claims: &claims,
            delivery: self.delivery,
            to: Country::De.into(),
            deliveries: &self.deliveries,
            taxes: &self.taxes,
            mode: self.mode,
            gift_cards: &self.gift_cards,
            now: 0,
        };
        price(&order).expect("small amounts of one currency")
    }

    fn total_with(&self, promotions: &[&Promotion]) -> i64 {
        self.price_with(promotions).breakdown.parts().total.minor
    }
}

fn currencies() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec![Currency::Jpy, Currency::Eur, Currency::Kwd])
}

fn slug(number: u8) -> Slug {
    format!("c{number}").parse().expect("a slug")
}

fn sku(number: u8) -> Sku {
    format!("S{number}").parse().expect("a SKU")
}

fn line(currency: Currency) -> impl Strategy<Value = Line> {
    use TaxClass::{Intermediate, Reduced, Standard, SuperReduced, Zero};
    let class = prop::sample::select(vec![Standard, Intermediate, Reduced, SuperReduced, Zero]);
    // Small prices make rounding bite; large ones are the usual.
    let price = prop_oneof![0_i64..20, 0_i64..1_000_000];
    (0_u8..6, price, 1_i64..=99, class, 0_u32..3_000, prop::collection::vec(0_u8..4, 0..3)).prop_map(
        move |(number, price, units, tax_class, grams, collections)| Line {
            sku: sku(number),
            unit_price: Money::new(price, currency),
            quantity: Quantity::try_from(units).expect("in range"),
            tax_class,
            grams,
            collections: collections.into_iter().map(slug).collect(),
        },
    )
}

fn benefit(currency: Currency) -> impl Strategy<Value = Benefit> {
    prop_oneof![
        (1_u32..=10_000).prop_map(|basis_points| Benefit::Percent { basis_points }),
        prop_oneof![1_i64..100, 1_i64..5_000_000]
            .prop_map(move |amount| Benefit::Amount { amounts: Prices::from([(currency, amount)]) }),
        Just(Benefit::FreeDelivery { methods: BTreeSet::new() }),
        (1_u32..5, 1_u32..4, 1_u32..=10_000).prop_map(|(buy, get, basis_points)| Benefit::BuyGet {
            buy,
            get,
            basis_points
        }),
    ]
}

fn target() -> impl Strategy<Value = Target> {
    let goods = (
        prop::collection::btree_set((0_u8..4).prop_map(slug), 1..3),
        prop::collection::btree_set((0_u8..6).prop_map(sku), 0..3),
    );
    prop_oneof![Just(Target::Order), goods.prop_map(|(collections, skus)| Target::Goods { collections, skus })]
}

fn promotion(currency: Currency) -> impl Strategy<Value = Promotion> {
    (any::<u64>(), benefit(currency), target(), 0_i64..100_000, -2_i32..3, prop::bool::weighted(0.3)).prop_map(
        move |(number, benefit, target, minimum, priority, exclusive)| {
            let minimum_spend = if minimum == 0 { Prices::new() } else { Prices::from([(currency, minimum)]) };
            let terms = PromotionTerms {
                id: PromotionId(Uuid::from_u128(number.into())),
                title: Localized::same("A promotion"),
                code: None,
                benefit,
                target,
                minimum_spend,
                starts_at: None,
                ends_at: None,
                max_uses: None,
                max_uses_per_customer: None,
                priority,
                exclusive,
            };
            Promotion::try_from(terms).expect("sound terms")
        },
    )
}

fn deliveries(currency: Currency) -> impl Strategy<Value = DeliveryTable> {
    (0_i64..5_000, 0_i64..5_000, prop::option::of(0_i64..1_000_000)).prop_map(move |(light, heavy, free_from)| {
        let bands =
            vec![WeightBand { up_to_grams: 2_000, fee: light }, WeightBand { up_to_grams: u64::MAX, fee: heavy }];
        let tariff = Tariff { fee: Fee::Weight { bands }, free_from };
        let methods = BTreeMap::from([(DeliveryMethod::Standard, BTreeMap::from([(currency, tariff)]).into())]);
        let zone = Zone { name: "here".into(), countries: BTreeSet::from([Country::De]), areas: vec![], methods };
        DeliveryTable::try_from(vec![zone]).expect("sound fees")
    })
}

fn taxes() -> impl Strategy<Value = TaxTable> {
    prop::array::uniform4(0_u32..=3_000).prop_map(|mut rates| {
        rates.sort_unstable();
        let [low, reduced, intermediate, standard] = rates;
        let rates =
            TaxRates { standard, intermediate: Some(intermediate), reduced: Some(reduced), super_reduced: Some(low) };
        TaxTable::try_from(BTreeMap::from([(Country::De, rates)])).expect("sound rates")
    })
}

fn orders() -> impl Strategy<Value = Order> {
    currencies().prop_flat_map(|currency| {
        let card = (0_u128..3, 0_i64..500_000).prop_map(move |(number, balance)| GiftCard {
            id: GiftCardId(Uuid::from_u128(number)),
            balance: Money::new(balance, currency),
        });
        (
            prop::collection::vec(line(currency), 0..8),
            prop::collection::vec(promotion(currency), 0..6),
            prop::option::weighted(0.8, Just(DeliveryMethod::Standard)),
            deliveries(currency),
            taxes(),
            prop::sample::select(vec![PriceMode::TaxIncluded, PriceMode::TaxExcluded]),
            prop::collection::vec(card, 0..3),
        )
            .prop_map(move |(lines, promotions, delivery, deliveries, taxes, mode, gift_cards)| Order {
                currency,
                lines,
                promotions,
                delivery,
                deliveries,
                taxes,
                mode,
                gift_cards,
            })
    })
}

proptest! {
    /// The one equation, written down again without a word of the code that proves it.
    #[test]
    fn every_order_adds_up(order in orders()) {
        let priced = order.price();
        let parts = priced.breakdown.parts();
        let lines: i64 = order.lines.iter().map(|line| line.unit_price.minor * i64::from(line.quantity)).sum();
        let given: i64 = parts.promotions.iter().map(|given| given.goods.minor + given.delivery.minor).sum();
        let fee = parts.delivery.as_ref().map_or(0, |delivery| delivery.fee.minor);
        let tax: i64 = parts.lines.iter().map(|line| line.tax.minor).sum::<i64>()
            + parts.delivery.as_ref().map_or(0, |delivery| delivery.tax.minor);
        let added = if order.mode == PriceMode::TaxExcluded { tax } else { 0 };
        prop_assert_eq!(parts.total.minor, lines - given + fee + added);
        let cards: i64 = parts.gift_cards.iter().map(|part| part.amount.minor).sum();
        prop_assert_eq!(parts.total.minor, cards + parts.to_charge.minor);
        prop_assert_eq!(parts.tax.minor, tax);
        prop_assert!(parts.to_charge.minor >= 0);
        for part in &parts.gift_cards {
            let card = order.gift_cards.iter().find(|card| card.id == part.card).expect("one of those given");
            prop_assert!(part.amount.minor <= card.balance.minor);
        }
        for (charge, line) in parts.lines.iter().zip(&order.lines) {
            let list = line.unit_price.minor * i64::from(line.quantity);
            prop_assert!((0..=list).contains(&charge.discount.minor));
            prop_assert_eq!(charge.net.minor, list - charge.discount.minor);
        }
        // Every claim gave something or was told why not.
        let known: BTreeSet<_> = parts.promotions.iter().map(|given| given.promotion)
            .chain(priced.refused.iter().map(|(id, _)| *id)).collect();
        let claimed: BTreeSet<_> = order.promotions.iter().map(|promotion| promotion.terms().id).collect();
        prop_assert_eq!(known.len(), parts.promotions.len() + priced.refused.len());
        prop_assert_eq!(known, claimed);
    }

    /// Tax within half a minor unit of the exact share, on each line and on the whole of delivery's parts.
    #[test]
    fn tax_is_the_nearest_minor_unit(order in orders()) {
        let priced = order.price();
        let parts = priced.breakdown.parts();
        let lines = parts.lines.iter().map(|line| (line.net.minor, line.tax_rate, line.tax.minor));
        let delivery = parts.delivery.iter().flat_map(|delivery| &delivery.by_rate);
        for (amount, rate, tax) in lines.chain(delivery.map(|part| (part.amount.minor, part.rate, part.tax.minor))) {
            let whole = if order.mode == PriceMode::TaxIncluded { 10_000 + i64::from(rate) } else { 10_000 };
            let error = tax * whole - amount * i64::from(rate);
            prop_assert!(2 * error.abs() <= whole, "{tax} is not {rate} of {amount}");
        }
    }

    #[test]
    fn no_other_choice_is_cheaper(order in orders()) {
        let total = order.price().breakdown.parts().total.minor;
        let (exclusive, combining): (Vec<_>, Vec<_>) =
            order.promotions.iter().partition(|promotion| promotion.terms().exclusive);
        // One that is alone anyway gives the same when it may be combined, so that no choice is made here.
        let alone = |promotion: &&Promotion| {
            let terms = PromotionTerms { exclusive: false, ..promotion.terms().clone() };
            order.total_with(&[&Promotion::try_from(terms).expect("sound terms")])
        };
        let alternatives: Vec<i64> = exclusive.iter().map(alone).chain([order.total_with(&combining)]).collect();
        prop_assert_eq!(Some(&total), alternatives.iter().min());
        prop_assert!(total <= order.total_with(&[]), "promotions made the order dearer");
    }

    #[test]
    fn the_order_of_claims_plays_no_part(order in orders()) {
        let mut reversed = order.clone();
        let mut seen = BTreeSet::new();
        reversed.promotions.retain(|promotion| seen.insert(promotion.terms().id));
        reversed.promotions.reverse();
        prop_assert_eq!(order.price().breakdown, reversed.price().breakdown);
    }

    #[test]
    fn a_further_line_keeps_every_sum_sound(order in orders(), number in 0_u8..6, price in 0_i64..1_000_000) {
        let mut more = order.clone();
        more.lines.push(Line {
            sku: sku(number),
            unit_price: Money::new(price, order.currency),
            quantity: Quantity::ONE,
            tax_class: TaxClass::Standard,
            grams: 100,
            collections: vec![slug(0)],
        });
        let (before, after) = (order.price().breakdown, more.price().breakdown);
        prop_assert_eq!(after.parts().goods.minor, before.parts().goods.minor + price);
        prop_assert!(after.parts().total.minor >= 0 && after.parts().to_charge.minor >= 0);
        prop_assert!(after.parts().lines.iter().all(|line| line.net.minor >= 0));
    }

    #[test]
    fn refunding_every_piece_and_delivery_returns_the_total(order in orders(), first in 0_u32..=99) {
        let breakdown = order.price().breakdown;
        let mut left = Refundable::of(&breakdown).expect("small amounts");
        let mut repaid = 0;
        for (line, charge) in breakdown.parts().lines.iter().enumerate() {
            let units = charge.quantity.get();
            let first = first.min(units);
            for portion in [first, units - first].into_iter().filter(|&portion| portion > 0) {
                let request = RefundRequest { units: vec![(line, portion)], delivery: false, goodwill: None };
                let (refund, after) = left.refund(&request).expect("so many are left");
                (repaid, left) = (repaid + refund.total.minor, after);
            }
        }
        let delivery = RefundRequest { units: vec![], delivery: true, goodwill: None };
        let (refund, after) = left.refund(&delivery).expect("not refunded yet");
        prop_assert_eq!(repaid + refund.total.minor, breakdown.parts().total.minor);
        prop_assert_eq!(after.left().map(|left| left.minor), Ok(0));
    }

    #[test]
    fn a_breakdown_read_back_is_proved_again(order in orders(), more in 1_i64..1_000) {
        let breakdown = order.price().breakdown;
        let mut parts = BreakdownParts::from(breakdown.clone());
        prop_assert_eq!(Breakdown::try_from(parts.clone()), Ok(breakdown));
        parts.to_charge.minor += more;
        prop_assert!(Breakdown::try_from(parts).is_err());
    }
}
