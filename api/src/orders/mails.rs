//! Mails about orders that staff have sent once more.

use domain::OrderId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AdminOrderView;
use crate::endpoint;

/// A mail about an order that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SentMail {
    /// What it says.
    pub kind: OrderMail,
    /// What it is about: the order, the refund, the cancellation of a part, or the return.
    pub about: Uuid,
    /// When it was sent first (RFC 3339, UTC).
    pub sent_at: String,
}

/// What a mail about an order says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderMail {
    /// The money was taken. The invoice goes along.
    OrderPaid,
    /// All of the order was called off.
    OrderCancelled,
    /// A part of it was.
    OrderPartCancelled,
    /// Money went back. The credit note goes along.
    OrderRefunded,
    /// A withdrawal came in.
    WithdrawalReceipt,
    /// What was to go back may.
    ReturnApproved,
    /// It may not.
    ReturnRejected,
}

impl OrderMail {
    /// Every one of them.
    pub const ALL: [Self; 7] = [
        Self::OrderPaid,
        Self::OrderCancelled,
        Self::OrderPartCancelled,
        Self::OrderRefunded,
        Self::WithdrawalReceipt,
        Self::ReturnApproved,
        Self::ReturnRejected,
    ];

    /// Those about an order as a whole.
    pub const OF_ALL: [Self; 2] = [Self::OrderPaid, Self::OrderCancelled];
    /// Those about one return.
    pub const OF_A_RETURN: [Self; 3] = [Self::WithdrawalReceipt, Self::ReturnApproved, Self::ReturnRejected];

    /// Its word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OrderPaid => "order_paid",
            Self::OrderCancelled => "order_cancelled",
            Self::OrderPartCancelled => "order_part_cancelled",
            Self::OrderRefunded => "order_refunded",
            Self::WithdrawalReceipt => "withdrawal_receipt",
            Self::ReturnApproved => "return_approved",
            Self::ReturnRejected => "return_rejected",
        }
    }
}

/// Sends the confirmation of an order once more, with a link of its own, to the address the order was placed with. Earlier
/// links stay good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateConfirmation {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
}

endpoint!(CreateConfirmation: POST "/v1/admin/orders/{order}/confirmations", Staff(OrdersFulfil), "Sends the confirmation of an order once more." => AdminOrderView);

/// Sends the mail that a shipment left once more, to the address the order was placed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateShipmentMail {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The shipment.
    pub shipment: Uuid,
}

endpoint!(CreateShipmentMail: POST "/v1/admin/orders/{order}/shipments/{shipment}/mails", Staff(OrdersFulfil), "Sends the mail that a shipment left once more." => AdminOrderView);

/// Sends a mail about an order once more that was sent before, as it would be written now, to the address the order was
/// placed with. All mails of an order that staff have sent again are ten an hour at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateOrderMail {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// What it says.
    pub kind: OrderMail,
    /// What it is about, as in `mails` of the order.
    pub about: Uuid,
}

endpoint!(CreateOrderMail: POST "/v1/admin/orders/{order}/mails", Staff(OrdersFulfil), "Sends a mail about an order once more." => AdminOrderView);
