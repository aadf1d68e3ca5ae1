//! Logs: readable on a terminal, JSON for collectors (`LOG_FORMAT=json`), levels by `RUST_LOG`. Events of the target
//! `security` are JSON always, and written whatever `RUST_LOG` says.

use std::io::IsTerminal as _;

use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// What events that bear on the shop's safety are written under.
const SECURITY: &str = "security";

/// Starts logging to standard error.
pub fn start() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,async_nats=warn,tantivy=warn"));
    let others = filter_fn(|about| about.is_span() || about.target() != SECURITY);
    let lines = fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match std::env::var("LOG_FORMAT").as_deref() {
        Ok("json") => lines.json().with_filter(others).with_filter(filter).boxed(),
        _ => lines.with_filter(others).with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(lines).with(security(std::io::stderr)).init();
}

/// Writes events of the target `security` with the spans they are in, which name the request.
fn security<S, W>(writer: W) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // Of spans the request's alone: it has the id. Whoever else made one would pay for it on every path.
    let wanted =
        filter_fn(|about| if about.is_span() { about.name() == "request" } else { about.target() == SECURITY })
            .with_max_level_hint(LevelFilter::INFO);
    fmt::layer().json().with_current_span(true).with_span_list(false).with_writer(writer).with_filter(wanted)
}

#[cfg(test)]
mod tests {
    use origin_testing::Log;

    use super::*;
    use crate::Who;

    #[test]
    fn m6_security_events_are_json_with_the_request_s_id_and_its_outcome() {
        let log = Log::default();
        let subscriber = tracing_subscriber::registry().with(security(log.writer()));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", id = "edge-7");
            let _entered = span.enter();
            tracing::warn!("something else");
            crate::security::note("CreateSession", true, &Who::Nobody, Some(api::Code::WrongCredentials));
        });
        let text = log.text();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), 1, "{text}");
        assert_eq!((&lines[0]["target"], &lines[0]["span"]["id"]), (&"security".into(), &"edge-7".into()));
        let fields = &lines[0]["fields"];
        assert_eq!((&fields["event"], &fields["outcome"]), (&"login".into(), &"wrong_credentials".into()), "{fields}");
    }
}
