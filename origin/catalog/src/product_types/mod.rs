//! Types of products, and the attributes that each asks for (ADR 111). Whatever writes products ([`crate::upsert`]) keeps
//! none on sale that lacks what its type requires. A type that changes leaves products as they are: those that lack
//! something by then stay on sale, can be changed in everything else, and are listed.

mod asked;
mod check;
mod export;
mod gaps;
mod names;
mod requests;
#[cfg(test)]
mod tests;
mod write;

use axum::Router;
use origin_platform::mount;

pub(crate) use asked::asked_by;
pub(crate) use check::{Fault, faults};
pub use export::exported_product_types;
pub use names::{name_types, product_type_names};
pub(crate) use requests::{find, is_full};
pub(crate) use write::{Wrong, save};

use crate::Catalog;

/// Mounts the endpoints.
pub(crate) fn mount_all(router: Router<Catalog>) -> Router<Catalog> {
    let router = mount(router, requests::list_product_types);
    let router = mount(router, requests::get_product_type);
    let router = mount(router, requests::create_product_type);
    let router = mount(router, requests::update_product_type);
    let router = mount(router, requests::delete_product_type);
    mount(router, gaps::list_product_type_gaps)
}
