//! What the catalogue tells others after a change.

use std::collections::BTreeSet;

use api::Tag;
use api::catalog::VariantDocument;
use api::event::{
    ATTRIBUTE_CHANGED, COLLECTION_CHANGED, PRICES_CHANGED, PRODUCT_CHANGED, PRODUCT_TYPE_CHANGED, PricesChanged,
    ProductChanged, ProductTypeChanged, SEARCH_RULES_CHANGED, VariantPrices,
};
use domain::{ProductId, Slug};
use origin_messaging::outbox::NewEvent;

use crate::store::Versioned;

/// A product changed. `collections` are those it is in and those it has just left: the lists of all
/// of them show it, or have to stop showing it.
pub(crate) fn product_changed(product: ProductId, slug: &Slug, collections: &BTreeSet<Slug>) -> NewEvent {
    let mut tags = vec![Tag::product(product), Tag::product_slug(slug), Tag::price(product), Tag::catalog()];
    tags.extend(collections.iter().map(Tag::collection));
    NewEvent::new(PRODUCT_CHANGED, tags, &ProductChanged { product })
}

/// Nothing of a product changed but its prices: this is how they are now, in the caller's transaction.
pub(crate) fn prices_changed((product, version, document): Versioned) -> NewEvent {
    let prices =
        |variant: VariantDocument| VariantPrices { sku: variant.sku, prices: variant.prices, measure: variant.measure };
    let variants = document.variants.into_iter().map(prices).collect();
    let changed = PricesChanged { product, version, variants };
    NewEvent::new(PRICES_CHANGED, vec![Tag::price(product), Tag::by_price()], &changed)
}

/// A collection changed, or how many products it holds.
pub(crate) fn collection_changed(slug: &Slug) -> NewEvent {
    NewEvent::new(COLLECTION_CHANGED, vec![Tag::navigation(), Tag::collection(slug)], &serde_json::json!({}))
}

/// A collection stands elsewhere than it did, or is new, or gone: pages of those it stood and stands under tell of it.
pub(crate) fn collection_moved<'a>(slug: &Slug, parents: impl IntoIterator<Item = &'a Slug>) -> NewEvent {
    let mut tags = vec![Tag::navigation(), Tag::collection(slug)];
    tags.extend(parents.into_iter().map(Tag::collection));
    NewEvent::new(COLLECTION_CHANGED, tags, &serde_json::json!({}))
}

/// A collection has another address. Both are those of pages and lists.
pub(crate) fn collection_renamed(before: &Slug, after: &Slug) -> NewEvent {
    let tags = vec![Tag::navigation(), Tag::collection(before), Tag::collection(after)];
    NewEvent::new(COLLECTION_CHANGED, tags, &serde_json::json!({}))
}

/// Staff declared by what lists are narrowed.
pub(crate) fn attribute_changed() -> NewEvent {
    NewEvent::new(ATTRIBUTE_CHANGED, vec![Tag::attributes()], &serde_json::json!({}))
}

/// Staff made, changed or deleted a type of products. No page shows any of it.
pub(crate) fn product_type_changed(handle: &Slug) -> NewEvent {
    NewEvent::new(PRODUCT_TYPE_CHANGED, Vec::new(), &ProductTypeChanged { product_type: handle.clone() })
}

/// Staff said what searches find.
pub(crate) fn search_rules_changed() -> NewEvent {
    NewEvent::new(SEARCH_RULES_CHANGED, vec![Tag::search()], &serde_json::json!({}))
}
