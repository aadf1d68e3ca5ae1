//! An account's sessions: where it is logged in, and ending that.

use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The caller's sessions, the one used last first; at most fifty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSessions {}

/// A browser in which the account is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OpenSession {
    /// Names it to end it; opens nothing.
    pub id: String,
    /// What the browser is called; empty if it said nothing that is known.
    pub browser: String,
    /// When it was opened (RFC 3339, UTC).
    pub opened_at: String,
    /// When it was used last (RFC 3339, UTC).
    pub used_at: String,
    /// Whether it is the caller's.
    pub current: bool,
}

endpoint!(ListSessions: GET "/v1/sessions", Shopper, "Where the caller is logged in." => Vec<OpenSession>);

/// Ends one of the caller's sessions; that takes a session that was opened within the last ten minutes. One that is over already is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteNamedSession {
    /// [`OpenSession::id`].
    pub session: String,
}

endpoint!(DeleteNamedSession: DELETE "/v1/sessions/{session}", Shopper, "Logs out in one browser." => ());

/// Ends all of the caller's sessions but the one of the call; likewise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteOtherSessions {}

endpoint!(DeleteOtherSessions: DELETE "/v1/sessions", Shopper, "Logs out everywhere else." => ());
