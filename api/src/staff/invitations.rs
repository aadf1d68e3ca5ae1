//! Inviting somebody to the staff, and taking that back.

use domain::Locale;
use domain::staff::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// Invites somebody, or, if the address has an account, gives it a new password, new codes and these roles once the link is
/// used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateStaffInvitation {
    /// Whom.
    pub email: String,
    /// What they will be: one role or several, none of which may do more than the caller.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub roles: Vec<Role>,
    /// The language of the mail: `en` or `de`. English, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub locale: Option<Locale>,
}

/// An invitation that was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StaffInvitation {
    /// Whom it is for, as the address is kept.
    pub email: String,
    /// The path of its link on the staff's pages, good for three days, once. It is shown this once: nobody keeps it, so a
    /// repeat of the request is told none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

endpoint!(CreateStaffInvitation: POST "/v1/admin/staff/invitations", Staff(StaffManage), "Invites somebody and shows the link this once." => StaffInvitation);

/// Every invitation that is open: neither accepted nor withdrawn, over or followed by a newer one of its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStaffInvitations {}

/// An invitation that is open, without what opens anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OpenStaffInvitation {
    /// Its id.
    pub id: Uuid,
    /// Whom it is for.
    pub email: String,
    /// What they will be.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub roles: Vec<Role>,
    /// The address of the account that invited; none: the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<String>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// When it ends by itself (RFC 3339, UTC).
    pub expires_at: String,
}

endpoint!(ListStaffInvitations: GET "/v1/admin/staff/invitations", Staff(StaffManage), "Every invitation to the staff that is open, the newest first." => Vec<OpenStaffInvitation>);

/// Withdraws an invitation: its links, the one that was shown and the one that was mailed, are over at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteStaffInvitation {
    /// The invitation.
    pub invitation: Uuid,
}

endpoint!(DeleteStaffInvitation: DELETE "/v1/admin/staff/invitations/{invitation}", Staff(StaffManage), "Withdraws an invitation to the staff that is open." => ());
