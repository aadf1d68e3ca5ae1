//! What is counted of deliveries, of all webhooks together: which there are is the merchant's choice, and without end.

use std::sync::LazyLock;

use origin_platform::metrics::Label;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::{Outcome, Settled};

#[derive(Default)]
struct Deliveries {
    attempts: Family<[Label; 1], Counter>,
    disabled: Counter,
}

static DELIVERIES: LazyLock<Deliveries> = LazyLock::new(Deliveries::default);

/// Adds what is counted of deliveries.
pub fn register_metrics(registry: &mut Registry) {
    let Deliveries { attempts, disabled } = &*DELIVERIES;
    registry.register("webhook_attempts", "Deliveries that were tried, by outcome", attempts.clone());
    registry.register("webhooks_disabled", "Webhooks that were given up", disabled.clone());
}

/// Counts a delivery that was tried.
pub(super) fn tried(outcome: &Outcome) {
    let outcome = match outcome {
        Outcome::Taken(_) => "taken",
        Outcome::Failed { .. } => "failed",
    };
    DELIVERIES.attempts.get_or_create(&[("outcome", outcome)]).inc();
}

/// Counts a webhook that was given up.
pub(super) fn settled(settled: &Settled) {
    if matches!(settled, Settled::Disabled(_)) {
        DELIVERIES.disabled.inc();
    }
}
