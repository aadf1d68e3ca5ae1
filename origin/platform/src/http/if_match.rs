//! Changes that name the version they were made to.

use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Conflict, Problem};
use serde::Serialize;

use crate::ServiceError;

/// Whether the caller has read the current version.
///
/// # Errors
/// `version_missing` if they do not say which they have read.
pub fn admits(if_match: Option<IfMatch>, current: i64) -> Result<bool, Problem> {
    let missing = || {
        let advice = "Say which version you have read, so that nobody's change is lost: send its ETag as “If-Match: \"…\"”, or * for whatever there is.";
        Problem::new(Code::VersionMissing, advice)
    };
    Ok(if_match.ok_or_else(missing)?.admits(current))
}

/// That somebody else was faster, with what they have made of it.
pub fn outdated(version: i64, current: &impl Serialize) -> ServiceError {
    let detail = format!(
        "It has been changed since you read it: “current” is how it is now, of version {version}. Make your change to that."
    );
    let problem = Problem::new(Code::VersionOutdated, detail);
    match serde_json::to_value(current) {
        Ok(current) => ServiceError::Conflict(Box::new(Conflict { problem, current })),
        Err(error) => error.into(),
    }
}
