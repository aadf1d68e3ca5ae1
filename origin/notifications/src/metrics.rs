//! What is counted of mails and of messages to browsers, by what they are and what became of them; never to whom they go.

use std::sync::LazyLock;

use origin_platform::metrics::Label;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::mailer::NotSent;

static MAILS: LazyLock<Family<[Label; 2], Counter>> = LazyLock::new(Family::default);
static PUSH_MESSAGES: LazyLock<Family<[Label; 1], Counter>> = LazyLock::new(Family::default);

/// Adds what is counted of mails and messages.
pub fn register(registry: &mut Registry) {
    registry.register("mails", "Mails that were handed to the mail server, by kind and outcome", MAILS.clone());
    let help = "Messages to browsers that were handed to push services, by outcome";
    registry.register("push_messages", help, PUSH_MESSAGES.clone());
}

/// Counts a mail that was handed to the mail server.
pub(crate) fn mailed(kind: &'static str, outcome: &Result<(), NotSent>) {
    let outcome = match outcome {
        Ok(()) => "sent",
        Err(NotSent::Later(_)) => "later",
        Err(NotSent::Refused(_)) => "refused",
        Err(NotSent::Unknown(_)) => "unknown",
    };
    MAILS.get_or_create(&[("mail", kind), ("outcome", outcome)]).inc();
}

/// Counts a message that was handed to a push service.
pub(crate) fn pushed(outcome: &'static str) {
    PUSH_MESSAGES.get_or_create(&[("outcome", outcome)]).inc();
}
