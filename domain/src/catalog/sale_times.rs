//! When a product goes on sale, and when it leaves it.

use serde::{Deserialize, Serialize};

use super::ProductStatus;

/// The last second of the year 2199, the last that forms can write.
const LAST_SECOND: i64 = 7_258_118_399;

/// What is planned of a product's sale, in seconds since 1970. What has happened is planned no longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaleTimes {
    /// From when it is on sale, of one that is scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Until when it is on sale, of one that is scheduled or on sale; it is archived then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

impl SaleTimes {
    /// Whether nothing is planned.
    pub fn is_unset(&self) -> bool {
        *self == Self::default()
    }

    /// What is left of the plan when a product gets a status.
    #[must_use]
    pub fn under(self, status: ProductStatus) -> Self {
        match status {
            ProductStatus::Scheduled => self,
            ProductStatus::Active => Self { from: None, ..self },
            ProductStatus::Draft | ProductStatus::Archived => Self::default(),
        }
    }

    /// Whether the plan fits a status.
    ///
    /// # Errors
    /// A sentence that says what to mend.
    pub fn check(self, status: ProductStatus) -> Result<(), &'static str> {
        if [self.from, self.until].into_iter().flatten().any(|time| !(0..=LAST_SECOND).contains(&time)) {
            return Err("a time of on_sale is given in seconds since 1970, and before 2200");
        }
        if status == ProductStatus::Scheduled && self.from.is_none() {
            return Err("a product that is scheduled needs on_sale.from, the time from which it is on sale");
        }
        if self.under(status).from != self.from {
            return Err("on_sale.from is for a product that is scheduled: leave it out, or give that status");
        }
        if self.under(status).until != self.until {
            return Err("on_sale.until is for a product that is scheduled or on sale: leave it out");
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if until <= from => Err("on_sale.until is not later than on_sale.from"),
            _ => Ok(()),
        }
    }

    /// What becomes of a product with this plan at a moment (seconds since 1970); none if nothing does.
    pub fn due(self, status: ProductStatus, now: i64) -> Option<(ProductStatus, Self)> {
        let is_past = |time: Option<i64>| time.is_some_and(|time| time <= now);
        let next = match status {
            ProductStatus::Scheduled | ProductStatus::Active if is_past(self.until) => ProductStatus::Archived,
            ProductStatus::Scheduled if is_past(self.from) => ProductStatus::Active,
            _ => return None,
        };
        Some((next, self.under(next)))
    }
}

#[cfg(test)]
mod tests {
    use super::ProductStatus::{Active, Archived, Draft, Scheduled};
    use super::*;

    fn times(from: Option<i64>, until: Option<i64>) -> SaleTimes {
        SaleTimes { from, until }
    }

    #[test]
    fn a_plan_fits_its_status() {
        let is_fit = |status: ProductStatus, from, until| times(from, until).check(status).is_ok();
        for status in ProductStatus::ALL {
            assert_eq!(is_fit(status, None, None), status != Scheduled, "{status:?}");
            assert_eq!(is_fit(status, Some(5), None), status == Scheduled, "{status:?}");
            assert_eq!(is_fit(status, None, Some(5)), status == Active, "{status:?}");
            assert_eq!(is_fit(status, Some(5), Some(6)), status == Scheduled, "{status:?}");
            assert_eq!(times(Some(5), Some(6)).under(status).check(status), Ok(()), "{status:?}");
        }
        for bad in [times(Some(5), Some(5)), times(Some(-1), None), times(Some(5), Some(LAST_SECOND + 1))] {
            assert!(bad.check(Scheduled).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_due_happens_once() {
        let (wakes, ends) = (times(Some(10), Some(20)), times(None, Some(20)));
        assert_eq!(wakes.due(Scheduled, 9), None);
        assert_eq!(wakes.due(Scheduled, 10), Some((Active, ends)));
        assert_eq!(wakes.due(Scheduled, 20), Some((Archived, times(None, None))), "nobody was there to wake it");
        assert_eq!(ends.due(Active, 19), None);
        assert_eq!(ends.due(Active, 20), Some((Archived, times(None, None))));
        assert_eq!(times(Some(10), None).due(Scheduled, 10), Some((Active, times(None, None))));
        for status in [Draft, Active, Archived] {
            assert_eq!(times(None, None).due(status, i64::MAX), None, "{status:?}");
        }
    }
}
