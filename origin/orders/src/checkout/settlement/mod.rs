//! What providers say of payments becomes what orders are: for the shopper who waits, for one who comes back, by
//! hooks, and by the reconcile worker for whatever nobody came back for.
//!
//! Whatever a provider tells us by itself is a hint: the truth is what it says when asked, so hooks
//! may come twice, late, in any order or not at all.

mod audit;
pub(crate) mod catch_up;
mod hooks;
pub(crate) mod settle;
pub(crate) mod settle_order;
mod settle_pending;
mod test_challenge;
mod void_due;

use axum::Router;
use origin_platform::mount as mount_one;

use super::Service;

pub use audit::{Audit, audit};
pub use settle_pending::settle_pending;
pub use void_due::void_due;

/// Mounts the endpoints that settle payments.
pub(super) fn mount(router: Router<Service>) -> Router<Service> {
    let router = mount_one(router, settle_order::settle_order);
    let router = hooks::mount(router);
    test_challenge::mount(router)
}
