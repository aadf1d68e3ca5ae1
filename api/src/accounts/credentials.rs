//! Changing what an account is opened with: its password, its e-mail address. Both want a session that was opened
//! within the last ten minutes, end every other session, and give the caller's another token.

use domain::accounts::{Password, SignInCode};
use domain::{Email, Market};
use serde::{Deserialize, Serialize};

use super::SessionView;
use crate::endpoint;

/// Gives the caller's account another password. Codes and links that were mailed before end, and the account's address
/// is told. Not kept for repeats: the session that a repeat shows is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdatePassword {
    /// 10 to 200 characters, and none of those that everybody guesses first.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub password: Password,
    /// Says the language of the mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

endpoint!(UpdatePassword: POST "/v1/customers/me/password", Shopper, "Sets another password, within ten minutes of logging in." => SessionView);

/// Has a code sent to the address that the caller's account shall have. Until it is typed nothing changes. Where the
/// address has another account no mail is sent, and the reply is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateEmailChange {
    /// The address it shall have.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// Says the language of the mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(CreateEmailChange: POST "/v1/customers/me/email-changes", Shopper, "Mails a code to the account's next address, within ten minutes of logging in." => ());

/// Gives the caller's account the address to which this code was sent last. The address before is told by mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateEmail {
    /// Eight digits; blanks and hyphens count for nothing.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: SignInCode,
    /// Says the language of the mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

endpoint!(UpdateEmail: POST "/v1/customers/me/email", Shopper, "Sets another e-mail address, with the code that was mailed to it." => SessionView);
