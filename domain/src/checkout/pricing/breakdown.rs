//! What an order costs, part by part.

use serde::{Deserialize, Serialize};

use super::proof::{Unproved, prove};
use crate::checkout::{DeliveryMethod, PriceMode};
use crate::{Currency, GiftCardId, Money, PromotionId, Quantity, Sku};

/// What an order costs, proved: list totals less discounts, plus delivery, plus the tax that is added,
/// are the total, and the total is gift cards plus what is charged.
///
/// The only way to one is by its parts, which are checked against each other to the minor unit. That
/// holds for one read from a database too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BreakdownParts", into = "BreakdownParts")]
pub struct Breakdown(BreakdownParts);

/// The parts of a [`Breakdown`]. No amount is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakdownParts {
    /// The currency of every amount.
    pub currency: Currency,
    /// Whether tax is in the prices or added to them.
    pub mode: PriceMode,
    /// The goods, in the order they were given.
    pub lines: Vec<LineCharge>,
    /// The promotions that gave something, in the order they applied.
    pub promotions: Vec<Given>,
    /// Delivery, if one was chosen.
    pub delivery: Option<DeliveryCharge>,
    /// The lines' list totals together.
    pub goods: Money,
    /// All discounts together, that on delivery among them.
    pub discount: Money,
    /// Tax by rate, lowest first.
    pub tax_by_rate: Vec<TaxSum>,
    /// All tax together: part of `total` either way, added to the prices only if they exclude it.
    pub tax: Money,
    /// What the order costs.
    pub total: Money,
    /// The gift cards that pay for some of it.
    pub gift_cards: Vec<GiftCardPart>,
    /// What is left to charge.
    pub to_charge: Money,
}

/// What one line costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCharge {
    /// The variant.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// What one unit costs before discounts.
    pub unit_price: Money,
    /// What all units cost before discounts.
    pub list: Money,
    /// What promotions took off.
    pub discount: Money,
    /// The rest.
    pub net: Money,
    /// Basis points.
    pub tax_rate: u32,
    /// The tax in or on `net`.
    pub tax: Money,
}

/// What one promotion gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which.
    pub promotion: PromotionId,
    /// Off the goods.
    pub goods: Money,
    /// Off delivery.
    pub delivery: Money,
}

/// What delivery costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryCharge {
    /// How the order travels.
    pub method: DeliveryMethod,
    /// The fee before discounts.
    pub fee: Money,
    /// What promotions took off.
    pub discount: Money,
    /// The rest.
    pub net: Money,
    /// The rest by rate of tax, lowest first.
    pub by_rate: Vec<TaxSum>,
    /// The tax in or on `net`.
    pub tax: Money,
}

/// What is taxed at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSum {
    /// Basis points.
    pub rate: u32,
    /// What is taxed; the tax is in it if prices include tax.
    pub amount: Money,
    /// The tax.
    pub tax: Money,
}

/// What one gift card pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftCardPart {
    /// Which.
    pub card: GiftCardId,
    /// How much.
    pub amount: Money,
}

impl Breakdown {
    /// The parts, to read.
    pub fn parts(&self) -> &BreakdownParts {
        &self.0
    }
}

impl TryFrom<BreakdownParts> for Breakdown {
    type Error = Unproved;

    fn try_from(parts: BreakdownParts) -> Result<Self, Self::Error> {
        prove(&parts)?;
        Ok(Self(parts))
    }
}

impl From<Breakdown> for BreakdownParts {
    fn from(breakdown: Breakdown) -> Self {
        breakdown.0
    }
}
