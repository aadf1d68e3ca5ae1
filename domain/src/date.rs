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
}
