//! Cards that the payment provider keeps for accounts: as whom it knows them, what it keeps, and forgetting it.

mod erase;
mod manage;
mod owners;
#[cfg(test)]
mod tests;

use axum::Router;
use origin_platform::mount;

pub use erase::erase_due;
pub(crate) use erase::mark;
pub(crate) use owners::{find, find_or_make};

use super::Service;

/// The endpoints of an account's cards.
pub(super) fn mount_all(router: Router<Service>) -> Router<Service> {
    let router = mount(router, manage::list_saved_cards);
    mount(router, manage::delete_saved_card)
}
