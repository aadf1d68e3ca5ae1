//! Money: whole minor units with a currency. There are no floats and nothing is ever lost.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A currency the shop can price in (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Euro, 2 decimals.
    Eur,
    /// United States dollar, 2 decimals.
    Usd,
    /// Pound sterling, 2 decimals.
    Gbp,
    /// Swiss franc, 2 decimals.
    Chf,
    /// Japanese yen, no decimals.
    Jpy,
    /// Kuwaiti dinar, 3 decimals.
    Kwd,
}

impl Currency {
    /// Every currency, in the order of declaration.
    pub const ALL: [Self; 6] = [Self::Eur, Self::Usd, Self::Gbp, Self::Chf, Self::Jpy, Self::Kwd];

    /// The three-letter ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
            Self::Chf => "CHF",
            Self::Jpy => "JPY",
            Self::Kwd => "KWD",
        }
    }

    /// How many decimals the minor unit has: 2 for cents.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Jpy => 0,
            Self::Eur | Self::Usd | Self::Gbp | Self::Chf => 2,
            Self::Kwd => 3,
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
            Self::Jpy => "¥",
            Self::Chf => "CHF",
            Self::Kwd => "KWD",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is not the code of a currency this shop knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency this shop knows; use a code such as EUR or USD")]
pub struct UnknownCurrency(String);

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = |currency: &Self| currency.code().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(known).ok_or_else(|| UnknownCurrency(text.chars().take(16).collect()))
    }
}

/// An amount in the minor unit of its currency: 1999 EUR is 19.99 €.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units (cents for EUR, yen for JPY). May be negative for refunds and discounts.
    pub minor: i64,
    /// The currency of [`Money::minor`].
    pub currency: Currency,
}

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
        let exact = i128::from(self.minor) * i128::from(rate);
        let rounded = (exact.abs() + 5_000) / 10_000 * exact.signum();
        let minor = i64::try_from(rounded).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// Splits the amount in proportion to `weights` by the largest-remainder method, so that the
    /// parts always add up to the whole. With no weight above zero everything goes to the first
    /// part; without parts there is nothing to split and the result is empty.
    pub fn split(self, weights: &[u32]) -> Vec<Self> {
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
        let (units, fraction) = self.parts();
        let sign = if self.minor < 0 { "-" } else { "" };
        format!("{sign}{units}{}", if fraction.is_empty() { String::new() } else { format!(".{fraction}") })
    }

    /// The amount as people of `locale` write it: `€19.99` in English, `19,99 €` in German.
    pub fn display(self, locale: crate::Locale) -> String {
        let (units, fraction) = self.parts();
        let sign = if self.minor < 0 { "−" } else { "" };
        let symbol = self.currency.symbol();
        let (group, point) = match locale {
            crate::Locale::En => (',', '.'),
            crate::Locale::De => ('.', ','),
        };
        let units = grouped(&units, group);
        let number = if fraction.is_empty() { units } else { format!("{units}{point}{fraction}") };
        match locale {
            crate::Locale::En if symbol.len() == 3 && symbol.is_ascii() => format!("{sign}{symbol}\u{a0}{number}"),
            crate::Locale::En => format!("{sign}{symbol}{number}"),
            crate::Locale::De => format!("{sign}{number}\u{a0}{symbol}"),
        }
    }

    fn parts(self) -> (String, String) {
        let scale = 10_u64.pow(self.currency.exponent());
        let minor = self.minor.unsigned_abs();
        let width = self.currency.exponent() as usize;
        let fraction = if width == 0 { String::new() } else { format!("{:0width$}", minor % scale) };
        ((minor / scale).to_string(), fraction)
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;
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
        check(-5, Currency::Eur, Locale::En, "−€0.05");
        check(i64::MIN, Currency::Jpy, Locale::En, "−¥9,223,372,036,854,775,808");
    }

    #[test]
    fn decimal_text_has_the_currency_s_decimals() {
        assert_eq!(Money::new(-5, Currency::Eur).decimal(), "-0.05");
        assert_eq!(Money::new(5, Currency::Jpy).decimal(), "5");
        assert_eq!(Money::new(5, Currency::Kwd).decimal(), "0.005");
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

    proptest! {
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
