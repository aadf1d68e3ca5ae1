//! What the catalogue tells others after a change.

use std::collections::BTreeSet;

use api::Tag;
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED, ProductChanged};
use domain::{ProductId, Slug};
use origin_base::outbox::NewEvent;

/// A product or its prices changed. `collections` are those it is in and those it has just left:
/// the lists of all of them show it, or have to stop showing it.
pub(crate) fn product_changed(product: ProductId, slug: &Slug, collections: &BTreeSet<Slug>) -> NewEvent {
    let mut tags = vec![Tag::product(product), Tag::product_slug(slug), Tag::catalog()];
    tags.extend(collections.iter().map(Tag::collection));
    NewEvent::new(PRODUCT_CHANGED, tags, &ProductChanged { product })
}

/// A collection changed, or how many products it holds.
pub(crate) fn collection_changed(slug: &Slug) -> NewEvent {
    NewEvent::new(COLLECTION_CHANGED, vec![Tag::navigation(), Tag::collection(slug)], &serde_json::json!({}))
}
