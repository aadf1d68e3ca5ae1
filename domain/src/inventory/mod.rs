//! The stock: what shoppers are told of it, what an order wants of it, and how long it is kept for them.

mod allocation;
mod availability;
mod bundles;
mod picking;
mod reservation;

pub use allocation::{Shelf, allocate};
pub use availability::{Availability, LOW_STOCK, Short, StockPolicy};
pub use bundles::{Component, TooManyUnits, Wanted, available_bundles, units_wanted};
pub use picking::{Picked, to_pick};
pub use reservation::{FEW_HELD, HOLD, MAX_HELD_BY_CLIENT, MAX_HOLD};
