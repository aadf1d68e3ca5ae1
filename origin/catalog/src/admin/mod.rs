//! The catalogue as staff change it. Each change is one transaction: under the lock that imports take too, it reads the
//! thing, compares its version with the one that the caller has read, writes by way of [`crate::upsert`], as imports do,
//! and adds to the audit log.

mod attach_picture;
mod attributes;
mod collection_products;
mod collections;
mod create_product;
mod delete_product;
mod get_product;
mod history;
mod input;
mod list_products;
mod search_rules;
mod update_products;
mod write;

#[cfg(test)]
mod tests;

use axum::Router;
use origin_platform::mount;

pub use attach_picture::attach_picture;
pub(crate) use collections::find as find_collection;
pub(crate) use delete_product::remove as remove_product;
pub(crate) use write::lock_products;

use crate::Catalog;

/// Mounts the endpoints.
pub(crate) fn mount_all(router: Router<Catalog>) -> Router<Catalog> {
    let router = mount(router, list_products::list_products);
    let router = mount(router, get_product::get_product);
    let router = mount(router, history::list_product_history);
    let router = mount(router, create_product::create_product);
    let router = mount(router, update_products::update_product);
    let router = mount(router, update_products::update_products);
    let router = mount(router, update_products::undo::undo_products);
    let router = mount(router, update_products::addresses::create_product_address);
    let router = mount(router, update_products::addresses::delete_product_address);
    let router = mount(router, delete_product::delete_product);
    let router = mount(router, collections::list_collections);
    let router = mount(router, collections::create_collection);
    let router = mount(router, collections::update_collection);
    let router = mount(router, collections::delete_collection);
    let router = mount(router, collections::rule::update_collection_rule);
    let router = mount(router, collections::rule::preview_collection_rule);
    let router = mount(router, collection_products::order::list_collection_products);
    let router = mount(router, collection_products::order::update_collection_order);
    let router = mount(router, attributes::list_attributes);
    let router = mount(router, attributes::update_attribute);
    let router = mount(router, search_rules::list_search_rules);
    let router = mount(router, search_rules::create_search_rule);
    let router = mount(router, search_rules::delete_search_rule);
    mount(router, collection_products::update_collection_products)
}
