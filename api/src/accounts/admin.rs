//! Shoppers' accounts as staff see them.

use domain::{CustomerId, Market};
use serde::{Deserialize, Serialize};

use super::CustomerExport;
use crate::endpoint;

/// Accounts, the newest first; or those whose address begins in a certain way, by their addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListCustomers {
    /// Only those whose e-mail address begins so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub after: Option<CustomerId>,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CustomerList {
    /// At most 50.
    pub customers: Vec<AdminCustomer>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub next: Option<CustomerId>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminCustomer {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CustomerId,
    /// The name its owner is greeted by.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// When it was opened (RFC 3339, UTC).
    pub opened_at: String,
    /// When somebody first showed that mail to the address reaches them (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_verified_at: Option<String>,
    /// Language and currency that logging in leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub market: Option<Market>,
}

endpoint!(ListCustomers: GET "/v1/admin/customers", Staff(CustomersRead), "Shoppers' accounts." => CustomerList);

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminCustomer {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
}

endpoint!(GetAdminCustomer: GET "/v1/admin/customers/{customer}", Staff(CustomersRead), "One shopper's account." => AdminCustomer);

/// Everything that is kept about a shopper, for them. That somebody read it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminCustomerExport {
    /// Whose.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
}

endpoint!(GetAdminCustomerExport: GET "/v1/admin/customers/{customer}/export", Staff(CustomersManage), "Everything that is kept about a shopper; that somebody read it is recorded." => CustomerExport);

/// Logs a shopper out in every browser, for whoever has lost one and asks by another way than the shop. What opens the account,
/// password, passkeys and linked log-ins, stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteAdminCustomerSessions {
    /// Whose.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
}

endpoint!(DeleteAdminCustomerSessions: DELETE "/v1/admin/customers/{customer}/sessions", Staff(CustomersManage), "Logs a shopper out everywhere." => ());

/// Deletes a shopper's account for good, as they could themselves. Orders stay for as long as the law asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteAdminCustomer {
    /// Whose.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
}

endpoint!(DeleteAdminCustomer: DELETE "/v1/admin/customers/{customer}", Staff(CustomersManage), "Deletes a shopper's account for good." => ());
