//! Accounts and sessions.

mod address_book;
mod admin;
mod codes;
mod consents;
mod credentials;
mod details;
mod export;
mod oidc;
mod passkeys;
mod relying_party;
mod sessions;

pub use address_book::{
    CreateSavedAddress, DeleteSavedAddress, ListSavedAddresses, MAX_ADDRESSES, SavedAddress, UpdateSavedAddress,
};
pub use admin::{
    AdminCustomer, CustomerList, DeleteAdminCustomer, DeleteAdminCustomerSessions, GetAdminCustomer,
    GetAdminCustomerExport, ListCustomers,
};
pub use codes::{CreateSessionByCode, CreateSessionByLink, CreateSignInCode, SignInCodeView};
pub use consents::{Consent, CreateConsent, DeleteConsent, ListConsents};
pub use credentials::{CreateEmailChange, UpdateEmail, UpdatePassword};
pub use details::UpdateCustomer;
pub use export::{AccountExport, CartExport, CartLineExport, CustomerExport, GetCustomerExport, MailExport};
pub use oidc::{
    CreateCustomerByOidc, CreateIdentity, CreateOidcRequest, CreateSessionByOidc, DeleteIdentity, FindPendingIdentity,
    IdentityExport, IdentityView, ListIdentities, ListOidcProviders, MAX_IDENTITIES, OidcLogoutReceipt, OidcOutcome,
    OidcProviderView, OidcRequestView, PendingIdentityView, ReceiveOidcLogout,
};
pub use passkeys::{
    CreatePasskey, CreatePasskeyChallenge, CreateSessionByPasskey, CreateSignInChallenge, DeletePasskey, ListPasskeys,
    MAX_PASSKEY_NAME, MAX_PASSKEYS, PasskeyChallenge, PasskeyView, SignInChallenge, UpdatePasskey,
};
pub use relying_party::RelyingParty;
pub use sessions::{DeleteNamedSession, DeleteOtherSessions, ListSessions, OpenSession};

use domain::accounts::Password;
use domain::{CustomerId, Email, Market};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Opens an account whose address is confirmed by the code or the link that is mailed to it; either logs in. Reply and
/// time are the same whether or not the address has an account: if it has, the mail says so, brings a code for that
/// account, and nothing is changed. Mails count as those of [`CreateSignInCode`] do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCustomer {
    /// Name to greet by.
    pub name: String,
    /// E-mail address; one account each.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// 10 to 200 characters, and none of those that everybody guesses first. It opens the account once the code is
    /// entered with this reply's `request`, or the link is followed with it.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub password: Password,
    /// Says the language of the mail.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// What an earlier log-in with this browser was given, so that what others ask for does not use up its mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

endpoint!(CreateCustomer: POST "/v1/customers", Anyone, "Opens an account, and mails the code that confirms its address." => SignInCodeView);

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
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
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
    /// Whether the account has no password that its owner knows, and should be given one: somebody had opened it under
    /// this address before its owner showed that it is theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub choose_password: bool,
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
    /// Whether somebody has shown, by a code or a link, that mail to the address reaches them. Until then the account
    /// gets no orders that were placed with the address elsewhere.
    #[serde(default)]
    pub verified: bool,
    /// Whether the session was opened within the last ten minutes, so that it may do what wants that.
    #[serde(default)]
    pub recent: bool,
    /// Language and currency that the owner has chosen to be led to when they log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub market: Option<Market>,
}

endpoint!(GetCustomer: GET "/v1/customers/me", Shopper, "The caller's own account." => CustomerView);

/// Deletes the caller's own account, for good: its name, addresses, consents and password, its cart and its sessions. Orders stay as
/// long as the law wants them, and belong to nobody's account any more. Only a session that was opened within the last
/// ten minutes may: whoever finds a browser open has not the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCustomer {}

endpoint!(DeleteCustomer: DELETE "/v1/customers/me", Shopper, "Deletes the caller's own account, within ten minutes of logging in." => ());
