//! Days as people write them.

use crate::Locale;

/// The day of a date or time (`2026-03-09…`) in words: “9 March 2026”. Other text stays as it is.
pub fn written(locale: Locale, date: &str) -> String {
    let day = || {
        let (year, month, day) = parts(date)?;
        let month = usize::from(month.checked_sub(1)?);
        let format = locale.dates();
        let filled = format.pattern.replace("{day}", &day.to_string()).replace("{month}", format.months.get(month)?);
        Some(filled.replace("{year}", &year.to_string()))
    };
    day().unwrap_or_else(|| date.to_owned())
}

/// Year, month and day of a date or time; none if that is not how the text begins.
pub fn parts(date: &str) -> Option<(u16, u8, u8)> {
    let mut parts = date.get(..10)?.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Whether a text is a day that there is, between 1970 and 2199: `2028-02-29`.
pub fn is_day(text: &str) -> bool {
    let is_written_so = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let Some((year, month, day)) = parts(text).filter(|_| is_written_so) else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1970..2200).contains(&year) && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_out() {
        assert_eq!(written(Locale::En, "2026-03-09T10:00:00Z"), "9 March 2026");
        assert_eq!(written(Locale::De, "2026-12-24"), "24. Dezember 2026");
        assert_eq!(written(Locale::En, "2026-13-09"), "2026-13-09");
        assert_eq!(written(Locale::En, "soon"), "soon");
    }

    #[test]
    fn days_that_there_are() {
        for day in ["1970-01-01", "2028-02-29", "2000-02-29", "2027-12-31", "2199-12-31"] {
            assert!(is_day(day), "{day}");
        }
        for none in
            ["", "2027-02-29", "2100-02-29", "2027-04-31", "2027-00-01", "2027-1-01", "1969-12-31", "2027-01-01 "]
        {
            assert!(!is_day(none), "{none}");
        }
    }
}
