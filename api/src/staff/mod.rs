//! The merchant's staff, the keys of their programs, and what they changed.

mod invitations;
mod keys;

pub use invitations::{
    CreateStaffInvitation, DeleteStaffInvitation, ListStaffInvitations, OpenStaffInvitation, StaffInvitation,
};
pub use keys::{
    CreateStaffKey, CreateStaffKeyRotation, DeleteStaffKey, ListStaffKeys, MAX_KEY_DAYS, MAX_KEYS, MAX_OVERLAP_HOURS,
    NewStaffKey, StaffKey,
};

use domain::staff::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::endpoint;

/// Everybody who has an account of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStaff {}

/// Somebody of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StaffMember {
    /// The account.
    pub id: Uuid,
    /// Its address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are: `owner`, `catalog`, `orders`, `support`, `marketing`, `analyst`, `developer`.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub roles: Vec<Role>,
    /// Whether they may sign in.
    pub active: bool,
}

endpoint!(ListStaff: GET "/v1/admin/staff", Staff(StaffManage), "Everybody who has an account of staff, by their names." => Vec<StaffMember>);

/// Gives somebody other roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateStaffMember {
    /// The account.
    pub account: Uuid,
    /// What they are from now on, in place of what they were.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub roles: Vec<Role>,
    /// What they were when it was decided. If they are something else by now, nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<String>>"))]
    pub had: Option<Vec<Role>>,
}

endpoint!(UpdateStaffMember: PATCH "/v1/admin/staff/{account}", Staff(StaffManage), "Gives somebody other roles." => StaffMember);

/// Ends an account: sessions, browsers, keys and open invitations are over at once. It stays in the list, and an invitation
/// opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteStaffMember {
    /// The account.
    pub account: Uuid,
}

endpoint!(DeleteStaffMember: DELETE "/v1/admin/staff/{account}", Staff(StaffManage), "Ends an account of staff, with its sessions and keys." => ());

/// What staff changed, the latest first, fifty at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAuditEntries {
    /// Only what was changed of this: `product ` and an id, `variant ` and a SKU, `staff ` and an address, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Only entries before this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who: `staff ` and an address or the name of a key, or the command line.
    pub actor: String,
    /// What was called.
    pub action: String,
    /// What was changed.
    pub subject: String,
    /// How it was, as far as it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it has become, as far as it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// The entries, the latest first.
    pub items: Vec<AuditEntry>,
    /// What to ask for to get those before them; none if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

endpoint!(ListAuditEntries: GET "/v1/admin/audit", Staff(AuditRead), "What staff changed, the latest first." => AuditPage);
