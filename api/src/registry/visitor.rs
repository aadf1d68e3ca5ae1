//! Whoever does something for each endpoint.

use crate::endpoint::Endpoint;

/// Something to be done for each endpoint, knowing its type.
pub trait Visitor {
    /// Called once for each endpoint.
    #[cfg(feature = "openapi")]
    fn visit<E: Endpoint<Reply: schemars::JsonSchema> + schemars::JsonSchema>(&mut self);
    /// Called once for each endpoint.
    #[cfg(not(feature = "openapi"))]
    fn visit<E: Endpoint>(&mut self);
}
