//! Types as files bring them, and as files name them.

use std::collections::HashMap;

use api::catalog::product_types::ProductTypeDocument;

use super::super::{name_types, product_type_names};
use super::*;
use crate::{exported_product_types, insert_product_types};

#[tokio::test]
async fn an_export_s_types_are_made_where_they_are_not_and_changed_nowhere() {
    let (here, there) = (Shop::open().await, Shop::open().await);
    here.as_staff(&mug_type()).await.expect("a good type");
    let types = exported_product_types(&here.stores.db).await.expect("it is up");
    let insert = async |shop: &Shop, types: &[ProductTypeDocument]| {
        let mut tx = shop.stores.db.begin().await.expect("it is up");
        let outcomes = insert_product_types(&mut tx, types).await.expect("it takes it");
        tx.commit().await.expect("it is up");
        outcomes
    };
    assert_eq!(insert(&there, &types).await, [Outcome::New]);
    assert_eq!(exported_product_types(&there.stores.db).await.expect("it is up"), types);
    let mut other = types.clone();
    other[0].attributes.clear();
    assert_eq!(insert(&there, &other).await, [Outcome::Unchanged]);
    assert_eq!(exported_product_types(&there.stores.db).await.expect("it is up"), types);
    other[0].handle = "other".parse().unwrap();
    assert!(matches!(&insert(&there, &other).await[..], [Outcome::Refused(reason)] if reason.contains("name")));
}

#[tokio::test]
async fn a_type_can_ask_for_the_brand_and_be_read_where_no_product_has_one() {
    let (here, there) = (Shop::open().await, Shop::open().await);
    let kind = shop_refuses(&here, new_type("hat", vec![made("brand", true, PropertyKind::Number, "")])).await;
    assert_eq!(kind.as_deref(), Some("attributes[0].kind"));
    let hat = here.as_staff(&new_type("hat", vec![asks("brand", true)])).await.expect("every product can have one");
    assert_eq!(hat.attributes[0].kind, Some(PropertyKind::Term));
    let long = "the unit that the first product with it brought along";
    let coat = made("warmth", true, PropertyKind::Number, long);
    let label = Localized::same("Warmth").with(Locale::De, "Wärme, ".repeat(20));
    let coat = AskedAttribute { label: Some(label), ..coat };
    here.as_staff(&new_type("coat", vec![coat])).await.expect("attributes are called so");
    let types = exported_product_types(&here.stores.db).await.expect("it is up");
    let mut tx = there.stores.db.begin().await.expect("it is up");
    let outcomes = insert_product_types(&mut tx, &types).await.expect("it takes it");
    tx.commit().await.expect("it is up");
    assert_eq!(outcomes, [Outcome::New, Outcome::New]);
    assert_eq!(exported_product_types(&there.stores.db).await.expect("it is up"), types);
}

/// The field for which a type is refused.
async fn shop_refuses(shop: &Shop, one: CreateProductType) -> Option<String> {
    shop.as_staff(&one).await.expect_err("it cannot be").field
}

#[tokio::test]
async fn files_of_others_say_types_by_name_and_take_none_away() {
    let shop = Shop::open().await;
    let name = Localized::same("Drinking Mug").with(Locale::De, "Trinkbecher");
    shop.as_staff(&CreateProductType { name, ..mug_type() }).await.expect("a good type");
    shop.upsert(&[typed("kept", ProductStatus::Draft, BTreeMap::new())]).await;
    let names = |slug: &str, names: &[&str]| {
        (slug.parse().expect("a slug"), names.iter().map(|&name| name.to_owned()).collect::<Vec<String>>())
    };
    let said = HashMap::from([
        names("english", &["DRINKING mug"]),
        names("german", &["Unknown", " trinkbecher "]),
        names("handle", &["mug"]),
        names("none", &["Hat\0", ""]),
        names("kept", &[]),
    ]);
    let slugs = ["english", "german", "handle", "none", "kept", "silent"];
    let mut products: Vec<ProductDocument> = slugs.iter().map(|slug| plain(slug, 100)).collect();
    let mut tx = shop.stores.db.begin().await.expect("it is up");
    name_types(&mut tx, &mut products, &said).await.expect("it is up");
    let found: Vec<Option<&str>> = products.iter().map(|one| one.product_type.as_ref().map(Slug::as_str)).collect();
    assert_eq!(found, [Some("mug"), Some("mug"), Some("mug"), None, Some("mug"), None]);
    let names = product_type_names(&mut *tx).await.expect("it is up");
    let german = names.values().map(|name| name.get(Locale::De)).collect::<Vec<_>>();
    assert_eq!(german, ["Trinkbecher"]);
}
