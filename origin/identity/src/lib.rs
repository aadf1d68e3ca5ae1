//! Accounts: opening and deleting one, logging in and out, reading one's own.
//!
//! An account lies in PostgreSQL with a slow hash of its password; a session lies in Redis under a
//! fast hash of its token. Neither store alone lets anybody in.

mod attempts;
mod customer;
mod deletion;
mod devices;
mod login;
mod password;
mod registration;
#[cfg(test)]
mod testing;

use axum::Router;
use origin_platform::{Stores, mount};

/// The endpoints of the service.
pub fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, registration::create_customer);
    let router = mount(router, login::create_session);
    let router = mount(router, login::delete_session);
    let router = mount(router, customer::get_customer);
    let router = mount(router, deletion::delete_customer);
    router.with_state(stores)
}
