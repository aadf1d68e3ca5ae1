//! Passkeys of an account (W3C's *Web Authentication*): making one, signing in with one, what there are.
//!
//! What a browser is asked, and what it answers, is JSON in the form that the standard gives it; it travels as text.

use domain::Market;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SessionView;
use crate::endpoint;

/// The most passkeys of an account.
pub const MAX_PASSKEYS: usize = 20;
/// The most characters of what a passkey is called.
pub const MAX_PASSKEY_NAME: usize = 60;

/// Begins to make a passkey for the caller's account. It is good for ten minutes, once, and for this session alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatePasskeyChallenge {}

/// What a browser is asked that is to make a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyChallenge {
    /// `PublicKeyCredentialCreationOptionsJSON`, for `PublicKeyCredential.parseCreationOptionsFromJSON`.
    pub options: String,
}

endpoint!(CreatePasskeyChallenge: POST "/v1/customers/me/passkey-challenges", Shopper, "Begins to make a passkey, within ten minutes of logging in." => PasskeyChallenge);

/// Keeps the passkey that a browser has made. The account's address is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatePasskey {
    /// `RegistrationResponseJSON`, as `credential.toJSON()` gives it.
    pub credential: String,
    /// What its owner calls it: at most 60 characters.
    pub name: String,
    /// Says the language of the mail by which the account's owner is told.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(CreatePasskey: POST "/v1/customers/me/passkeys", Shopper, "Keeps a passkey, within ten minutes of logging in." => PasskeyView);

/// A passkey, without its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PasskeyView {
    /// Names it; opens nothing.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// When it signed in last (RFC 3339, UTC); none if it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<String>,
}

/// The caller's passkeys, the newest first; at most twenty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPasskeys {}

endpoint!(ListPasskeys: GET "/v1/customers/me/passkeys", Shopper, "The caller's passkeys." => Vec<PasskeyView>);

/// Calls one of the caller's passkeys something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdatePasskey {
    /// [`PasskeyView::id`].
    pub passkey: Uuid,
    /// At most 60 characters.
    pub name: String,
}

endpoint!(UpdatePasskey: PATCH "/v1/customers/me/passkeys/{passkey}", Shopper, "Renames a passkey." => ());

/// Removes one of the caller's passkeys: it signs in no more. One that is not there is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletePasskey {
    /// [`PasskeyView::id`].
    pub passkey: Uuid,
}

endpoint!(DeletePasskey: DELETE "/v1/customers/me/passkeys/{passkey}", Shopper, "Removes a passkey, within ten minutes of logging in." => ());

/// Begins to sign in with a passkey, whoever's it will be. It is good for ten minutes, once, and for one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSignInChallenge {
    /// [`SignInChallenge::binding`] of before, so that several pages of one browser are good beside each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<String>,
}

/// What a browser is asked that is to sign in with a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignInChallenge {
    /// `PublicKeyCredentialRequestOptionsJSON`, for `PublicKeyCredential.parseRequestOptionsFromJSON`.
    pub options: String,
    /// What the browser has to show beside its answer. No script needs it.
    pub binding: String,
}

endpoint!(CreateSignInChallenge: POST "/v1/sign-in-challenges", Anyone, "Begins to sign in with a passkey." => SignInChallenge);

/// Signs in with a passkey. A challenge is good once, so a repeat of the call finds it used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSessionByPasskey {
    /// `AuthenticationResponseJSON`, as `credential.toJSON()` gives it.
    pub credential: String,
    /// [`SignInChallenge::binding`].
    pub binding: String,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

endpoint!(CreateSessionByPasskey: POST "/v1/sessions/by-passkey", Anyone, "Signs in with a passkey." => SessionView);
