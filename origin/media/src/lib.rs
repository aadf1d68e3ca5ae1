//! Pictures of the merchant's: kept as they were given, and made into the files that pages show (ADR 53).
//!
//! An original is named by the SHA-256 of its bytes. A job makes the widths and formats of it by libvips, in a child
//! process with limits, and writes them where the edge finds the site's files.

mod attachments;
mod changes;
mod child;
mod derive;
mod fetch;
mod folders;
mod format;
mod job;
mod originals;
mod service;
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
pub use folders::Folders;
pub use format::{MAX_BYTES, Rejection};
pub use job::job;
pub use originals::{Hash, Original, State, keep, list};

/// The endpoints by which staff give the shop pictures and look after them. Without folders they see what there is, and
/// give none.
pub fn router(stores: Stores, folders: Option<Folders>) -> Router {
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
    router.with_state(service::Service::new(stores, folders))
}
