//! What was asked for everything, and when. Triggers of the database keep it, in the transaction of the change
//! (`migrations/catalog`), and work out the lowest price of the thirty days before a reduction (ADR 80).

mod as_given;
mod changes;
mod check;
mod forget;
#[cfg(test)]
mod tests;

pub(crate) use as_given::{as_given, price_as_given, recorded};
pub(crate) use changes::list_price_changes;
pub(crate) use check::{MAX_AMOUNT, check_price};
pub use forget::forget_old_prices;
