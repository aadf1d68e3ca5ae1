//! Money: whole minor units with a currency. There are no floats and nothing is ever lost.

mod currency;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use currency::{Currency, UnknownCurrency};

use crate::Locale;
use crate::locale::{NumberFormat, SymbolPosition};

/// An amount in the minor unit of its currency: 1999 EUR is 19.99 €.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (cents for EUR, yen for JPY). May be negative for refunds and discounts.
    pub minor: i64,
    /// The currency of [`Money::minor`].
    pub currency: Currency,
}

/// An amount set for each currency on its own, in minor units: `{"EUR": 1999, "USD": 2199}`.
/// A currency that is not named has none: amounts are never converted.
pub type Prices = BTreeMap<Currency, i64>;

/// Why two amounts could not be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The amounts have different currencies.
    #[error("amounts in {0} and {1} cannot be added")]
    CurrencyMismatch(Currency, Currency),
    /// The result is beyond what an `i64` of minor units holds.
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    /// An amount of `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of both.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// What is left of this amount without the other.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// This amount `count` times.
    pub fn checked_mul(self, count: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(count)).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The sum of `amounts`, zero in `currency` if there are none.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// A share of this amount in basis points (1900 = 19 %), rounded half away from zero.
    pub fn basis_points(self, rate: u32) -> Result<Self, MoneyError> {
        let rounded = divide_half_away(i128::from(self.minor) * i128::from(rate), 10_000);
        let minor = i64::try_from(rounded).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The part of this amount that was added to it at `rate` basis points, rounded half away from
    /// zero: 119 holds 19 at 1900. It is never larger than the amount.
    pub fn included_basis_points(self, rate: u32) -> Self {
        let rounded = divide_half_away(i128::from(self.minor) * i128::from(rate), 10_000 + i128::from(rate));
        Self { minor: i64::try_from(rounded).expect("a part is no larger than the whole"), ..self }
    }

    /// What the first `part` of `whole` equal pieces are worth together, rounded half away from
    /// zero. All pieces are worth the amount itself, so the steps from one part to the next lose
    /// nothing. A `part` beyond `whole` counts as all of it.
    pub fn share(self, part: u32, whole: u32) -> Self {
        if part >= whole {
            return self;
        }
        let rounded = divide_half_away(i128::from(self.minor) * i128::from(part), i128::from(whole));
        Self { minor: i64::try_from(rounded).expect("a part is no larger than the whole"), ..self }
    }

    /// Splits the amount in proportion to `weights` by the largest-remainder method, so that the
    /// parts always add up to the whole. With no weight above zero everything goes to the first
    /// part; without parts there is nothing to split and the result is empty.
    pub fn split(self, weights: &[u32]) -> Vec<Self> {
        self.split_by(&weights.iter().map(|&weight| u64::from(weight)).collect::<Vec<_>>())
    }

    /// As [`Money::split`], for weights that may themselves be amounts. As long as the amount is no
    /// larger than the sum of the weights, no part is larger than its weight.
    pub fn split_by(self, weights: &[u64]) -> Vec<Self> {
        let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
        let whole = i128::from(self.minor);
        if total == 0 {
            let part = |index| Self { minor: if index == 0 { self.minor } else { 0 }, ..self };
            return (0..weights.len()).map(part).collect();
        }
        // Euclidean division: the remainder is never negative, for refunds too.
        let exact: Vec<i128> = weights.iter().map(|&weight| whole * i128::from(weight)).collect();
        let mut parts: Vec<i128> = exact.iter().map(|share| share.div_euclid(total)).collect();
        let missing = usize::try_from(whole - parts.iter().sum::<i128>()).expect("fewer missing units than parts");
        let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
        by_remainder.sort_by_key(|&index| std::cmp::Reverse(exact[index].rem_euclid(total)));
        for &index in by_remainder.iter().take(missing) {
            parts[index] += 1;
        }
        let money = |minor| Self { minor: i64::try_from(minor).expect("a part is no larger than the whole"), ..self };
        parts.into_iter().map(money).collect()
    }

    /// The amount as plain decimal text without a currency: `19.99`, `-0.05`, `1500`.
    pub fn decimal(self) -> String {
        let mut text = String::with_capacity(ROOM);
        if self.minor < 0 {
            text.push('-');
        }
        self.append(&mut text, None, '.');
        text
    }

    /// The amount as people of `locale` type it into a field, without currency and groups: `1999.90`, `1999,90` in German.
    pub fn typed(self, locale: Locale) -> String {
        let mut text = String::with_capacity(ROOM);
        if self.minor < 0 {
            text.push('-');
        }
        self.append(&mut text, None, locale.numbers().point);
        text
    }

    /// The amount as people of `locale` write it: `€19.99` in English, `19,99 €` in German.
    pub fn display(self, locale: Locale) -> String {
        let symbol = self.currency.symbol();
        let format = locale.numbers();
        let mut text = String::with_capacity(ROOM);
        if self.minor < 0 {
            text.push('−');
        }
        if format.symbol == SymbolPosition::First {
            text.push_str(symbol);
            if symbol.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                text.push('\u{a0}');
            }
        }
        self.append(&mut text, Some(&format), format.point);
        if format.symbol == SymbolPosition::Last {
            text.push('\u{a0}');
            text.push_str(symbol);
        }
        text
    }

    /// Appends the amount without its sign, in groups if there is a format that says how.
    fn append(self, text: &mut String, format: Option<&NumberFormat>, point: char) {
        let minor = self.minor.unsigned_abs();
        let decimals = self.currency.exponent();
        let scale = 10_u64.pow(decimals);
        append_digits(text, minor / scale, 1, format);
        if decimals > 0 {
            text.push(point);
            append_digits(text, minor % scale, decimals, None);
        }
    }
}

/// Bytes that nearly every amount has room in.
const ROOM: usize = 24;

/// Appends a number of at least `width` digits.
fn append_digits(text: &mut String, number: u64, width: u32, format: Option<&NumberFormat>) {
    let count = number.checked_ilog10().unwrap_or_default().max(width.saturating_sub(1)) + 1;
    let group = format.filter(|format| count as usize >= 3 + format.min_grouping).map(|format| format.group);
    for place in (0..count).rev() {
        let digit = number / 10_u64.pow(place) % 10;
        text.push(char::from_digit(digit as u32, 10).expect("one digit"));
        if let Some(group) = group
            && place > 0
            && place.is_multiple_of(3)
        {
            text.push(group);
        }
    }
}

/// `numerator / denominator`, rounded half away from zero; the denominator is positive.
const fn divide_half_away(numerator: i128, denominator: i128) -> i128 {
    let magnitude = numerator.abs();
    let quotient = magnitude / denominator;
    // Comparing the remainder with what is missing to the next whole cannot overflow, unlike doubling it.
    let remainder = magnitude % denominator;
    let up = if remainder >= denominator - remainder { 1 } else { 0 };
    (quotient + up) * numerator.signum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let check = |minor, currency, locale, expect: &str| {
            assert_eq!(Money::new(minor, currency).display(locale).replace('\u{a0}', " "), expect);
        };
        check(1999, Currency::Eur, Locale::En, "€19.99");
        check(1999, Currency::Eur, Locale::De, "19,99 €");
        check(123_456_789, Currency::Usd, Locale::En, "$1,234,567.89");
        check(123_456_789, Currency::Eur, Locale::De, "1.234.567,89 €");
        check(1500, Currency::Jpy, Locale::En, "¥1,500");
        check(1500, Currency::Kwd, Locale::En, "KWD 1.500");
        check(1999, Currency::Cad, Locale::En, "CA$19.99");
        check(1999, Currency::Sek, Locale::En, "SEK 19.99");
        check(1999, Currency::Gbp, Locale::De, "19,99 £");
        check(-5, Currency::Eur, Locale::En, "−€0.05");
        check(i64::MIN, Currency::Jpy, Locale::En, "−¥9,223,372,036,854,775,808");
    }

    #[test]
    fn decimal_text_has_the_currency_s_decimals() {
        assert_eq!(Money::new(-5, Currency::Eur).decimal(), "-0.05");
        assert_eq!(Money::new(5, Currency::Jpy).decimal(), "5");
        assert_eq!(Money::new(5, Currency::Kwd).decimal(), "0.005");
        assert_eq!(Money::new(-119_900, Currency::Eur).typed(Locale::De), "-1199,00");
        assert_eq!(Money::new(119_905, Currency::Eur).typed(Locale::En), "1199.05");
    }

    #[test]
    fn different_currencies_are_never_added() {
        let refused = Money::new(1, Currency::Eur).checked_add(Money::new(1, Currency::Usd));
        assert_eq!(refused, Err(MoneyError::CurrencyMismatch(Currency::Eur, Currency::Usd)));
    }

    #[test]
    fn a_share_is_rounded_half_away_from_zero() {
        let share = |minor, rate| Money::new(minor, Currency::Eur).basis_points(rate).map(|money| money.minor);
        assert_eq!(share(1050, 1000), Ok(105));
        assert_eq!(share(5, 1000), Ok(1));
        assert_eq!(share(4, 1000), Ok(0));
        assert_eq!(share(-5, 1000), Ok(-1));
        assert_eq!(share(i64::MAX, 20_000), Err(MoneyError::Overflow));
    }

    #[test]
    fn the_tax_in_a_price_is_the_part_that_was_added() {
        let within = |minor, rate| Money::new(minor, Currency::Eur).included_basis_points(rate).minor;
        assert_eq!(within(11_900, 1900), 1900);
        assert_eq!(within(1999, 1900), 319);
        assert_eq!(within(1999, 0), 0);
        assert_eq!(within(i64::MAX, u32::MAX), 9_223_350_562_068_290_691);
    }

    #[test]
    fn steps_between_shares_lose_nothing() {
        let share = |part| Money::new(1000, Currency::Eur).share(part, 3).minor;
        assert_eq!([share(0), share(1), share(2), share(3), share(4)], [0, 333, 667, 1000, 1000]);
        assert_eq!(Money::new(7, Currency::Jpy).share(0, 0).minor, 7);
    }

    proptest! {
        #[test]
        fn no_part_is_larger_than_its_weight(weights in prop::collection::vec(0_u64..1 << 50, 1..40), take in 0_u64..=100) {
            let whole = weights.iter().sum::<u64>() / 100 * take;
            let parts = Money::new(i64::try_from(whole).unwrap(), Currency::Kwd).split_by(&weights);
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((0..=i64::try_from(*weight).unwrap()).contains(&part.minor));
            }
        }

        #[test]
        fn splitting_never_loses_a_unit(minor: i64, weights in prop::collection::vec(0_u32..10_000, 1..40)) {
            let parts = Money::new(minor, Currency::Eur).split(&weights);
            prop_assert_eq!(parts.len(), weights.len());
            let total: i128 = parts.iter().map(|part| i128::from(part.minor)).sum();
            prop_assert_eq!(total, i128::from(minor));
        }

        #[test]
        fn equal_weights_differ_by_at_most_one_unit(minor in 0_i64..1_000_000, count in 1_usize..50) {
            let parts = Money::new(minor, Currency::Jpy).split(&vec![1; count]);
            let least = parts.iter().map(|part| part.minor).min().unwrap();
            let most = parts.iter().map(|part| part.minor).max().unwrap();
            prop_assert!(most - least <= 1);
        }

        #[test]
        fn adding_is_exact_or_refused(a: i64, b: i64) {
            let sum = Money::new(a, Currency::Eur).checked_add(Money::new(b, Currency::Eur));
            prop_assert_eq!(sum.ok().map(|money| money.minor), a.checked_add(b));
        }

        #[test]
        fn a_currency_s_code_reads_back(index in 0_usize..Currency::ALL.len()) {
            let currency = Currency::ALL[index];
            prop_assert_eq!(currency.code().parse(), Ok(currency));
        }
    }
}
