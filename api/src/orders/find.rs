//! A guest's way to an order whose link is lost.

use domain::Email;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Has the link to an order sent to the order's own e-mail address, if number and address are those
/// of one order. The reply is the same whether or not they are. An order's link is sent once in ten
/// minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FindOrder {
    /// The order's number.
    pub number: i64,
    /// The address the order was placed with; capitals make no difference.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
}

endpoint!(FindOrder: POST "/v1/orders/find", Anyone, "Mails the link to an order to whoever placed it." => ());
