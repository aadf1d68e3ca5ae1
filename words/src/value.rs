//! Putting values into texts.

use domain::Locale;

/// A whole number in a text.
pub trait Number: Copy {
    /// The number; what is beyond an `i64` counts as its largest.
    fn whole(self) -> i64;
}

macro_rules! number {
    ($($kind:ty)*) => {
        $(impl Number for $kind {
            fn whole(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        })*
    };
}

number!(u8 u16 u32 u64 usize i32 i64);

/// A text of its parts. One function for all of them: each is then a few bytes where it is used.
#[inline(never)]
pub(crate) fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// The digits of a number that counts something, in groups as the language writes them: “19,406”.
#[inline(never)]
pub fn counted(locale: Locale, count: i64) -> String {
    let (digits, format) = (digits(count), locale.numbers());
    let sign = usize::from(count < 0);
    if digits.len() - sign < 3 + format.min_grouping {
        return digits;
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > sign && (digits.len() - at).is_multiple_of(3) {
            text.push(format.group);
        }
        text.push(digit);
    }
    text
}

/// A number's digits, without separators: numbers of orders and versions are names.
#[inline(never)]
pub(crate) fn digits(number: i64) -> String {
    number.to_string()
}

/// A rate of tax in basis points: “19 %”, “5,5 %”.
pub fn percent(locale: Locale, rate: u32) -> String {
    let (whole, rest) = (rate / 100, rate % 100);
    let point = locale.numbers().point;
    match (rest, rest % 10) {
        (0, _) => format!("{whole}\u{a0}%"),
        (_, 0) => format!("{whole}{point}{}\u{a0}%", rest / 10),
        _ => format!("{whole}{point}{rest:02}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_groups_of_three_digits() {
        let check = |locale, count, expect: &str| assert_eq!(counted(locale, count), expect);
        check(Locale::En, 0, "0");
        check(Locale::En, 999, "999");
        check(Locale::En, 19_406, "19,406");
        check(Locale::De, 1_000_000, "1.000.000");
        check(Locale::De, -999, "-999");
        check(Locale::De, -123_456, "-123.456");
    }

    #[test]
    fn rates_are_written_as_percent() {
        let check = |locale, rate, expect: &str| assert_eq!(percent(locale, rate).replace('\u{a0}', " "), expect);
        check(Locale::En, 1900, "19 %");
        check(Locale::De, 550, "5,5 %");
        check(Locale::En, 405, "4.05 %");
        check(Locale::En, 0, "0 %");
    }
}
