//! Staff at work on real stores, through the router.

mod addresses;
mod attributes;
mod collection_addresses;
mod collection_tree;
mod collections;
mod listing;
mod order;
mod products;
mod search_rules;
mod undo;
mod writers;

use api::catalog::ProductDocument;
use api::catalog::admin::{
    AdminProductView, CreateProduct, DeleteProduct, GetAdminProduct, ProductInput, ProductSaved, UpdateProduct,
};
use api::endpoint::if_match::IfMatch;
use domain::ProductId;
use domain::catalog::ProductStatus;

use crate::testing::Shop;

/// All that a document says, said to the API.
fn input(document: ProductDocument) -> ProductInput {
    ProductInput {
        slug: Some(document.slug),
        status: Some(document.status),
        on_sale: Some(document.on_sale),
        product_type: document.product_type.map(String::from),
        title: Some(document.title),
        summary: Some(document.summary),
        description: Some(document.description),
        brand: Some(document.brand),
        collections: Some(document.collections),
        attributes: Some(document.attributes),
        safety: Some(document.safety),
        released_on: document.released_on,
        options: Some(document.options),
        media: Some(document.media),
        variants: Some(document.variants),
    }
}

async fn created(shop: &Shop, document: ProductDocument) -> ProductSaved {
    shop.as_staff(&CreateProduct { product: input(document) }).await.expect("a good product")
}

async fn kept(shop: &Shop, product: ProductId) -> AdminProductView {
    shop.as_staff(&GetAdminProduct { product }).await.expect("it is there")
}

fn update(saved: &ProductSaved, change: ProductInput) -> UpdateProduct {
    UpdateProduct { product: saved.id, if_match: Some(IfMatch::Version(saved.version)), change }
}

fn delete(saved: &ProductSaved) -> DeleteProduct {
    DeleteProduct { product: saved.id, if_match: Some(IfMatch::Version(saved.version)) }
}

fn status(status: ProductStatus) -> ProductInput {
    ProductInput { status: Some(status), ..ProductInput::default() }
}

fn slug(slug: &str) -> ProductInput {
    ProductInput { slug: Some(slug.parse().expect("a slug")), ..ProductInput::default() }
}

fn brand(brand: &str) -> ProductInput {
    ProductInput { brand: Some(brand.to_owned()), ..ProductInput::default() }
}
