//! One thing done to all products that a filter finds. They are collected first; a job changes them, a hundred in a
//! transaction, and notes in the same transaction what each was. So whatever ends the process, the next goes on where
//! that stopped, and all of it can be taken back. To products that are named it is done by the request, and noted likewise.

mod chosen;
mod forget;
mod job;
mod requests;
mod step;
#[cfg(test)]
mod tests;
mod view;
mod views;

use axum::Router;
use origin_platform::mount;

pub use forget::forget_bulk_edits;
pub use job::run_bulk_edits;

use crate::Catalog;

/// Mounts the endpoints.
pub(crate) fn mount_all(router: Router<Catalog>) -> Router<Catalog> {
    let router = mount(router, requests::create_bulk_edit);
    let router = mount(router, requests::update_bulk_edit);
    let router = mount(router, view::list_bulk_edits);
    let router = mount(router, view::get_bulk_edit);
    let router = mount(router, views::list_product_views);
    let router = mount(router, views::create_product_view);
    mount(router, views::delete_product_view)
}
