//! What the merchant sets of the shop as a whole. Each change is a version of its own, is in the audit log, and makes every
//! page stale that shows any of it (ADR 61).

mod check;
mod home;
mod icons;
mod look;
mod mails;
mod markdown;
mod markets;
mod menus;
mod merchant;
mod pages;
mod picture;
mod pictures;
mod published;
mod redirects;
mod setup;
mod shop;
mod storefront;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod texts;

use axum::Router;
use origin_platform::{Stores, mount};

pub use icons::{claim_logo, forget_icons, has_icons, put_icons_off, show_icons, shown_icons};
pub use mails::mail_texts;
pub use markets::{currencies, takes_orders};
pub use merchant::{merchant, time_zone};
pub use pictures::picture_uses;
pub use shop::settings;

/// The service's endpoints.
pub fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, storefront::get_settings);
    let router = mount(router, shop::get_admin_settings);
    let router = mount(router, shop::update_settings);
    let router = mount(router, pages::get_page);
    let router = mount(router, pages::list_pages);
    let router = mount(router, pages::list_admin_pages);
    let router = mount(router, pages::get_admin_page);
    let router = mount(router, pages::list_page_versions);
    let router = mount(router, pages::create_page);
    let router = mount(router, pages::update_page);
    let router = mount(router, pages::delete_page);
    let router = mount(router, menus::get_admin_menus);
    let router = mount(router, menus::update_menus);
    let router = mount(router, home::get_home);
    let router = mount(router, home::get_admin_home);
    let router = mount(router, home::list_home_versions);
    let router = mount(router, home::update_home);
    let router = mount(router, home::create_home_preview);
    let router = mount(router, home::get_home_preview);
    let router = mount(router, redirects::list_redirects);
    let router = mount(router, redirects::list_admin_redirects);
    let router = mount(router, redirects::update_redirects);
    let router = mount(router, mails::get_admin_mails);
    let router = mount(router, mails::update_mails);
    let router = mount(router, setup::get_setup);
    let router = mount(router, setup::create_setup_confirmation);
    router.with_state(stores)
}
