//! Hosts that pictures may be fetched from.

use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// The hosts that staff have named, beside those that the operator names (`MEDIA_HOSTS`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PictureHosts {
    /// Counted up by each change.
    pub version: i64,
    /// Names, such as `cdn.example.com`, or all below one, such as `*.example.com`.
    pub hosts: Vec<String>,
}

/// The hosts that staff have named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPictureHosts {}

endpoint!(GetPictureHosts: GET "/v1/admin/media/hosts", Staff(SettingsWrite), Private Never, "The hosts that pictures may be fetched from." => PictureHosts, {
    fn version(&self, reply: &PictureHosts) -> Option<i64> {
        Some(reply.version)
    }
});

/// Names the hosts that pictures may be fetched from. Private networks are never asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePictureHosts {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The hosts, instead of those that were: at most 50 names, and no addresses.
    pub hosts: Vec<String>,
}

endpoint!(UpdatePictureHosts: PUT "/v1/admin/media/hosts", Staff(SettingsWrite), Private Never, "Names the hosts that pictures may be fetched from." => PictureHosts, {
    fn version(&self, reply: &PictureHosts) -> Option<i64> {
        Some(reply.version)
    }
});
