//! What is in stock. Levels change by one conditional statement each, under locks taken in the order
//! of SKUs and locations, and every change of what is on hand leaves a movement.
//!
//! It knows carts and orders by their ids alone: who claims units says how many of what.

mod create_transfer;
mod export;
mod import_stock;
pub(crate) mod level;
mod levels_view;
mod list_admin_stock;
mod list_stock;
mod locations;
pub(crate) mod move_units;
mod refresh_snapshots;
pub(crate) mod reservations;
mod restock;
mod set_levels;
mod set_policies;
#[cfg(test)]
mod tests;
mod update_stock;

use axum::Router;
use origin_platform::{Stores, mount};

pub use export::{begin_snapshot, export_page};
pub use import_stock::{StockLeft, has_moved_stock, take_back_import};
pub use list_stock::{OfferedVariant, offered_variant, stocked_products};
pub use refresh_snapshots::{refresh_snapshots, upsert_snapshots};
pub use reservations::release_over;
pub(crate) use restock::restock;
pub use set_levels::{Count, set_counts, set_counts_of_import, set_levels};

/// The endpoints of stock.
pub(crate) fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, export::export_catalog);
    let router = mount(router, export::feed::list_feed);
    let router = mount(router, export::feed::list_feed_places);
    let router = mount(router, import_stock::undo_import);
    let router = mount(router, list_stock::list_stock);
    let router = mount(router, list_admin_stock::list_admin_stock);
    let router = mount(router, update_stock::update_stock);
    let router = mount(router, levels_view::list_stock_levels);
    let router = mount(router, levels_view::list_product_stock);
    let router = mount(router, levels_view::list_stock_movements);
    let router = mount(router, create_transfer::create_stock_transfer);
    let router = mount(router, locations::list_stock_locations);
    let router = mount(router, locations::create_stock_location);
    let router = mount(router, locations::update_stock_location);
    router.with_state(stores)
}
