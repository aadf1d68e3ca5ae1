//! What a shopper keeps in the account, what they agreed to, and the copy of it all.

pub(crate) mod address_book;
pub(crate) mod consents;
mod export;
mod update;

use axum::Router;
use origin_platform::{Stores, mount};

pub use export::{OfAccount, export};

/// Mounts the endpoints of details, address book and consents.
pub(crate) fn mount_all(router: Router<Stores>) -> Router<Stores> {
    let router = mount(router, update::update_customer);
    let router = mount(router, address_book::list_saved_addresses);
    let router = mount(router, address_book::create_saved_address);
    let router = mount(router, address_book::update_saved_address);
    let router = mount(router, address_book::delete_saved_address);
    let router = mount(router, consents::list_consents);
    let router = mount(router, consents::create_consent);
    mount(router, consents::delete_consent)
}
