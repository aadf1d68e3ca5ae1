//! Logs: readable on a terminal, JSON for collectors (`LOG_FORMAT=json`), levels by `RUST_LOG`. Events of the target
//! `security` are JSON always, and written whatever `RUST_LOG` says.

use std::io::IsTerminal as _;

use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// What events that bear on the shop's safety are written under.
const SECURITY: &str = "security";

/// What is written to standard error where nobody says otherwise.
const USUAL: &str = "info,sqlx=warn,async_nats=warn,tantivy=warn";

/// Lines to standard error, but for those of [`security`].
pub(crate) fn lines() -> Box<dyn Layer<Registry> + Send + Sync> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let others = filter_fn(|about| about.is_span() || about.target() != SECURITY);
    let lines = fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    match std::env::var("LOG_FORMAT").as_deref() {
        Ok("json") => lines.json().with_filter(others).with_filter(filter).boxed(),
        _ => lines.with_filter(others).with_filter(filter).boxed(),
    }
}

/// Writes events of the target `security` with the spans they are in, which name the request.
pub fn security<S, W>(writer: W) -> impl Layer<S>
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
