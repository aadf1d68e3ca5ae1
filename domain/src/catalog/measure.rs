//! Prices by measure: what a kilogram, a litre or a metre of something costs, as EU directive 98/6/EC has it shown.
//!
//! The reckoning is here and nowhere else, so that origin, worker and browser show the same to the cent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Price;
use crate::{Locale, Money};

/// The largest amount, in units.
const MAX_UNITS: u32 = 1_000_000;

/// What goods are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// g
    Gram,
    /// kg
    Kilogram,
    /// ml
    Millilitre,
    /// l
    Litre,
    /// m
    Metre,
    /// m²
    SquareMetre,
    /// Single things, such as tablets.
    Piece,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 7] =
        [Self::Gram, Self::Kilogram, Self::Millilitre, Self::Litre, Self::Metre, Self::SquareMetre, Self::Piece];

    /// The unit's word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gram => "g",
            Self::Kilogram => "kg",
            Self::Millilitre => "ml",
            Self::Litre => "l",
            Self::Metre => "m",
            Self::SquareMetre => "m²",
            Self::Piece => "piece",
        }
    }

    /// The smallest unit of the same dimension, and how many of it make this one.
    const fn base(self) -> (Self, u32) {
        match self {
            Self::Gram | Self::Kilogram => (Self::Gram, if matches!(self, Self::Gram) { 1 } else { 1000 }),
            Self::Millilitre | Self::Litre => (Self::Millilitre, if matches!(self, Self::Litre) { 1000 } else { 1 }),
            Self::Metre | Self::SquareMetre | Self::Piece => (self, 1),
        }
    }
}

impl FromStr for Unit {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // They have no other letters, and a table of all would be a thirtieth of what shoppers load.
        let text = text.to_ascii_lowercase();
        let text = match text.as_str() {
            "m2" => "m²",
            "pieces" => "piece",
            other => other,
        };
        Self::ALL.into_iter().find(|unit| unit.code() == text).ok_or(AmountError)
    }
}

/// How much of something: `750 ml`, `1.5 m²`. Never nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount {
    thousandths: u32,
    unit: Unit,
}

/// The text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an amount is a number above 0 with at most three decimals and a unit: g, kg, ml, l, m, m² or piece, such as 750 ml or 1.5 m²"
)]
pub struct AmountError;

impl Amount {
    /// An amount in thousandths of a unit.
    ///
    /// # Errors
    /// If it is nothing or more than a million units, or a part of a piece.
    pub fn new(thousandths: u32, unit: Unit) -> Result<Self, AmountError> {
        let is_some = (1..=MAX_UNITS * 1000).contains(&thousandths);
        let is_whole = unit != Unit::Piece || thousandths.is_multiple_of(1000);
        if is_some && is_whole { Ok(Self { thousandths, unit }) } else { Err(AmountError) }
    }

    /// What it is measured in.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// Whether it is one unit.
    pub const fn is_one(self) -> bool {
        self.thousandths == 1000
    }

    /// Whole units of it.
    pub const fn units(self) -> u32 {
        self.thousandths / 1000
    }

    /// Its number as people of `locale` write it: `1.5`, `1,5` in German.
    pub fn number(self, locale: Locale) -> String {
        self.written(locale.numbers().point)
    }

    /// In thousandths of the smallest unit of its dimension.
    fn smallest(self) -> i128 {
        i128::from(self.thousandths) * i128::from(self.unit.base().1)
    }

    fn written(self, point: char) -> String {
        let (whole, rest) = (self.thousandths / 1000, self.thousandths % 1000);
        match rest {
            0 => whole.to_string(),
            rest => format!("{whole}{point}{rest:03}").trim_end_matches('0').to_owned(),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.written('.'), self.unit.code())
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// A comma stands for the point unless three digits follow it: of `1,500 g` nobody knows which it is.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (whole, rest) = match (number.split_once('.'), number.split_once(',')) {
            (None, None) => (number, ""),
            (Some(parts), None) => parts,
            (None, Some((whole, rest))) if rest.len() < 3 => (whole, rest),
            _ => return Err(AmountError),
        };
        let is_number = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole, 7) || !is_number(rest, 3) || (rest.is_empty() && whole != number) {
            return Err(AmountError);
        }
        let thousandths: u64 = format!("{whole}{rest:0<3}").parse().map_err(|_| AmountError)?;
        Self::new(u32::try_from(thousandths).map_err(|_| AmountError)?, unit.trim_start().parse()?)
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

/// How much is in a unit of a variant, and for how much of it the price is told besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Measure {
    content: Amount,
    per: Amount,
}

/// A measure as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    content: Amount,
    per: Amount,
}

/// Why two amounts are no measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the price of {content} cannot be told for {per}: give both in mass, both in volume, or both in one unit")]
pub struct MeasureError {
    content: Amount,
    per: Amount,
}

impl Measure {
    /// Of this content, with the price told for `per`.
    ///
    /// # Errors
    /// If one is not measured as the other is.
    pub fn new(content: Amount, per: Amount) -> Result<Self, MeasureError> {
        match content.unit.base().0 == per.unit.base().0 {
            true => Ok(Self { content, per }),
            false => Err(MeasureError { content, per }),
        }
    }

    /// How much is in it.
    pub const fn content(self) -> Amount {
        self.content
    }

    /// For how much the price is told.
    pub const fn per(self) -> Amount {
        self.per
    }

    /// What `per` costs where the content costs `price`, rounded half away from zero. None where both are the same
    /// amount, which tells nothing, and where it is beyond all prices.
    pub fn of(self, price: Money) -> Option<UnitPrice> {
        let (content, per) = (self.content.smallest(), self.per.smallest());
        if content == per {
            return None;
        }
        let exact = i128::from(price.minor) * per;
        let rounded = (exact.abs() * 2 + content) / (content * 2) * exact.signum();
        Some(UnitPrice { price: Money { minor: i64::try_from(rounded).ok()?, ..price }, per: self.per })
    }
}

/// As people write it: `750 ml / 1 l`.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.content, self.per)
    }
}

impl FromStr for Measure {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (content, per) = text.split_once('/').ok_or(AmountError)?;
        Self::new(content.parse()?, per.parse()?).map_err(|_| AmountError)
    }
}

impl TryFrom<Written> for Measure {
    type Error = MeasureError;

    fn try_from(Written { content, per }: Written) -> Result<Self, Self::Error> {
        Self::new(content, per)
    }
}

/// What some amount costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPrice {
    /// Its price.
    pub price: Money,
    /// How much it is.
    pub per: Amount,
}

impl Price {
    /// The same price of a variant with this measure.
    pub const fn measured(self, measure: Option<Measure>) -> Self {
        Self { measure, ..self }
    }

    /// The price by measure, if the variant has a measure that tells something.
    pub fn unit_price(&self) -> Option<UnitPrice> {
        self.measure?.of(self.amount)
    }
}

#[cfg(test)]
mod tests;
