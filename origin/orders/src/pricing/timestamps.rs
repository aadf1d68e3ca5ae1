//! Times that staff set.

use api::problem::Problem;

/// The end of the year 9999, in Unix seconds.
const MAX_TIMESTAMP: i64 = 253_402_300_799;

/// Unix seconds of a time that has a year of four digits.
///
/// # Errors
/// A problem with `field` if no calendar has the time.
pub(super) fn timestamp(field: &'static str, seconds: Option<i64>) -> Result<Option<i64>, Problem> {
    match seconds {
        Some(seconds) if !(0..=MAX_TIMESTAMP).contains(&seconds) => {
            Err(Problem::field(field, "Give a time in Unix seconds, such as 1767225600 for the start of 2026."))
        }
        seconds => Ok(seconds),
    }
}
