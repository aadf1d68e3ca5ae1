//! What is bought, before anything is taken off.

use crate::checkout::TaxClass;
use crate::money::MoneyError;
use crate::{Currency, Money, Quantity, Sku, Slug};

/// One line of what is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The variant.
    pub sku: Sku,
    /// What one unit costs, not negative.
    pub unit_price: Money,
    /// How many.
    pub quantity: Quantity,
    /// How it is taxed.
    pub tax_class: TaxClass,
    /// What one unit weighs.
    pub grams: u32,
    /// The collections its product is in.
    pub collections: Vec<Slug>,
}

/// Why lines cannot be priced.
#[derive(Debug)]
pub(super) enum GoodsError {
    /// Amounts in different currencies, or too large ones.
    Money(MoneyError),
    /// A line of this SKU has a price below zero.
    NegativePrice(Sku),
}

impl From<MoneyError> for GoodsError {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

/// Lines whose prices are known to be sound: one currency, none negative, and a sum that fits.
pub(super) struct Goods<'a> {
    pub lines: &'a [Line],
    /// Each line's list total.
    pub totals: Vec<Money>,
    /// All of them together. Whatever is taken from these lines is no larger.
    pub sum: Money,
}

impl<'a> Goods<'a> {
    pub fn of(currency: Currency, lines: &'a [Line]) -> Result<Self, GoodsError> {
        let total = |line: &Line| {
            if line.unit_price.minor < 0 {
                return Err(GoodsError::NegativePrice(line.sku.clone()));
            }
            Ok(line.unit_price.checked_mul(line.quantity.get())?)
        };
        let totals = lines.iter().map(total).collect::<Result<Vec<_>, _>>()?;
        let sum = Money::sum(currency, totals.iter().copied())?;
        Ok(Self { lines, totals, sum })
    }

    pub fn grams(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.grams) * u64::from(line.quantity.get())).sum()
    }
}
