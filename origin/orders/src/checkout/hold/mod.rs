//! Quoting a cart, and holding its units while its order is made.

mod create_checkout;
mod delete_checkout;
mod get_checkout;
#[cfg(test)]
mod tests;

use axum::Router;
use origin_platform::mount as mount_one;

use super::Service;

/// Mounts the endpoints of the checkout.
pub(super) fn mount(router: Router<Service>) -> Router<Service> {
    let router = mount_one(router, get_checkout::get_checkout);
    let router = mount_one(router, create_checkout::create_checkout);
    mount_one(router, delete_checkout::delete_checkout)
}
