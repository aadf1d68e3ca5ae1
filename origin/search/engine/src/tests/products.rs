//! Products to search for, of the engine and of the service above it.

use api::catalog::ProductDocument;
use domain::ProductId;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::Index;

pub fn id(number: u128) -> ProductId {
    ProductId(Uuid::from_u128(number))
}

pub fn product(json: serde_json::Value) -> ProductDocument {
    serde_json::from_value(json).expect("a product")
}

pub fn plain(slug: &str, title: &str) -> ProductDocument {
    product(json!({ "slug": slug, "title": { "en": title }, "variants": [{ "sku": slug }] }))
}

pub fn harbour_mug() -> ProductDocument {
    product(json!({
        "slug": "harbour-mug",
        "title": { "en": "Harbour mug", "de": "Becher „Hafen“" },
        "summary": { "en": "Stoneware with a handle for three fingers.", "de": "Steinzeug mit Henkel für drei Finger." },
        "description": { "en": "Iron in the clay <b>speckles</b> the glaze.", "de": "Eisen sprenkelt die Glasur." },
        "brand": "Kleiwarft",
        "collections": ["table"],
        "attributes": { "material": "Feldspar", "dishwasher_safe": true, "capacity_ml": 300 },
        "options": [{ "code": "colour", "label": { "en": "Colour", "de": "Farbe" }, "values": [
            { "code": "oat", "label": { "en": "Oat", "de": "Hafer" } },
            { "code": "ink", "label": { "en": "Ink", "de": "Tinte" } },
        ] }],
        "media": [{ "path": "products/harbour-mug", "alt": { "en": "A mug", "de": "Ein Becher" }, "width": 4, "height": 5 }],
        "variants": [
            { "sku": "TBL-MUG-OAT", "gtin": "0095205603217", "options": { "colour": "oat" }, "prices": [
                { "currency": "EUR", "amount_minor": 2400, "compare_at_minor": 2900 },
                { "currency": "USD", "amount_minor": 2600 },
            ] },
            { "sku": "TBL-MUG-INK", "options": { "colour": "ink" }, "prices": [
                { "currency": "EUR", "amount_minor": 2200 }, { "currency": "USD", "amount_minor": 2600 },
            ] },
        ],
    }))
}

/// An index of products, each with prices of version 7, in a folder of its own.
pub fn index_of(products: &[(ProductId, ProductDocument)]) -> (TempDir, Index) {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path()).expect("an empty index");
    let mut writer = index.writer().expect("nobody else writes");
    let products: Vec<_> = products.iter().cloned().map(|(id, product)| (id, 7, product)).collect();
    writer.upsert(&products).expect("room on the disk");
    writer.commit().expect("room on the disk");
    (dir, index)
}
