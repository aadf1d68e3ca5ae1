//! What the merchant sets of the shop as a whole. Each change is a version of its own, is in the audit log, and makes every
//! page stale that shows any of it (ADR 61).

mod check;
mod merchant;
mod shop;
#[cfg(test)]
mod tests;

use axum::Router;
use origin_platform::{Stores, mount};

pub use merchant::merchant;

/// The service's endpoints.
pub fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, shop::get_settings);
    let router = mount(router, shop::get_admin_settings);
    let router = mount(router, shop::update_settings);
    router.with_state(stores)
}
