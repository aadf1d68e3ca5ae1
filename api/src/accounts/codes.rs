//! Signing in by what comes by mail: a code to type, or a link.

use domain::accounts::SignInCode;
use domain::{Email, Market};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SessionView;
use crate::endpoint;

/// Has a code and a link sent to an account's e-mail address, either of which signs in once, within ten minutes.
/// Reply and time are the same whether or not there is such an account. An address gets five such mails in a quarter
/// of an hour and twenty a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSignInCode {
    /// The account's address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// Says the language of the mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// What an earlier log-in with this browser was given, so that what others ask for does not use up its mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

endpoint!(CreateSignInCode: POST "/v1/sign-in-codes", Anyone, "Mails a code and a link to sign in." => SignInCodeView);

/// What was asked for, whether or not a mail is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignInCodeView {
    /// Sent along with the code: wrong ones of others do not count against it.
    pub request: Uuid,
    /// How long code and link are good, in seconds.
    pub lasts_seconds: u64,
}

/// Signs in with a code that was mailed. Wrong, used and old ones get one answer, and so does an address without an
/// account. Ten tries a request: five of whoever asked, five of everybody else. A code is good once, so a repeat of
/// the call finds it used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSessionByCode {
    /// The account's address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// Eight digits; blanks and hyphens count for nothing.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: SignInCode,
    /// [`SignInCodeView::request`]; whoever asked elsewhere leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

endpoint!(CreateSessionByCode: POST "/v1/sessions/by-code", Anyone, "Signs in with a mailed code." => SessionView);

/// Signs in with the token of a link that was mailed, in whatever browser it is opened. It is good once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSessionByLink {
    /// The token that the link holds.
    pub token: String,
    /// [`SignInCodeView::request`] of an account that was opened with this browser: the password that was chosen with it
    /// is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

endpoint!(CreateSessionByLink: POST "/v1/sessions/by-link", Anyone, "Signs in with the token of a mailed link." => SessionView);
