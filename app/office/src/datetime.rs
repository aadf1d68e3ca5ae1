//! Moments as pages show them and as forms have them: by the clocks of the shop's time zone.
//!
//! The zone belongs to a request: [`in_zone`] has all of it shown and read so, and nothing else in the office knows a zone.

use domain::date;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::task_local;

task_local! {
    static ZONE: TimeZone;
}

/// The time zone of a request, as an extension of it; without one it is UTC.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name, such as `Europe/Berlin`; UTC if nobody knows it.
    pub fn of_name(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }
}

/// Does all of `work` with moments shown and read in this zone.
pub async fn in_zone<W: Future>(zone: Option<Zone>, work: W) -> W::Output {
    ZONE.scope(zone.map_or(TimeZone::UTC, |zone| zone.0), work).await
}

fn zone() -> TimeZone {
    ZONE.try_with(Clone::clone).unwrap_or(TimeZone::UTC)
}

/// What the zone is called, for the names of fields: `Europe/Berlin`.
pub fn zone_name() -> String {
    zone().iana_name().unwrap_or("UTC").to_owned()
}

/// Seconds since 1970 of what somebody chose, such as `2026-11-28T09:30`; none for what is no moment between 1970 and 2199.
/// What the clocks show twice, as summer ends, is the first of both; what they pass over is an hour later.
pub fn seconds(text: &str) -> Option<i64> {
    // As if the clocks were those of UTC: it has the same date and time then.
    let as_written = Timestamp::from_second(date::seconds(text)?).ok()?;
    let at = zone().to_timestamp(TimeZone::UTC.to_datetime(as_written)).ok()?;
    Some(at.as_second()).filter(|at| *at >= 0)
}

/// The same the other way round. A moment beyond those years has no text.
pub fn typed(seconds: i64) -> String {
    date::minute(seconds.saturating_add(offset(seconds).0)).unwrap_or_default()
}

/// The same as people read it, to the minute: `2026-11-28 10:30 CET`.
pub fn shown(seconds: i64) -> String {
    let text = typed(seconds);
    let (text, (_, zone)) = (text.get(..16).unwrap_or(&text).replace('T', " "), offset(seconds));
    format!("{text} {zone}")
}

/// By how many seconds the clocks are ahead of UTC then, and what that is called.
fn offset(seconds: i64) -> (i64, String) {
    let Ok(at) = Timestamp::from_second(seconds) else { return (0, "UTC".to_owned()) };
    let zone = zone();
    let then = zone.to_offset_info(at);
    (i64::from(then.offset().seconds()), then.abbreviation().to_owned())
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
    }

    #[tokio::test]
    async fn moments_are_those_of_the_shop_s_clocks_in_summer_and_in_winter() {
        let berlin = async |text: &str| {
            in_zone(Some(Zone::of_name("Europe/Berlin")), async {
                let at = seconds(text).expect("a time");
                (at, typed(at), shown(at))
            })
            .await
        };
        for (text, at, back, shown) in [
            ("2026-11-28T10:30", 1_795_858_200, "2026-11-28T10:30", "2026-11-28 10:30 CET"),
            ("2026-07-01T00:15", 1_782_857_700, "2026-07-01T00:15", "2026-07-01 00:15 CEST"),
            // Summer begins: 02:30 is passed over. It ends: 02:30 comes twice.
            ("2026-03-29T02:30", 1_774_747_800, "2026-03-29T03:30", "2026-03-29 03:30 CEST"),
            ("2026-10-25T02:30", 1_792_888_200, "2026-10-25T02:30", "2026-10-25 02:30 CEST"),
        ] {
            assert_eq!(berlin(text).await, (at, back.to_owned(), shown.to_owned()), "{text}");
        }
        let name = |name: &'static str| in_zone(Some(Zone::of_name(name)), async { zone_name() });
        assert_eq!((name("Asia/Kolkata").await, name("Atlantis").await), ("Asia/Kolkata".to_owned(), "UTC".to_owned()));
        assert_eq!(in_zone(None, async { shown(0) }).await, "1970-01-01 00:00 UTC");
    }
}
