//! A mail between its being written and its being sent.

use uuid::Uuid;

use crate::frame::Message;
use crate::mailer::Attachment;

/// A mail ready to be sent.
pub(crate) struct Mail {
    /// What it is, in `shop.sent_mails`.
    pub(crate) kind: &'static str,
    /// What it is about: an order, a shipment, a refund, a return, a request.
    pub(crate) about: Uuid,
    pub(crate) to: String,
    pub(crate) message: Message,
    pub(crate) attachment: Option<Attachment>,
}
