//! A payment's life: its states as a table, and the amounts that go with them.

mod payment;
mod state;

pub use payment::{Inconsistent, Ledger, Payment, PaymentError};
pub use state::{PaymentEvent, PaymentState, Refused};
