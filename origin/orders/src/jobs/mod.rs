//! The jobs of this room, each with its rhythm.

mod claims;
mod customers;
mod documents;
mod holds;
mod price_lists;
mod reconcile;
mod retention;
mod snapshots;

pub use claims::claim_orders;
#[cfg(test)]
pub(crate) use customers::forget as forget_customer;
pub use customers::forget_customers;
pub use documents::documents;
pub use holds::release_holds;
pub use price_lists::keep_price_lists;
pub use reconcile::reconcile;
pub use retention::forget_old;
pub use snapshots::snapshots;
