//! What is in stock. Levels change by one conditional statement each, under locks taken in the order
//! of SKUs and locations, and every change of what is on hand leaves a movement.

mod create_transfer;
pub(crate) mod level;
mod levels_view;
pub(crate) mod list_stock;
mod locations;
pub(crate) mod moving;
mod putting_back;
pub(crate) mod reservation;
mod set_levels;
mod set_policies;
#[cfg(test)]
mod tests;
pub(crate) mod update_stock;

use axum::Router;

use crate::Service;

pub use reservation::release_over;
pub use set_levels::{Count, set_counts, set_levels};

/// The endpoints of stock.
pub(crate) fn mount(router: Router<Service>) -> Router<Service> {
    let router = origin_platform::mount(router, list_stock::list_stock);
    let router = origin_platform::mount(router, update_stock::update_stock);
    let router = origin_platform::mount(router, levels_view::list_stock_levels);
    let router = origin_platform::mount(router, levels_view::list_stock_movements);
    let router = origin_platform::mount(router, create_transfer::create_stock_transfer);
    let router = origin_platform::mount(router, locations::list_stock_locations);
    let router = origin_platform::mount(router, locations::create_stock_location);
    origin_platform::mount(router, locations::update_stock_location)
}
