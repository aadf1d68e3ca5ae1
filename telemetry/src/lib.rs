//! What the programs say of themselves: lines of a log, and spans of traces (ADR 77).
//!
//! A program calls [`start`] once. Without a collector for traces nothing of them exists: no layer, no queue, no task.

mod logs;
mod request;
pub mod traces;

pub use logs::security;
pub use request::{request_id, within};
pub use traces::options::{TraceOptions, TraceSettings};
pub use traces::{Telemetry, start};
