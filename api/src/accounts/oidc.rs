//! Signing in by what somebody else says of a shopper: a provider of OpenID Connect that the operator has set up.
//!
//! Whose account it is says the pair of issuer and subject alone. A provider's word on an e-mail address fills a form in
//! and opens nothing (ADR 65).

use domain::{Email, Market};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{SessionView, SignInCodeView};
use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// The most identities of an account.
pub const MAX_IDENTITIES: usize = 10;

/// The providers that shoppers may sign in by, in the operator's order. None of them is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListOidcProviders {}

/// A provider, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OidcProviderView {
    /// Names it in addresses: lower-case letters, digits and hyphens.
    pub provider: String,
    /// What shoppers know it by.
    pub label: String,
}

endpoint!(ListOidcProviders: GET "/v1/oidc-providers", Anyone, Public UntilPurged, "The providers that shoppers may sign in by." => Vec<OidcProviderView>, {
    /// An origin that knows others than were told of last purges them when it begins to serve. While one is replaced by
    /// another, either may be asked after that: so they are good for a minute and no longer.
    fn cache_policy(&self, _: &Vec<OidcProviderView>) -> CachePolicy {
        let minute = Lifetime { stale_while_revalidate: 0, ..Lifetime::UNGUARDED };
        CachePolicy::UntilPurged(minute, vec![Tag::providers()])
    }
});

/// Begins to sign in at a provider. It is good for ten minutes, once, and for one browser. Whoever is logged in already is
/// asked by the provider to show once more who they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateOidcRequest {
    /// [`OidcProviderView::provider`].
    pub provider: String,
    /// Language and currency of the page that the shopper comes back to.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// A word by which the caller knows where the shopper wants to go; given back as it is, and readable in the address that
    /// the browser comes back to. At most 32 lower-case letters.
    #[serde(default)]
    pub next: String,
    /// Whether the identity is to be added to the caller's account instead of signing in. That takes a session that was
    /// opened within the last ten minutes.
    #[serde(default)]
    pub adding: bool,
    /// [`OidcRequestView::binding`] of before, so that several pages of one browser are good beside each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<String>,
}

/// Where the browser is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OidcRequestView {
    /// The provider's page, by GET.
    pub address: String,
    /// What the browser has to show when it comes back. No script needs it.
    pub binding: String,
}

endpoint!(CreateOidcRequest: POST "/v1/oidc-requests", Anyone, "Begins to sign in at a provider of OpenID Connect." => OidcRequestView);

/// Signs in by what the provider has sent the browser back with. It is good once, so a repeat of the call finds it used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSessionByOidc {
    /// Whose page of return it is: [`OidcProviderView::provider`].
    pub provider: String,
    /// The parameter `state`.
    pub state: String,
    /// The parameter `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The parameter `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The parameter `iss` (RFC 9207).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// [`OidcRequestView::binding`].
    pub binding: String,
    /// What the browser is called in the list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
}

/// What comes of it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OidcOutcome {
    /// The session, if some account has this identity and none was to be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionView>,
    /// Whether the identity is nobody's yet. It is kept for half an hour, for this browser, until it opens an account or
    /// is added to one.
    pub pending: bool,
    /// [`CreateOidcRequest::next`].
    pub next: String,
}

endpoint!(CreateSessionByOidc: POST "/v1/sessions/by-oidc", Anyone, "Signs in by a provider of OpenID Connect." => OidcOutcome);

/// Asks which identity waits in this browser for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FindPendingIdentity {
    /// [`OidcRequestView::binding`].
    pub binding: String,
}

/// An identity that is no account's yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PendingIdentityView {
    /// The provider, as shoppers know it.
    pub label: String,
    /// The address that the provider says it has confirmed; to begin a form with, for it shows us nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the provider calls the shopper; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// [`CreateOidcRequest::next`].
    #[serde(default)]
    pub next: String,
}

endpoint!(FindPendingIdentity: POST "/v1/pending-identities/find", Anyone, "The identity that waits in this browser for an account." => PendingIdentityView);

/// Asks for an account for the identity that waits in this browser. A code is mailed, as with any new account: it opens one
/// without a password, or logs in to the one that the address has. The reply is the same, whatever the provider says of the
/// address. Whoever is logged in by the code adds the identity ([`CreateIdentity`]), which goes on waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCustomerByOidc {
    /// [`OidcRequestView::binding`].
    pub binding: String,
    /// Name to greet by.
    pub name: String,
    /// E-mail address; one account each.
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

endpoint!(CreateCustomerByOidc: POST "/v1/customers/by-oidc", Anyone, "Opens an account for an identity of a provider, and mails the code that confirms its address." => SignInCodeView);

/// Adds the identity that waits in this browser to the caller's account, whose address is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateIdentity {
    /// [`OidcRequestView::binding`].
    pub binding: String,
    /// Says the language of the mail by which the account's owner is told.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(CreateIdentity: POST "/v1/customers/me/identities", Shopper, "Adds an identity of a provider, within ten minutes of logging in." => ());

/// The caller's identities at providers, the newest first; at most ten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListIdentities {}

/// An identity of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IdentityView {
    /// Names it; opens nothing.
    pub id: Uuid,
    /// The provider as shoppers know it, or its issuer where it is set up no more.
    pub label: String,
    /// The address that the provider told when it was added, to tell several apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When it was added (RFC 3339, UTC).
    pub created_at: String,
    /// When it signed in last (RFC 3339, UTC); none if it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<String>,
}

endpoint!(ListIdentities: GET "/v1/customers/me/identities", Shopper, "The caller's identities at providers." => Vec<IdentityView>);

/// Removes one of the caller's identities: it signs in no more. One that is not there is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteIdentity {
    /// [`IdentityView::id`].
    pub identity: Uuid,
    /// Whether its owner knows that nothing but a code by mail opens the account afterwards. Without it the last way in
    /// stays.
    #[serde(default)]
    pub confirmed: bool,
}

endpoint!(DeleteIdentity: DELETE "/v1/customers/me/identities/{identity}", Shopper, "Removes an identity, within ten minutes of logging in." => ());

/// A shopper has logged out at a provider (OpenID Connect Back-Channel Logout 1.0). The body is the provider's form, with the
/// one field `logout_token`, which it has signed; nobody else is believed. What it has opened here ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReceiveOidcLogout {
    /// Which: [`OidcProviderView::provider`].
    pub provider: String,
}

/// What a provider is told of its log-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OidcLogoutReceipt {
    /// How many sessions it has ended. None is no fault: they may have been over.
    pub ended: usize,
}

endpoint!(ReceiveOidcLogout: POST "/v1/oidc-logouts/{provider}", Signed, "Ends what a provider has opened for a shopper who has logged out there." => OidcLogoutReceipt);

/// An identity, as a copy of one's data has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IdentityExport {
    /// The provider, by its issuer.
    pub issuer: String,
    /// What the provider calls the shopper.
    pub subject: String,
    /// The address that the provider told.
    #[serde(default)]
    pub email: Option<String>,
    /// When it was added (RFC 3339, UTC).
    pub created_at: String,
    /// When it signed in last (RFC 3339, UTC).
    #[serde(default)]
    pub used_at: Option<String>,
}
