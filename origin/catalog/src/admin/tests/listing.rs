//! Looking for products.

use super::*;
use crate::testing::{mug, plain};
use api::catalog::admin::ListAdminProducts;

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
