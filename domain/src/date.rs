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
    (1970..2200).contains(&year) && (1..=days_of(year, month)).contains(&day)
}

fn days_of(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days from 1970 to the first of a month.
fn days_before(year: u16, month: u8) -> i64 {
    let leap_years = |year: i64| year / 4 - year / 100 + year / 400;
    let earlier = i64::from(year) - 1;
    let years = 365 * (i64::from(year) - 1970) + leap_years(earlier) - leap_years(1969);
    years + (1..month).map(|month| i64::from(days_of(year, month))).sum::<i64>()
}

/// A moment (seconds since 1970) as browsers write it in a field of a form, in UTC: `2026-12-01T08:00`, with seconds
/// where there are any. None outside of the years 1970 to 2199.
pub fn minute(seconds: i64) -> Option<String> {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let year = (1970..2200).rev().find(|year| days_before(*year, 1) <= days)?;
    let month = (1..=12).rev().find(|month| days_before(year, *month) <= days)?;
    let day = days - days_before(year, month) + 1;
    if day > i64::from(days_of(year, month)) {
        return None;
    }
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    let text = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}");
    Some(if second == 0 { text } else { format!("{text}:{second:02}") })
}

/// The moment that [`minute`] writes so; none if the text is no such day and time.
pub fn seconds(text: &str) -> Option<i64> {
    let (day, time) = text.split_once('T')?;
    let (year, month, day) = parts(day).filter(|_| is_day(day))?;
    let places: Vec<&str> = time.split(':').collect();
    let place = |at: usize, limit: i64| {
        let digits = places.get(at).copied().unwrap_or("00");
        let is_written_so = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|number| is_written_so && *number < limit)
    };
    let is_long_enough = (2..=3).contains(&places.len());
    let (hour, minute, second) = (place(0, 24)?, place(1, 60)?, place(2, 60)?);
    let days = days_before(year, month) + i64::from(day) - 1;
    is_long_enough.then_some(days * 86_400 + hour * 3_600 + minute * 60 + second)
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
    fn moments_are_read_as_they_are_written() {
        let known = [
            (0, "1970-01-01T00:00"),
            (951_782_400, "2000-02-29T00:00"),
            (1_796_112_000, "2026-12-01T08:00"),
            (1_796_112_005, "2026-12-01T08:00:05"),
            (7_258_118_399, "2199-12-31T23:59:59"),
        ];
        for (moment, text) in known {
            assert_eq!((minute(moment).as_deref(), seconds(text)), (Some(text), Some(moment)));
        }
        for day in 0..84_006 {
            let text = minute(day * 86_400 + 3_600).expect("a year that is known");
            assert_eq!((is_day(&text[..10]), seconds(&text)), (true, Some(day * 86_400 + 3_600)), "{text}");
        }
        assert_eq!((minute(-1), minute(7_258_118_400), minute(i64::MAX)), (None, None, None));
        let none = ["", "2026-12-01", "2026-12-01T8:00", "2026-12-01T24:00", "2026-12-01T08:60", "2026-02-30T08:00"];
        for none in none.into_iter().chain(["2026-12-01T08", "2026-12-01T08:00:00:00", "2026-12-01T+8:00", "tomorrow"])
        {
            assert_eq!(seconds(none), None, "{none}");
        }
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
