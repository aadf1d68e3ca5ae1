//! What a promotion is, as the merchant sets it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::Localized;
use crate::checkout::{DeliveryMethod, Line};
use crate::{Prices, PromotionCode, PromotionId, Sku, Slug};

/// A promotion as typed. [`Promotion`] is one that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromotionTerms {
    /// Which.
    pub id: PromotionId,
    /// What shoppers read beside the discount.
    pub title: Localized,
    /// What the shopper types to get it; without one it applies by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<PromotionCode>,
    /// What it gives.
    pub benefit: Benefit,
    /// What it is for.
    #[serde(default)]
    pub target: Target,
    /// What the goods it is for must cost, before promotions. Empty: nothing. In a currency that is
    /// not named the promotion is not to be had.
    #[serde(default, skip_serializing_if = "Prices::is_empty")]
    pub minimum_spend: Prices,
    /// From when on, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// Until when, in Unix seconds; this second is no longer part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// In how many orders at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// In how many orders of one customer at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses_per_customer: Option<u32>,
    /// Lower numbers apply first.
    #[serde(default)]
    pub priority: i32,
    /// It never shares an order with another.
    #[serde(default)]
    pub exclusive: bool,
}

/// What a promotion gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Benefit {
    /// A part of the price.
    Percent {
        /// 1000 = 10 %.
        basis_points: u32,
    },
    /// A fixed amount off all it is for together, never more than these cost.
    Amount {
        /// By currency; in one that is not named the promotion is not to be had.
        amounts: Prices,
    },
    /// Free delivery, if the order holds something the promotion is for.
    FreeDelivery {
        /// Only by these ways; empty: by any.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        methods: BTreeSet<DeliveryMethod>,
    },
    /// Of each `buy + get` units, `get` are cheaper: the cheapest of all, by list price.
    BuyGet {
        /// Units at full price.
        buy: u32,
        /// Units with the discount.
        get: u32,
        /// How much off these: 10 000 makes them free.
        basis_points: u32,
    },
}

/// What a promotion is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// All goods of the order.
    #[default]
    Order,
    /// What is in one of the collections or among the SKUs.
    Goods {
        /// Collections by their slugs.
        #[serde(default)]
        collections: BTreeSet<Slug>,
        /// Single variants.
        #[serde(default)]
        skus: BTreeSet<Sku>,
    },
}

impl Target {
    /// Whether it is for this line.
    pub fn covers(&self, line: &Line) -> bool {
        match self {
            Self::Order => true,
            Self::Goods { collections, skus } => {
                skus.contains(&line.sku) || line.collections.iter().any(|slug| collections.contains(slug))
            }
        }
    }
}

/// A promotion whose terms make sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PromotionTerms", into = "PromotionTerms")]
pub struct Promotion(PromotionTerms);

/// What is wrong with the terms, with the field to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PromotionError {
    /// The field's name in [`PromotionTerms`].
    pub field: &'static str,
    /// What to do.
    pub message: &'static str,
}

impl Promotion {
    /// What the merchant set.
    pub fn terms(&self) -> &PromotionTerms {
        &self.0
    }
}

impl TryFrom<PromotionTerms> for Promotion {
    type Error = PromotionError;

    fn try_from(terms: PromotionTerms) -> Result<Self, Self::Error> {
        let check = |sound: bool, field, message| sound.then_some(()).ok_or(PromotionError { field, message });
        let rate = |basis_points: &u32| (1..=10_000).contains(basis_points);
        let positive = |amounts: &Prices| amounts.values().all(|&amount| amount > 0);

        check(!terms.title.en.trim().is_empty(), "title", "give the promotion a title")?;
        match &terms.benefit {
            Benefit::Percent { basis_points } => {
                check(rate(basis_points), "benefit", "a percentage is between 0.01 % and 100 %")?;
            }
            Benefit::Amount { amounts } => {
                check(!amounts.is_empty(), "benefit", "name the amount in at least one currency")?;
                check(positive(amounts), "benefit", "an amount is more than 0")?;
            }
            Benefit::FreeDelivery { .. } => {}
            Benefit::BuyGet { buy, get, basis_points } => {
                check((1..=1000).contains(buy) && (1..=1000).contains(get), "benefit", "buy and get 1 to 1000 pieces")?;
                check(rate(basis_points), "benefit", "a percentage is between 0.01 % and 100 %")?;
            }
        }
        if let Target::Goods { collections, skus } = &terms.target {
            let named = !collections.is_empty() || !skus.is_empty();
            check(named, "target", "name a collection or a SKU, or let it be for the whole order")?;
        }
        check(positive(&terms.minimum_spend), "minimum_spend", "a minimum is more than 0; leave it out for none")?;
        let (starts_at, ends_at) = (terms.starts_at.unwrap_or(i64::MIN), terms.ends_at.unwrap_or(i64::MAX));
        check(starts_at < ends_at, "ends_at", "let the promotion end after it starts")?;
        check(terms.max_uses != Some(0), "max_uses", "allow at least one use, or leave the limit out")?;
        let (each, all) = (terms.max_uses_per_customer.unwrap_or(1), terms.max_uses.unwrap_or(u32::MAX));
        check(
            (1..=all).contains(&each),
            "max_uses_per_customer",
            "allow each customer at least one use and no more than there are in all",
        )?;
        Ok(Self(terms))
    }
}

impl From<Promotion> for PromotionTerms {
    fn from(promotion: Promotion) -> Self {
        promotion.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use uuid::Uuid;

    fn terms(benefit: Benefit) -> PromotionTerms {
        PromotionTerms {
            id: PromotionId(Uuid::nil()),
            title: Localized::same("A title"),
            code: None,
            benefit,
            target: Target::Order,
            minimum_spend: Prices::new(),
            starts_at: None,
            ends_at: None,
            max_uses: None,
            max_uses_per_customer: None,
            priority: 0,
            exclusive: false,
        }
    }

    #[test]
    fn terms_that_make_no_sense_name_the_field_to_mend() {
        let field = |terms: PromotionTerms| Promotion::try_from(terms).err().map(|fault| fault.field);
        let percent = |basis_points| terms(Benefit::Percent { basis_points });
        let euro = |amount| Prices::from([(Currency::Eur, amount)]);
        let buy_get = |buy, get, basis_points| terms(Benefit::BuyGet { buy, get, basis_points });
        let no_goods = Target::Goods { collections: BTreeSet::new(), skus: BTreeSet::new() };
        let limits = |all, each| PromotionTerms { max_uses: all, max_uses_per_customer: each, ..percent(1) };
        for (terms, expect) in [
            (percent(1), None),
            (percent(10_000), None),
            (percent(0), Some("benefit")),
            (percent(10_001), Some("benefit")),
            (terms(Benefit::Amount { amounts: Prices::new() }), Some("benefit")),
            (terms(Benefit::Amount { amounts: euro(0) }), Some("benefit")),
            (terms(Benefit::Amount { amounts: euro(500) }), None),
            (buy_get(2, 1, 10_000), None),
            (buy_get(0, 1, 10_000), Some("benefit")),
            (buy_get(1, 1001, 10_000), Some("benefit")),
            (buy_get(1, 1, 0), Some("benefit")),
            (PromotionTerms { title: Localized::same(" "), ..percent(1) }, Some("title")),
            (PromotionTerms { target: no_goods, ..percent(1) }, Some("target")),
            (PromotionTerms { minimum_spend: euro(-1), ..percent(1) }, Some("minimum_spend")),
            (PromotionTerms { starts_at: Some(5), ends_at: Some(5), ..percent(1) }, Some("ends_at")),
            (limits(Some(0), None), Some("max_uses")),
            (limits(None, Some(0)), Some("max_uses_per_customer")),
            (limits(Some(1), Some(2)), Some("max_uses_per_customer")),
            (limits(Some(2), Some(2)), None),
        ] {
            assert_eq!(field(terms.clone()), expect, "{terms:?}");
        }
    }
}
