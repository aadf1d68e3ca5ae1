//! Pictures of the merchant's: kept as they were given, and made into the files that pages show (ADR 53).
//!
//! An original is named by the SHA-256 of its bytes. A job makes the widths and formats of it by libvips, in a child
//! process with limits, and puts them where the edge finds them: in a folder of its site, or by asking the origin.

mod attachments;
mod changes;
mod child;
mod colours;
mod derive;
mod fetch;
mod files;
mod format;
mod icons;
mod job;
mod originals;
mod service;
mod store;
mod strip;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod uploads;
mod views;

use axum::Router;
use origin_platform::{Stores, mount};

pub use fetch::{Fetcher, Hosts, Wanted, unwant, want};
pub use format::{MAX_BYTES, Rejection};
pub use job::job;
pub use originals::{Original, State, keep, list};
pub use store::{Bucket, Hash, Store};

/// The endpoints by which staff give the shop pictures and look after them. Without a
/// place for them they see what there is, and give none. And the files that pages show, for edges that have no such folder.
pub fn router(stores: Stores, store: Option<Store>) -> Router {
    let router = mount(Router::new(), views::list_media);
    let router = mount(router, views::get_media);
    let router = mount(router, uploads::create_media);
    let router = mount(router, uploads::add_part);
    let router = mount(router, uploads::get_upload);
    let router = mount(router, changes::update_media);
    let router = mount(router, changes::delete_media);
    let router = mount(router, attachments::create_attachment);
    let router = mount(router, attachments::delete_attachment);
    let router = mount(router, fetch::create_fetch);
    let router = mount(router, fetch::list_fetches);
    let router = mount(router, fetch::get_picture_hosts);
    let router = mount(router, fetch::update_picture_hosts);
    let router = router.route(files::ROUTE, axum::routing::get(files::get_file));
    router.with_state(service::Service::new(stores, store))
}
