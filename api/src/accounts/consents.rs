//! What a shopper has agreed to, and since when.

use domain::Market;
use domain::accounts::ConsentPurpose;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// What the caller has agreed to, withdrawn consents too, newest first; at most a hundred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListConsents {}

/// A consent as it was given: the record that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Consent {
    /// What to.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub purpose: ConsentPurpose,
    /// Which version of the wording was read.
    pub text_version: u32,
    /// In which market, which says the language.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The address it was given for, which its owner had shown to be theirs.
    pub email: String,
    /// When it was given (RFC 3339, UTC).
    pub given_at: String,
    /// When it was withdrawn (RFC 3339, UTC); none while it stands.
    #[serde(default)]
    pub withdrawn_at: Option<String>,
}

endpoint!(ListConsents: GET "/v1/customers/me/consents", Shopper, "What the caller has agreed to." => Vec<Consent>);

/// Gives a consent. Only for an address that its owner has confirmed by a code or a link, so that nobody agrees in
/// another's name; one that stands already is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateConsent {
    /// What to: `newsletter`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub purpose: ConsentPurpose,
    /// Which version of the wording was read; one that is not the newest is refused.
    pub text_version: u32,
    /// In which market.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(CreateConsent: POST "/v1/customers/me/consents", Shopper, "Gives a consent." => ());

/// Withdraws a consent, as easily as it was given. One that does not stand is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteConsent {
    /// What to: `newsletter`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub purpose: ConsentPurpose,
}

endpoint!(DeleteConsent: DELETE "/v1/customers/me/consents/{purpose}", Shopper, "Withdraws a consent." => ());
