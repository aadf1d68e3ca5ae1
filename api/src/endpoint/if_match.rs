//! Changes that say which version of a thing they were made to, so that nobody's edit is lost (RFC 9110, 13.1.1).

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;
use serde::{Deserialize, Serialize};

/// The field of an endpoint that travels as the header `If-Match`.
pub const IF_MATCH: &str = "if_match";

/// Which version a change was made to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum IfMatch {
    /// Whatever there is: `*`.
    Any,
    /// This one: the `ETag` of a reply, and its field `version`.
    Version(i64),
}

impl IfMatch {
    /// Whether a change to this version may be made to the `current` one.
    pub const fn admits(self, current: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Version(known) => known == current,
        }
    }

    pub(super) fn header(self) -> HeaderValue {
        match self {
            Self::Any => HeaderValue::from_static("*"),
            Self::Version(version) => etag(version),
        }
    }
}

/// The `ETag` of a version.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits in quotation marks")
}

/// The text is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("If-Match is the ETag of what is changed, such as \"42\", or * for whatever there is")]
pub struct InvalidIfMatch;

impl FromStr for IfMatch {
    type Err = InvalidIfMatch;

    /// One that a cache on the way has made weak is taken for the strong one that it was.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        let text = text.strip_prefix("W/").unwrap_or(text);
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number).map(Self::Version).ok_or(InvalidIfMatch)
    }
}

impl TryFrom<String> for IfMatch {
    type Error = InvalidIfMatch;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IfMatch> for String {
    fn from(version: IfMatch) -> Self {
        version.to_string()
    }
}

impl fmt::Display for IfMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Version(version) => version.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_was_told() {
        for text in ["42", "\"42\"", "W/\"42\"", " \"42\" "] {
            assert_eq!(text.parse(), Ok(IfMatch::Version(42)), "{text}");
        }
        assert_eq!("*".parse(), Ok(IfMatch::Any));
        for text in ["", "\"\"", "\"42", "-1", "+1", "\"a\"", "\"1\", \"2\"", "99999999999999999999"] {
            assert_eq!(text.parse::<IfMatch>(), Err(InvalidIfMatch), "{text}");
        }
        for version in [IfMatch::Any, IfMatch::Version(7)] {
            assert_eq!(version.header().to_str().ok().and_then(|text| text.parse().ok()), Some(version));
        }
    }

    #[test]
    fn only_the_version_that_was_read_is_changed() {
        assert!(IfMatch::Version(7).admits(7) && IfMatch::Any.admits(7));
        assert!(!IfMatch::Version(6).admits(7) && !IfMatch::Version(8).admits(7));
    }
}
