//! The keys by which the merchant's programs call this API.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// As many keys may be valid at once.
pub const MAX_KEYS: usize = 100;
/// A key that ends by itself does so within this many days.
pub const MAX_KEY_DAYS: u16 = 3650;
/// The longest that a key stays valid beside the one that replaces it, in hours.
pub const MAX_OVERLAP_HOURS: u16 = 30 * 24;

/// Every key that is valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStaffKeys {}

/// A key, without what opens anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StaffKey {
    /// Its id.
    pub id: Uuid,
    /// What it is called; in the audit log it stands as `staff ` and this.
    pub name: String,
    /// What it may do, by name; none: everything, whatever there will be. Only the command line makes such keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// When it ends by itself; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// When it was used last, to the minute; none: never yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// The address of the account that made it; none: the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
}

endpoint!(ListStaffKeys: GET "/v1/admin/keys", Staff(StaffManage), "Every API key that is valid, the newest first." => Vec<StaffKey>);

/// Makes a key. It ends with the account that makes it, and loses what the account loses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateStaffKey {
    /// Whose or what for it is: 1 to 100 characters without `@`, and the name of no other key that is valid.
    pub name: String,
    /// What it may do, by name: one permission at least, and none that the caller does not have.
    pub permissions: Vec<String>,
    /// After how many days it ends, 1 to 3650; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// A key that was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewStaffKey {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The key, sent as `Authorization: Bearer …`. It is shown this once: only its hash is kept, so a repeat of the
    /// request is told none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

endpoint!(CreateStaffKey: POST "/v1/admin/keys", Staff(StaffManage), "Makes an API key and shows it this once." => NewStaffKey);

/// Makes a key of the same name that may do the same, in place of another, which stays valid for a while beside it. The
/// caller is its maker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateStaffKeyRotation {
    /// The key that is replaced.
    pub key: Uuid,
    /// For how many hours it stays valid, 0 to 720, unless it ends before by itself.
    pub overlap_hours: u16,
    /// After how many days the new one ends, 1 to 3650; none: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

endpoint!(CreateStaffKeyRotation: POST "/v1/admin/keys/{key}/rotations", Staff(StaffManage), "Replaces an API key, which stays valid for a while, and shows the new one this once." => NewStaffKey);

/// Ends a key at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteStaffKey {
    /// The key.
    pub key: Uuid,
}

endpoint!(DeleteStaffKey: DELETE "/v1/admin/keys/{key}", Staff(StaffManage), "Ends an API key at once." => ());
