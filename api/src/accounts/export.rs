//! Everything that the shop keeps about a shopper, for themselves and for whomever they take it to (GDPR, articles 15
//! and 20).

use domain::{CartId, CustomerId, Market, Quantity, Sku};
use serde::{Deserialize, Serialize};

use super::{Consent, IdentityExport, OpenSession, SavedAddress};
use crate::endpoint;
use crate::orders::OrderView;

/// Everything about the caller, of all rooms of the shop, as it is now. Only a session that was opened within the last
/// ten minutes may ask, and ten times in an hour: so a link to it ends by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCustomerExport {}

/// What is kept about a shopper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CustomerExport {
    /// When it was put together (RFC 3339, UTC).
    pub exported_at: String,
    /// The account itself.
    pub account: AccountExport,
    /// The address book.
    pub addresses: Vec<SavedAddress>,
    /// Consents, those that were withdrawn too.
    pub consents: Vec<Consent>,
    /// Where the account is logged in.
    pub sessions: Vec<OpenSession>,
    /// By whom else it may be opened: its identities at providers.
    #[serde(default)]
    pub identities: Vec<IdentityExport>,
    /// Mails about the account that are still remembered.
    pub mails: Vec<MailExport>,
    /// Every order of the account, whatever became of it, newest first.
    pub orders: Vec<OrderView>,
    /// What is in its carts.
    pub carts: Vec<CartExport>,
    /// The group of customers that the account is in, whose prices it pays.
    #[serde(default)]
    pub group: Option<String>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountExport {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CustomerId,
    /// Name to greet by.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// When it was opened (RFC 3339, UTC).
    pub opened_at: String,
    /// When somebody first showed that mail to the address reaches them (RFC 3339, UTC).
    pub email_verified_at: Option<String>,
    /// Language and currency that logging in leads to.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub market: Option<Market>,
}

/// A mail about an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MailExport {
    /// What it was about: `sign_in`, `verification`, `email_change`, `password_changed`,
    /// `email_changed`, `passkey_added` or `identity_added`.
    pub about: String,
    /// Where it went.
    pub email: String,
    /// When it was asked for (RFC 3339, UTC).
    pub at: String,
}

/// A cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CartExport {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CartId,
    /// When it was changed last (RFC 3339, UTC).
    pub updated_at: String,
    /// What is in it.
    pub lines: Vec<CartLineExport>,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CartLineExport {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
}

endpoint!(GetCustomerExport: GET "/v1/customers/me/export", Shopper, "Everything that is kept about the caller, within ten minutes of logging in." => CustomerExport);
