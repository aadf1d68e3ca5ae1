//! Where a span stands in its trace, as it travels: `traceparent` of the W3C's Trace Context, version 00. There is no
//! `tracestate`: nobody of ours writes one.

use api::edge::TRACE_PARENT;
use http::{HeaderMap, HeaderValue};
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Lets the current span follow the one that these fields name, with its decision whether there is a trace. Only for
/// fields that the shop's own edge has signed: a stranger's would have everything traced.
///
/// Notes the trace in the span's field `trace`, where there is one and the span declares it.
pub fn follow(headers: &HeaderMap) {
    let parent = headers.get(TRACE_PARENT).and_then(|value| value.to_str().ok());
    follow_text(&Span::current(), parent);
}

/// The same for any span, and for what was written down somewhere else, such as beside an event of ours.
pub fn follow_text(span: &Span, parent: Option<&str>) {
    match parent.and_then(parse) {
        Some(parent) => {
            let trace = parent.trace_id();
            // Without traces in this process its log names the trace all the same.
            let _ = span.set_parent(Context::new().with_remote_span_context(parent));
            span.record("trace", tracing::field::display(trace));
        }
        None => begin(span),
    }
}

/// Notes the trace that a span begins, or stands in, in its field `trace`.
pub fn begin(span: &Span) {
    let context = span.context();
    let here = context.span().span_context().clone();
    if here.is_valid() {
        span.record("trace", tracing::field::display(here.trace_id()));
    }
}

/// Links a span to one that was written down, as whoever handles many events at once is linked to what each comes from.
pub fn link(span: &Span, parent: Option<&str>) {
    if let Some(other) = parent.and_then(parse) {
        span.add_link(other);
    }
}

/// Notes the status of an answer in a span.
pub fn answered(span: &Span, status: http::StatusCode) {
    span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.set_status(opentelemetry::trace::Status::error(""));
    }
}

/// Names this span to whoever is called with these fields. Whatever named one before is gone.
pub fn inject(span: &Span, headers: &mut HeaderMap) {
    headers.remove(TRACE_PARENT);
    if let Some(value) = trace_parent(span).and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(TRACE_PARENT, value);
    }
}

/// This span as it is written down; none where there are no traces.
pub fn trace_parent(span: &Span) -> Option<String> {
    let context = span.context();
    let span = context.span();
    let here = span.span_context();
    here.is_valid().then(|| write(here))
}

fn write(context: &SpanContext) -> String {
    let flags = if context.is_sampled() { "01" } else { "00" };
    format!("00-{}-{}-{flags}", context.trace_id(), context.span_id())
}

/// Reads what [`write`] writes, and what others write in version 00. Anything else is none.
fn parse(text: &str) -> Option<SpanContext> {
    let is_hex =
        |part: &str, length| part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut parts = text.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || version != "00" || !is_hex(trace, 32) || !is_hex(span, 16) || !is_hex(flags, 2) {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::NONE);
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_trace_is_read_as_it_was_written_and_anything_else_is_none() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        for flags in ["01", "00"] {
            let text = format!("00-{trace}-b7ad6b7169203331-{flags}");
            let context = parse(&text).expect("well-formed");
            assert_eq!((context.is_sampled(), write(&context)), (flags == "01", text));
        }
        // Flags that nobody knows yet are not passed on.
        let context = parse(&format!("00-{trace}-b7ad6b7169203331-ff")).expect("well-formed");
        assert!(write(&context).ends_with("-01"));
        for bad in [
            "",
            "00",
            &format!("01-{trace}-b7ad6b7169203331-01"),
            &format!("00-{trace}-b7ad6b7169203331-01-x"),
            &format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            &format!("00-{trace}-0000000000000000-01"),
            &format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
            &format!("00-{trace}-+7ad6b7169203331-01"),
            &format!("00-{trace}-b7ad6b7169203331-1"),
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
