//! Price lists, as staff set them: prices from a quantity on, of everybody or of a group of customers.
//!
//! What counts of them is read with each cart, by the clock of the database (`orders.price_steps_of`), so nothing has to
//! happen for a list to begin or to end but that the pages which show it are told (`due`).

mod check;
pub(crate) mod due;
mod import;
mod read;
#[cfg(test)]
mod tests;
mod write;

use axum::Router;
use origin_platform::Stores;
use origin_platform::mount as mount_one;

/// Mounts the staff's endpoints.
pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, read::list_price_lists);
    let router = mount_one(router, read::get_price_list);
    let router = mount_one(router, write::create_price_list);
    let router = mount_one(router, write::update_price_list);
    let router = mount_one(router, import::create_price_list_import);
    let router = mount_one(router, import::list_price_list_imports);
    let router = mount_one(router, import::undo_price_list_import);
    mount_one(router, write::delete_price_list)
}
