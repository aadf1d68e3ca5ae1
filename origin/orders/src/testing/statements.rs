//! The statements that are run.

use std::sync::{Arc, Mutex};

use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::Context;
use tracing_subscriber::layer::SubscriberExt as _;

/// The SQL statements that `work` runs, but for those that begin and end transactions.
pub async fn statements_of<T>(work: impl Future<Output = T>) -> (Vec<String>, T) {
    let log = StatementLog::default();
    let _another = origin_testing::another_listener();
    let done = work.with_subscriber(tracing_subscriber::registry().with(log.clone())).await;
    let statements = log.0.lock().expect("no panic").clone();
    let framing = |sql: &String| ["begin", "select; commit", "rollback"].contains(&sql.to_lowercase().as_str());
    (statements.into_iter().filter(|sql| !framing(sql)).collect(), done)
}

/// Keeps what sqlx says of each statement.
#[derive(Clone, Default)]
struct StatementLog(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for StatementLog {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut summary = Summary(String::new());
            event.record(&mut summary);
            self.0.lock().expect("no panic").push(summary.0);
        }
    }
}

struct Summary(String);

impl tracing::field::Visit for Summary {
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn std::fmt::Debug) {}
}
