//! Edits of products that somebody has chosen, on real stores.

use api::catalog::admin::ProductVersion;
use api::endpoint::if_match::IfMatch;
use uuid::Uuid;

use super::*;

/// The products of a shop as they are now, by their addresses.
async fn chosen(shop: &Shop) -> Vec<ProductVersion> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as("select id, prices_version from catalog.products order by slug")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    let named = |(id, version)| ProductVersion { product: ProductId(id), version: IfMatch::Version(version) };
    rows.into_iter().map(named).collect()
}

const fn edit_of(products: Vec<ProductVersion>, change: BulkChange) -> CreateBulkEdit {
    CreateBulkEdit { status: None, q: None, collection: None, change, products }
}

#[tokio::test]
async fn what_was_chosen_is_changed_at_once_listed_and_taken_back_as_any_other() {
    let shop = shop_of(4).await;
    let three = chosen(&shop).await.split_off(1);
    shop.forget_events().await;
    let edit = shop.as_staff(&edit_of(three, CHEAPER)).await.expect("they are as they were read");
    assert_eq!((edit.state, edit.products, edit.progress.changed), (BulkEditState::Done, 3, 3));
    assert_eq!(prices(&shop).await, [(850, 3), (1000, 1)]);
    assert_eq!(shop.told().await.len(), 3, "each product is told of once");
    assert!(!step(&shop.stores.db).await.expect("PostgreSQL is up"), "nothing is left to do");
    let entries = audit::entries(&shop.stores.db, None, None, 300).await.expect("PostgreSQL is up");
    assert_eq!(entries.iter().filter(|entry| entry.subject.starts_with("product ")).count(), 3);
    let listed = shop.as_staff(&ListBulkEdits {}).await.expect("listed");
    assert_eq!(listed.iter().map(|one| (one.id, one.state)).collect::<Vec<_>>(), [(edit.id, BulkEditState::Done)]);

    // Somebody prices one of them: that stays.
    let price = json!({ "sku": "LAMP-003", "prices": [{ "currency": "EUR", "amount_minor": 700 }] });
    let price: api::catalog::UpdateVariant = serde_json::from_value(price).expect("a price");
    shop.as_staff(&price).await.expect("priced");
    tell(&shop, &edit, Undo).await;
    let undone = run(&shop, &edit).await;
    assert_eq!((undone.state, undone.progress.undone, undone.progress.refused), (BulkEditState::Undone, 2, 1));
    assert_eq!(prices(&shop).await, [(700, 1), (1000, 3)]);
}

#[tokio::test]
async fn all_that_were_chosen_are_changed_or_none_and_none_is_noted() {
    let shop = shop_of(2).await;
    let both = chosen(&shop).await;
    let old = vec![both[0].clone(), ProductVersion { version: IfMatch::Version(0), ..both[1].clone() }];
    let refused = shop.as_staff(&edit_of(old, CHEAPER)).await.expect_err("one of them was changed");
    assert_eq!(refused.code, Code::VersionOutdated);
    let gone = ProductVersion { product: ProductId(Uuid::now_v7()), version: IfMatch::Any };
    let refused = shop.as_staff(&edit_of(vec![both[0].clone(), gone], CHEAPER)).await.expect_err("one is not there");
    assert_eq!(refused.code, Code::ProductNotFound);
    let twice = edit_of(vec![both[0].clone(), both[0].clone()], CHEAPER);
    let filtered = CreateBulkEdit { q: Some("lamp".to_owned()), ..edit_of(both.clone(), CHEAPER) };
    let nowhere = BulkChange::Into { collection: "nowhere".parse().expect("a slug") };
    let cases = [(twice, "products"), (filtered, "products"), (edit_of(both, nowhere), "change.collection")];
    for (edit, field) in cases {
        let refused = shop.as_staff(&edit).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)));
    }
    assert_eq!(prices(&shop).await, [(1000, 2)]);
    assert!(shop.as_staff(&ListBulkEdits {}).await.expect("listed").is_empty());
}
