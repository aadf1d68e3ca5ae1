//! Accounts and sessions.

use domain::accounts::Password;
use domain::{CustomerId, Email};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Opens an account and a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCustomer {
    /// Name to greet by.
    pub name: String,
    /// E-mail address; one account each.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// 10 to 200 characters.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub password: Password,
}

endpoint!(CreateCustomer: POST "/v1/customers", Anyone, "Opens an account and logs in." => SessionView);

/// Logs in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSession {
    /// The account's e-mail address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// The account's password, of any length: rules are for new ones.
    pub password: String,
    /// What an earlier log-in with this browser was given, so that wrong passwords from elsewhere do not keep it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

endpoint!(CreateSession: POST "/v1/sessions", Anyone, "Logs in." => SessionView);

/// A session just opened. The token is shown this once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SessionView {
    /// Sent as `Authorization: Bearer …` from now on.
    pub token: String,
    /// How long it lasts without use, in seconds.
    pub lasts_seconds: u64,
    /// Whose it is.
    pub customer: CustomerView,
    /// Sent as `device` of the next log-in with this browser. It opens nothing.
    #[serde(default)]
    pub device: Option<String>,
}

/// Logs out: ends the session of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteSession {}

endpoint!(DeleteSession: DELETE "/v1/sessions/current", Shopper, "Logs out." => ());

/// The caller's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCustomer {}

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CustomerView {
    /// The account's id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CustomerId,
    /// Name to greet by.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

endpoint!(GetCustomer: GET "/v1/customers/me", Shopper, "The caller's own account." => CustomerView);

/// Deletes the caller's own account, for good: its name, address and password, its cart and its sessions. Orders stay as
/// long as the law wants them, and belong to nobody's account any more. Only a session that was opened within the last
/// ten minutes may: whoever finds a browser open has not the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCustomer {}

endpoint!(DeleteCustomer: DELETE "/v1/customers/me", Shopper, "Deletes the caller's own account, within ten minutes of logging in." => ());
