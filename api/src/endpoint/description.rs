//! The description of the API for staff. That for everybody is at [`OPENAPI`](crate::site::OPENAPI).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint;

/// The OpenAPI document of every endpoint, staff's included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetDescription {}

endpoint!(GetDescription: GET "/v1/admin/openapi.json", Staff(ApiRead), "Describes the whole API, staff's half included." => Value);
