//! The catalogue: what the shop sells, at which price, in which collections.

mod addresses;
mod admin;
mod attributes;
mod bulk;
mod collection_rules;
mod collections;
mod definitions;
mod event;
mod former_slugs;
pub mod imports;
mod list_products;
mod pictures;
mod prices;
mod product;
mod product_types;
mod rewrites;
mod schedule;
mod search_rules;
mod searches;
mod service;
mod store;
#[cfg(test)]
mod testing;
mod update_variant;
mod upsert;

use std::sync::Arc;

use api::{Client, Transport};
use axum::Router;
use origin_platform::{Stores, mount};

pub use admin::attach_picture;
pub use bulk::{forget_bulk_edits, run_bulk_edits};
pub use collections::collection_titles;
pub use collections::former::by_every_address;
pub use definitions::declared_attributes;
pub use pictures::{forget_colour, ids_of_slugs, is_product, keep_pictures, picture_uses};
pub use prices::forget_old_prices;
pub use product_types::{exported_product_types, name_types, product_type_names};
pub use rewrites::{colour_picture, fill_collections};
pub use schedule::keep_sale_times;
pub use search_rules::SearchRules;
pub use searches::{Chosen, chosen_products, count_searches, forget_searches};
pub use service::Catalog;
pub use store::{
    Exported, InvalidPlace, Sold, SoldPlace, Versioned, currencies, documents, exported_collections, exported_products,
    is_bundle, product_ids_after, skus_of, sold_places, sold_variants, versioned_documents,
};
pub use upsert::{Outcome, insert_collections, insert_product_types, keep_places, upsert_collections, upsert_products};

/// The service's endpoints. `inventory` leads to the service that keeps the stock.
pub fn router(stores: Stores, inventory: Client<Arc<dyn Transport>>) -> Router {
    let router = Router::new();
    let router = mount(router, list_products::list_products);
    let router = mount(router, product::get_product);
    let router = mount(router, collections::list_collections);
    let router = mount(router, collections::get_collection);
    let router = mount(router, addresses::list_addresses);
    let router = mount(router, update_variant::update_variant);
    let router = mount(router, prices::list_price_changes);
    let router = mount(router, imports::list_imports);
    let router = mount(router, imports::list_import_left);
    let router = mount(router, imports::files::create_import_file);
    let router = mount(router, imports::files::add_import_file_part);
    let router = mount(router, imports::files::list_import_files);
    let router = mount(router, imports::files::get_import_file);
    let router = mount(router, imports::files::update_import_columns);
    let router = mount(router, imports::files::create_import);
    let router = mount(router, imports::files::delete_import_file);
    let router = mount(router, searches::list_search_queries);
    let router = admin::mount_all(router);
    let router = product_types::mount_all(router);
    let router = bulk::mount_all(router);
    router.with_state(Catalog::new(stores, inventory))
}
