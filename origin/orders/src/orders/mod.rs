//! Orders as they are kept: reading them, showing them, finding them. `checkout` makes them, `fulfilment` moves them on.

pub(crate) mod access;
pub(crate) mod admin;
pub(crate) mod capturable;
mod figures;
mod find_order;
mod get_order;
mod gift_cards;
pub(crate) mod lifecycle;
pub(crate) mod links;
mod list_orders;
pub(crate) mod read;
pub(crate) mod record;
mod refundable;
pub(crate) mod timeline;

use axum::Router;
use origin_platform::{Stores, mount};

pub use access::check_may_see;
pub use figures::{bought_together, ordered_products, units_sold, were_ordered};
pub use links::{is_open as link_is_open, issue as issue_link};
pub use read::views;

/// The endpoints that show orders.
pub(crate) fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, get_order::get_order);
    let router = mount(router, list_orders::list_orders);
    let router = mount(router, admin::list_admin_orders::list_admin_orders);
    let router = mount(router, admin::list_admin_orders::get_admin_order);
    let router = mount(router, figures::get_figures);
    let router = mount(router, find_order::find_order);
    router.with_state(stores)
}
