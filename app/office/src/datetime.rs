//! Moments as forms have them: day and time in UTC, `2026-11-28T09:30`.

use domain::date;

const DAY: i64 = 86_400;

/// Seconds since 1970 of what somebody chose; none for what is no moment between 1970 and 2199.
pub fn seconds(text: &str) -> Option<i64> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = time.get(..5)?.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    if !date::is_day(day) || !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let (year, month, day) = date::parts(day)?;
    Some(days(i64::from(year), i64::from(month), i64::from(day)) * DAY + hour * 3_600 + minute * 60)
}

/// The same the other way round, to the minute.
pub fn typed(seconds: i64) -> String {
    let (day, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", rest / 3_600, rest / 60 % 60)
}

/// Days since 1970 of a day. Years begin in March here, so that the day that comes every four years is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_years = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    of_years + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The day that so many days after 1970 is.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + era * 400, if month < 10 { month + 3 } else { month - 9 });
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_comes_back_as_it_was_chosen() {
        for (text, expected) in [
            ("1970-01-01T00:00", 0),
            ("2026-11-28T09:30", 1_795_858_200),
            ("2028-02-29T23:59", 1_835_481_540),
            ("2100-03-01T00:00", 4_107_542_400),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
            assert_eq!(typed(expected), text);
        }
        for text in ["", "2026-11-28", "2026-02-30T10:00", "2026-11-28T24:00", "2026-11-28T10", "2026-11-28T1é:00"] {
            assert_eq!(seconds(text), None, "{text}");
        }
        let mut next = 0;
        for day in 0..60_000 {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
            next = day;
        }
        assert_eq!(next, 59_999);
    }
}
