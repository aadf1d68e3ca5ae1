//! What something costs now: the regular price, or the one of a reduction that has begun and not ended.

use crate::note::shown;

/// A price as the file writes it, with the former one.
pub struct Price {
    pub price: String,
    pub former: String,
    /// What is to be said of it.
    pub told: Option<String>,
}

/// The price of a regular one, one of a reduction, and when that begins and ends.
///
/// # Errors
/// If a date cannot be read: a price must not be guessed.
pub fn of(regular: &str, sale: &str, from: &str, until: &str, now: i64) -> Result<Price, String> {
    let plain = |told| Price { price: regular.to_owned(), former: String::new(), told };
    if sale.is_empty() {
        return Ok(plain(None));
    }
    if regular.is_empty() {
        return Ok(Price { price: sale.to_owned(), former: String::new(), told: None });
    }
    let today = now.div_euclid(86_400);
    if !from.is_empty() && day(from)? > today {
        let told = format!("its reduction to “{}” begins on {}: set it then", shown(sale), shown(from));
        return Ok(plain(Some(told)));
    }
    if !until.is_empty() {
        if day(until)? < today {
            return Ok(plain(Some(format!("its reduction to “{}” has ended on {}", shown(sale), shown(until)))));
        }
        let told = format!("its reduction ends on {}: take it back then, the shop does not", shown(until));
        return Ok(Price { price: sale.to_owned(), former: regular.to_owned(), told: Some(told) });
    }
    Ok(Price { price: sale.to_owned(), former: regular.to_owned(), told: None })
}

/// The days since 1970 of `2026-03-01`, with or without a time behind it.
fn day(text: &str) -> Result<i64, String> {
    let wrong = || format!("“{}” is no date such as 2026-03-01", shown(text));
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = date.split('-');
    let mut part = |length: usize| {
        let digits = parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|digits| digits.parse::<i64>().ok())
    };
    let (Some(year), Some(month), Some(day), None) = (part(4), part(2), part(2), part(2)) else { return Err(wrong()) };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(wrong());
    }
    // Years begin in March, so that the day that some have more is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Ok(days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (text, expect) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01 00:00:00", 11_017),
            ("2026-11-28T10:00:00", 20_785),
        ] {
            assert_eq!(day(text), Ok(expect), "{text}");
        }
        for bad in ["", "28.11.2026", "2026-13-01", "2026-1-1", "2026-01-01-01", "2026-01-0x"] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reduction_holds_from_its_first_day_to_its_last() {
        let now = 20_785 * 86_400 + 5;
        let at = |from: &str, until: &str| {
            let price = of("10", "8", from, until, now).unwrap();
            (price.price, price.former, price.told.is_some())
        };
        let reduced = |told| ("8".to_owned(), "10".to_owned(), told);
        let plain = |told| ("10".to_owned(), String::new(), told);
        assert_eq!(at("", ""), reduced(false));
        assert_eq!(at("2026-11-28", "2026-11-28"), reduced(true));
        assert_eq!(at("2026-11-29", ""), plain(true));
        assert_eq!(at("2026-11-01", "2026-11-27"), plain(true));
        assert!(of("10", "8", "soon", "", now).is_err());
        assert_eq!(of("", "8", "", "", now).unwrap().price, "8");
        assert_eq!(of("10", "", "soon", "", now).unwrap().price, "10");
    }
}
