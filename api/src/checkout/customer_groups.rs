//! Groups of customers, whose prices differ from everybody's.

use domain::{CustomerGroupId, CustomerId};
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Groups that there may be.
pub const MAX_GROUPS: i64 = 100;

/// A group of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CustomerGroup {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CustomerGroupId,
    /// What staff call it. Whoever is in it reads that in the copy of their data.
    pub name: String,
    /// How many accounts are in it.
    pub members: i64,
    /// Rises when it is named anew. The `ETag` says it too.
    pub version: i64,
}

/// Every group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListCustomerGroups {}

endpoint!(ListCustomerGroups: GET "/v1/admin/customer-groups", Staff(CustomersRead), "Every group of customers, by name." => Vec<CustomerGroup>);

/// Makes a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCustomerGroup {
    /// What staff call it, at most 100 characters.
    pub name: String,
}

endpoint!(CreateCustomerGroup: POST "/v1/admin/customer-groups", Staff(CustomersManage), "Makes a group of customers." => CustomerGroup);

/// Names a group anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCustomerGroup {
    /// The group.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub group: CustomerGroupId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What staff call it, at most 100 characters.
    pub name: String,
}

endpoint!(UpdateCustomerGroup: PUT "/v1/admin/customer-groups/{group}", Staff(CustomersManage), Private Never, "Names a group of customers anew." => CustomerGroup, {
    fn version(&self, reply: &CustomerGroup) -> Option<i64> {
        Some(reply.version)
    }
});

/// Takes a group away, and everybody out of it. One that has a price list stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCustomerGroup {
    /// The group.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub group: CustomerGroupId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteCustomerGroup: DELETE "/v1/admin/customer-groups/{group}", Staff(CustomersManage), "Takes away a group of customers that has no price list." => ());

/// The group of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Membership {
    /// The group; none if the account is in none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub group: Option<CustomerGroupId>,
    /// Rises with every change; 0 if it was never in one. The `ETag` says it too.
    pub version: i64,
}

/// In which group an account is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminCustomerGroup {
    /// The account.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
}

endpoint!(GetAdminCustomerGroup: GET "/v1/admin/customers/{customer}/group", Staff(CustomersRead), Private Never, "In which group an account is." => Membership, {
    fn version(&self, reply: &Membership) -> Option<i64> {
        Some(reply.version)
    }
});

/// Puts an account into a group, or takes it out of its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateAdminCustomerGroup {
    /// The account.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub customer: CustomerId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The group; none takes it out.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub group: Option<CustomerGroupId>,
}

endpoint!(UpdateAdminCustomerGroup: PUT "/v1/admin/customers/{customer}/group", Staff(CustomersManage), Private Never, "Puts an account into a group of customers, or takes it out." => Membership, {
    fn version(&self, reply: &Membership) -> Option<i64> {
        Some(reply.version)
    }
});
