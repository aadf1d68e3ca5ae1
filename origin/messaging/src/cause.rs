//! What an event was recorded for, on its way from the request to whatever comes of it: beside it in the outbox, and in
//! the header of its message. No consumer decides by it.

use api::edge::{REQUEST_ID, TRACE_PARENT};
use async_nats::HeaderMap;
use tracing::Span;

/// What an event was recorded for. Nothing of it need be known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The place in a trace, as W3C Trace Context writes it.
    pub trace_parent: Option<String>,
    /// The edge's name for the request.
    pub request_id: Option<String>,
}

impl Cause {
    /// What is being worked for now.
    pub fn current() -> Self {
        let request_id = telemetry::request_id().map(|id| id.to_string());
        Self { trace_parent: telemetry::traces::trace_parent(&Span::current()), request_id }
    }

    /// What the header of a message says.
    pub(crate) fn of(headers: Option<&HeaderMap>) -> Self {
        let said = |name: &str| Some(headers?.get(name)?.as_str().to_owned());
        Self { trace_parent: said(TRACE_PARENT.as_str()), request_id: said(REQUEST_ID.as_str()) }
    }

    /// The fields of a message's header.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [("traceparent", &self.trace_parent), ("x-edge-request-id", &self.request_id)];
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Lets a span follow this, and gives what follows the span. Where there are no traces it is the same again, for
    /// whoever comes after and has some.
    pub(crate) fn followed_by(&self, span: &Span) -> Self {
        telemetry::traces::follow_text(span, self.trace_parent.as_deref());
        let trace_parent = telemetry::traces::trace_parent(span).or_else(|| self.trace_parent.clone());
        Self { trace_parent, request_id: self.request_id.clone() }
    }

    /// The id of the trace.
    pub(crate) fn trace(&self) -> Option<&str> {
        self.trace_parent.as_deref()?.split('-').nth(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_event_was_recorded_for_travels_in_its_header() {
        assert_eq!(Cause::of(None), Cause::default());
        let cause = Cause {
            trace_parent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
            request_id: Some("7f-1".to_owned()),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in cause.fields() {
            headers.insert(name, value);
        }
        assert_eq!(Cause::of(Some(&headers)), cause);
        assert_eq!(cause.trace(), Some("0af7651916cd43dd8448eb211c80319c"));
        assert_eq!(Cause::default().fields().count(), 0);
    }
}
