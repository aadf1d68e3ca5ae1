//! An order's life after it is placed: its own state, its shipments, what comes back and what is repaid.

mod cancellation;
mod document;
mod fulfilment;
mod order;
mod refunds;
mod repayment;
mod returns;
mod step;

pub use cancellation::{CancellationRejection, LineUse, cancel_units};
pub use document::{DocumentKind, UnknownDocumentKind};
pub use fulfilment::{LineProgress, NotOrdered, RefusedShipment, ShipmentEvent, ShipmentState, progress};
pub use order::{Illegal, OrderEvent, OrderState};
pub use refunds::{LineRefund, Refund, RefundRejection, RefundRequest, Refundable, RefundableLine};
pub use repayment::{Repayment, repay};
pub use returns::{RefusedReturn, ReturnEvent, ReturnKind, ReturnState, withdrawal_ends};
pub use step::OrderStep;
