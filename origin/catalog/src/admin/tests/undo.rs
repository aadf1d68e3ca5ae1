//! What was changed at once is taken back at once, and only from what that made of it.

use super::*;
use crate::testing::plain;
use api::catalog::UpdateVariant;
use api::catalog::admin::{CreateProductUndo, ProductChange, ProductVersion, UpdateProducts};
use api::problem::Code;
use serde_json::json;

fn undo(saved: &[&ProductSaved]) -> CreateProductUndo {
    let version = |one: &&ProductSaved| ProductVersion { product: one.id, version: IfMatch::Version(one.version) };
    CreateProductUndo { products: saved.iter().map(version).collect() }
}

/// Takes a bowl and a plate off sale and prices both anew.
async fn changed(shop: &Shop) -> Vec<ProductSaved> {
    let mut changes = Vec::new();
    for name in ["bowl", "plate"] {
        let saved = created(shop, plain(name, 300)).await;
        let mut variants = kept(shop, saved.id).await.product.variants;
        variants[0].prices[0].amount_minor = 250;
        let change = ProductInput { variants: Some(variants), ..status(ProductStatus::Draft) };
        changes.push(ProductChange { product: saved.id, version: IfMatch::Version(saved.version), change });
    }
    shop.as_staff(&UpdateProducts { changes }).await.expect("both are as they were read")
}

async fn state(shop: &Shop, saved: &ProductSaved) -> (i64, ProductStatus) {
    let product = kept(shop, saved.id).await.product;
    (product.variants[0].prices[0].amount_minor, product.status)
}

#[tokio::test]
async fn a_change_of_several_is_taken_back_and_that_too() {
    let shop = Shop::open().await;
    let saved = changed(&shop).await;
    let both = undo(&[&saved[0], &saved[1]]);
    let undone = shop.as_staff(&both).await.expect("nobody else has changed them");
    for one in &undone {
        assert_eq!(state(&shop, one).await, (300, ProductStatus::Active));
    }
    assert_eq!(shop.as_staff(&both).await.expect_err("that was yesterday's version").code, Code::VersionOutdated);
    let again = shop.as_staff(&undo(&[&undone[0]])).await.expect("a change as any other");
    assert_eq!(state(&shop, &again[0]).await, (250, ProductStatus::Draft));
    assert_eq!(state(&shop, &undone[1]).await, (300, ProductStatus::Active));
}

#[tokio::test]
async fn nothing_is_taken_back_of_what_somebody_else_has_changed_or_of_anything_more() {
    let shop = Shop::open().await;
    let saved = changed(&shop).await;
    let price = json!({ "sku": "PLATE", "prices": [{ "currency": "EUR", "amount_minor": 700 }] });
    shop.as_staff(&serde_json::from_value::<UpdateVariant>(price).expect("a price")).await.expect("priced");
    let both = undo(&[&saved[0], &saved[1]]);
    assert_eq!(shop.as_staff(&both).await.expect_err("the plate was priced").code, Code::VersionOutdated);
    assert_eq!(state(&shop, &saved[0]).await, (250, ProductStatus::Draft), "all of them or none");

    // By the version of now, too: the log knows another plate.
    let version = kept(&shop, saved[1].id).await.version;
    let plate = ProductSaved { version, ..saved[1].clone() };
    assert_eq!(shop.as_staff(&undo(&[&plate])).await.expect_err("another").code, Code::InvalidField);
    let renamed = shop.as_staff(&update(&saved[0], slug("dish"))).await.expect("renamed");
    let refused = shop.as_staff(&undo(&[&renamed])).await.expect_err("an address is not taken back");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("products[0]")));
    let new = created(&shop, plain("pot", 300)).await;
    assert_eq!(shop.as_staff(&undo(&[&new])).await.expect_err("it was made").code, Code::InvalidField);

    let any = CreateProductUndo { products: vec![ProductVersion { product: new.id, version: IfMatch::Any }] };
    for request in [undo(&[]), undo(&[&new, &new]), any] {
        let refused = shop.as_staff(&request).await.expect_err("not to be taken back");
        assert!(refused.field.is_some_and(|field| field.starts_with("products")));
    }
}
