//! When a delivery is tried again, and when a webhook is given up.

use domain::DeliveryId;
use time::{Duration, OffsetDateTime};

use origin_platform::secret;

/// A delivery is tried for so long.
pub(crate) const TRIED_FOR: Duration = Duration::days(3);
/// A receiver that took nothing for so long is not tried any more.
const DEAD_AFTER: Duration = Duration::days(3);
/// Nor is one that failed so often in a row, if that took some time.
const MANY_FAILURES: i32 = 50;
const MANY_TAKE: Duration = Duration::days(1);

const FIRST_WAIT: Duration = Duration::seconds(5);
const MAX_WAIT: Duration = Duration::hours(4);

/// How long a delivery waits after its `attempts`-th failure: 5 seconds, doubling up to 4 hours, up
/// to a quarter more or less. Deliveries that failed together are thereby not tried together again;
/// the same attempt of the same delivery always waits equally long.
pub(crate) fn wait(delivery: DeliveryId, attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).expect("at most nineteen");
    let wait = MAX_WAIT.min(FIRST_WAIT * (1_i32 << doublings));
    let hash = secret::sha256(&format!("{delivery} {attempts}"));
    let part = i32::from(u16::from_be_bytes([hash[0], hash[1]]) % 501);
    wait / 1000 * (750 + part)
}

/// Why a webhook is disabled after `failures` in a row, the first of them at `since`; none if it is
/// not.
pub(crate) fn verdict(failures: i32, since: OffsetDateTime, now: OffsetDateTime) -> Option<&'static str> {
    if now - since >= DEAD_AFTER {
        Some("The receiver took nothing for three days.")
    } else if failures >= MANY_FAILURES && now - since >= MANY_TAKE {
        Some("The receiver failed fifty times in a row, for more than a day.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn waits_double_up_to_a_bound_and_differ_between_deliveries() {
        for number in 0..50 {
            let delivery = DeliveryId(Uuid::from_u128(number));
            for (attempts, seconds) in [(1, 5), (2, 10), (5, 80), (12, 10_240), (13, 14_400), (1000, 14_400)] {
                let (wait, base) = (wait(delivery, attempts), Duration::seconds(seconds));
                assert!(wait >= base * 3 / 4 && wait <= base * 5 / 4, "{attempts}: {wait}");
            }
            assert_eq!(wait(delivery, 3), wait(delivery, 3));
        }
        assert_ne!(wait(DeliveryId(Uuid::from_u128(1)), 9), wait(DeliveryId(Uuid::from_u128(2)), 9));
    }

    #[test]
    fn a_receiver_is_given_up_after_three_days_or_fifty_failures_in_more_than_one() {
        let since = OffsetDateTime::UNIX_EPOCH;
        let check = |failures, hours, expect: bool| {
            assert_eq!(
                verdict(failures, since, since + Duration::hours(hours)).is_some(),
                expect,
                "{failures} {hours}"
            );
        };
        check(1, 71, false);
        check(1, 72, true);
        check(50, 23, false);
        check(49, 25, false);
        check(50, 24, true);
    }
}
