//! Looking for products.

use super::*;
use crate::testing::{collection, mug, plain};
use api::catalog::admin::ListAdminProducts;
use api::problem::Code;
use domain::Slug;

async fn found(shop: &Shop, status: Option<ProductStatus>, q: &str) -> Vec<String> {
    let request = ListAdminProducts { status, q: Some(q.to_owned()), ..ListAdminProducts::default() };
    let page = shop.as_staff(&request).await.expect("a page");
    page.products.into_iter().map(|product| product.slug.into()).collect()
}

#[tokio::test]
async fn products_are_found_by_status_by_words_and_by_sku() {
    let shop = Shop::open().await;
    created(&shop, mug()).await;
    created(&shop, ProductDocument { status: ProductStatus::Draft, ..plain("tea-bowl", 300) }).await;
    created(&shop, ProductDocument { brand: "Haferkamp".into(), ..plain("plate", 300) }).await;
    let all = ["plate", "tea-bowl", "harbour-mug"];
    assert_eq!(found(&shop, None, "").await, all, "the newest first");
    assert_eq!(found(&shop, None, "  ").await, all);
    assert_eq!(found(&shop, Some(ProductStatus::Draft), "").await, ["tea-bowl"]);
    assert_eq!(found(&shop, Some(ProductStatus::Archived), "").await, [""; 0]);
    for (q, expected) in [
        ("harb", &["harbour-mug"][..]),
        ("HAFENBECH", &["harbour-mug"]),
        ("mug harbour", &["harbour-mug"]),
        ("tea-bowl", &["tea-bowl"]),
        ("bowl", &["tea-bowl"]),
        ("hafer", &["plate"]),
        ("MUG-OAT", &["harbour-mug"]),
        ("mug-oat", &[]),
        ("harbour bowl", &[]),
        ("–", &[]),
        ("'); drop table x", &[]),
    ] {
        assert_eq!(found(&shop, None, q).await, expected, "{q}");
    }
    assert_eq!(found(&shop, Some(ProductStatus::Active), "bowl").await, [""; 0]);

    let request = ListAdminProducts { q: Some("harbour".to_owned()), ..ListAdminProducts::default() };
    let page = shop.as_staff(&request).await.expect("a page");
    let card = &page.products[0];
    assert_eq!((card.variants, card.brand.as_str(), card.title.en.as_str()), (2, "Selvedge", "Harbour mug"));
    assert_eq!(card.picture.as_deref(), Some("products/harbour-mug-oat"));
    assert_eq!(card.version, kept(&shop, card.id).await.version);
}

#[tokio::test]
async fn what_is_in_a_collection_is_listed_and_counted_on_sale_or_not() {
    let shop = Shop::open().await;
    shop.upsert_collections(&[collection("bath", "Bath")]).await;
    let (table, bath): (Slug, Slug) = ("table".parse().expect("a slug"), "bath".parse().expect("a slug"));
    let of = |status, slug: &str, collections: &[&Slug]| ProductDocument {
        status,
        collections: collections.iter().copied().cloned().collect(),
        ..plain(slug, 300)
    };
    shop.upsert(&[
        of(ProductStatus::Active, "tea-bowl", &[&table, &bath]),
        of(ProductStatus::Draft, "rice-bowl", &[&bath]),
        of(ProductStatus::Archived, "soap", &[&bath, &table]),
        of(ProductStatus::Active, "plate", &[&table]),
        of(ProductStatus::Draft, "spoon", &[]),
    ])
    .await;
    for (status, q, expected) in [
        (None, "", &["soap", "rice-bowl", "tea-bowl"][..]),
        (Some(ProductStatus::Active), "", &["tea-bowl"]),
        (Some(ProductStatus::Draft), "", &["rice-bowl"]),
        (None, "bowl", &["rice-bowl", "tea-bowl"]),
        (Some(ProductStatus::Active), "bowl", &["tea-bowl"]),
        (None, "SOAP", &["soap"]),
        (None, "PLATE", &[]),
        (None, "spoon", &[]),
    ] {
        let asked = ListAdminProducts { status, q: Some(q.to_owned()), collection: Some(bath.clone()), after: None };
        let page = shop.as_staff(&asked).await.expect("a page");
        let slugs: Vec<&str> = page.products.iter().map(|product| product.slug.as_str()).collect();
        assert_eq!((slugs.as_slice(), page.in_collection), (expected, Some(3)), "{status:?} {q}");
    }
    assert_eq!(shop.as_staff(&ListAdminProducts::default()).await.expect("a page").in_collection, None);
    let nowhere = ListAdminProducts { collection: "nowhere".parse().ok(), ..ListAdminProducts::default() };
    assert_eq!(shop.as_staff(&nowhere).await.expect_err("there is none").code, Code::CollectionNotFound);
}

#[tokio::test]
async fn pages_of_a_collection_hold_what_is_on_sale_and_what_is_not_once() {
    let shop = Shop::open().await;
    let products: Vec<_> = (0..120)
        .map(|number| {
            let status = if number % 3 == 0 { ProductStatus::Draft } else { ProductStatus::Active };
            ProductDocument { status, ..plain(&format!("p{number:03}"), 100) }
        })
        .collect();
    shop.upsert(&products).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let asked = ListAdminProducts { collection: "table".parse().ok(), after, ..ListAdminProducts::default() };
        let page = shop.as_staff(&asked).await.expect("a page");
        assert_eq!(page.in_collection, after.is_none().then_some(120));
        seen.extend(page.products.into_iter().map(|product| String::from(product.slug)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<String> = products.iter().rev().map(|product| product.slug.to_string()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn pages_hold_every_product_once() {
    let shop = Shop::open().await;
    let products: Vec<_> = (0..120).map(|number| plain(&format!("p{number:03}"), 100)).collect();
    shop.upsert(&products).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = shop.as_staff(&ListAdminProducts { after, ..Default::default() }).await.expect("a page");
        assert!(page.products.len() <= 50);
        seen.extend(page.products.into_iter().map(|product| String::from(product.slug)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected: Vec<String> = products.iter().rev().map(|product| product.slug.to_string()).collect();
    assert_eq!(seen, expected);
}
