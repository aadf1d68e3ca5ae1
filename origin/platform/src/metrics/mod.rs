//! What a process of the origin counts, as Prometheus reads it. The counters belong to the process, whatever stores it
//! uses; each room above has a `register` of its own for what it adds.
//!
//! Labels are names that this code declares: an endpoint, a consumer, a currency. Nothing that a caller says becomes
//! one: it might be personal, and there is no end to it.

mod process;
mod readings;
mod requests;

use prometheus_client::registry::Registry;

pub use process::register as register_process;
pub use readings::read;
pub use requests::Request;
pub(crate) use requests::refused;

/// One label: its name and its value.
pub type Label = (&'static str, &'static str);

/// Adds what every process of the origin counts.
pub fn register(registry: &mut Registry) {
    requests::register(registry);
    readings::register(registry);
}
