//! Of which requests there is a trace.

use opentelemetry::trace::{Link, SpanKind, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler as Usual, SamplingResult, ShouldSample};

/// Follows whoever called, and else decides by the id of the trace. Of what nobody would look at there is none.
#[derive(Clone, Debug)]
pub(super) struct Sampler(Usual);

impl Sampler {
    pub(super) fn of(ratio: f64) -> Self {
        Self(Usual::ParentBased(Box::new(Usual::TraceIdRatioBased(ratio))))
    }
}

impl ShouldSample for Sampler {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let is_health =
            |given: &KeyValue| given.key.as_str() == "route" && given.value.as_str().starts_with("/health/");
        let usual = if attributes.iter().any(is_health) { &Usual::AlwaysOff } else { &self.0 };
        usual.should_sample(parent, trace, name, kind, attributes, links)
    }
}
