//! What can stand in an order's history.

use serde::{Deserialize, Serialize};

use super::{ReturnState, ShipmentState};

/// One kind of step of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStep {
    /// It was paid for, or the payment is held, and it has its number.
    Placed,
    /// The payment was declined.
    PaymentDeclined,
    /// What was held of the payment was let go.
    PaymentVoided,
    /// Its shopper asked for a new link to it.
    LinkRequested,
    /// Staff had the confirmation sent once more.
    ConfirmationRequested,
    /// Staff had the mail about a shipment sent once more.
    ShipmentMailRequested,
    /// Staff had another mail sent once more.
    MailRequested,
    /// Pieces were packed.
    Packed,
    /// They were unpacked again.
    Unpacked,
    /// Carrier or tracking number of a shipment were set.
    TrackingSet,
    /// A shipment left.
    Shipped,
    /// It arrived.
    Delivered,
    /// It was lost on its way.
    Lost,
    /// The payment is to be taken.
    CaptureDue,
    /// It was taken.
    Paid,
    /// The provider would not take it.
    CaptureRefused,
    /// Money is to be given back.
    RefundDue,
    /// It was given back.
    RefundDone,
    /// The provider would not give it back.
    RefundRefused,
    /// Its shopper wants to send something back.
    ReturnRequested,
    /// The shop agrees to that.
    ReturnApproved,
    /// What was sent back has arrived.
    ReturnReceived,
    /// It is back on the shelf.
    ReturnRestocked,
    /// Its money goes back.
    ReturnRefunded,
    /// The shop does not agree.
    ReturnRejected,
    /// Another order brings something in exchange.
    ExchangeLinked,
    /// A part of it was called off.
    PartCancelled,
    /// All of it was.
    Cancelled,
    /// Staff wrote something down.
    Note,
}

impl OrderStep {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::Placed,
        Self::PaymentDeclined,
        Self::PaymentVoided,
        Self::LinkRequested,
        Self::ConfirmationRequested,
        Self::ShipmentMailRequested,
        Self::MailRequested,
        Self::Packed,
        Self::Unpacked,
        Self::TrackingSet,
        Self::Shipped,
        Self::Delivered,
        Self::Lost,
        Self::CaptureDue,
        Self::Paid,
        Self::CaptureRefused,
        Self::RefundDue,
        Self::RefundDone,
        Self::RefundRefused,
        Self::ReturnRequested,
        Self::ReturnApproved,
        Self::ReturnReceived,
        Self::ReturnRestocked,
        Self::ReturnRefunded,
        Self::ReturnRejected,
        Self::ExchangeLinked,
        Self::PartCancelled,
        Self::Cancelled,
        Self::Note,
    ];

    /// Its name in the table and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::PaymentDeclined => "payment_declined",
            Self::PaymentVoided => "payment_voided",
            Self::LinkRequested => "link_requested",
            Self::ConfirmationRequested => "confirmation_requested",
            Self::ShipmentMailRequested => "shipment_mail_requested",
            Self::MailRequested => "mail_requested",
            Self::Packed => "packed",
            Self::Unpacked => "unpacked",
            Self::TrackingSet => "tracking_set",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Lost => "lost",
            Self::CaptureDue => "capture_due",
            Self::Paid => "paid",
            Self::CaptureRefused => "capture_refused",
            Self::RefundDue => "refund_due",
            Self::RefundDone => "refund_done",
            Self::RefundRefused => "refund_refused",
            Self::ReturnRequested => "return_requested",
            Self::ReturnApproved => "return_approved",
            Self::ReturnReceived => "return_received",
            Self::ReturnRestocked => "return_restocked",
            Self::ReturnRefunded => "return_refunded",
            Self::ReturnRejected => "return_rejected",
            Self::ExchangeLinked => "exchange_linked",
            Self::PartCancelled => "part_cancelled",
            Self::Cancelled => "cancelled",
            Self::Note => "note",
        }
    }

    /// The step of this name; none where a newer release has written another.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

impl From<ShipmentState> for OrderStep {
    fn from(state: ShipmentState) -> Self {
        match state {
            ShipmentState::Packed => Self::Packed,
            ShipmentState::Shipped => Self::Shipped,
            ShipmentState::Delivered => Self::Delivered,
            ShipmentState::Lost => Self::Lost,
        }
    }
}

impl From<ReturnState> for OrderStep {
    fn from(state: ReturnState) -> Self {
        match state {
            ReturnState::Requested => Self::ReturnRequested,
            ReturnState::Approved => Self::ReturnApproved,
            ReturnState::Received => Self::ReturnReceived,
            ReturnState::Restocked => Self::ReturnRestocked,
            ReturnState::Refunded => Self::ReturnRefunded,
            ReturnState::Rejected => Self::ReturnRejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_by_its_name_and_has_the_name_of_the_state_it_leads_to() {
        for step in OrderStep::ALL {
            assert_eq!(OrderStep::of_code(step.code()), Some(step));
            assert_eq!(serde_json::json!(step), step.code());
        }
        assert_eq!(OrderStep::of_code("teleported"), None);
        for state in [ShipmentState::Packed, ShipmentState::Shipped, ShipmentState::Delivered, ShipmentState::Lost] {
            assert_eq!(OrderStep::from(state).code(), state.code());
        }
        for state in [ReturnState::Requested, ReturnState::Received, ReturnState::Rejected] {
            assert_eq!(OrderStep::from(state).code(), format!("return_{}", state.code()));
        }
    }
}
