//! Addresses that lead to a product.

use super::*;
use crate::testing::plain;
use api::catalog::GetProduct;
use api::catalog::admin::{CreateProductAddress, DeleteProductAddress};
use api::event::PRODUCT_CHANGED;
use api::problem::Code;
use domain::Market;

async fn led(shop: &Shop, slug: &str) -> Result<String, Code> {
    let slug = slug.parse().expect("a slug");
    let found = shop.client.call(&GetProduct { slug, market: Market::Eu }).await;
    found.map(|product| product.slug.to_string()).map_err(|problem| problem.code)
}

#[tokio::test]
async fn an_address_leads_to_a_product_until_it_is_taken_away() {
    let shop = Shop::open().await;
    let bowl = created(&shop, plain("bowl", 300)).await;
    let plate = created(&shop, plain("plate", 300)).await;
    let address = |product: &ProductSaved, slug: &str| CreateProductAddress {
        product: product.id,
        slug: slug.parse().expect("a slug"),
    };
    shop.forget_events().await;
    let view = shop.as_staff(&address(&bowl, "old-bowl")).await.expect("it is free");
    assert_eq!(view.former_slugs.len(), 1);
    let told = shop.told().await;
    assert!(
        told.iter().any(|(subject, tags, _)| {
            subject == PRODUCT_CHANGED && tags.iter().any(|tag| tag.contains("old-bowl"))
        })
    );
    assert_eq!(led(&shop, "old-bowl").await.as_deref(), Ok("bowl"));
    shop.as_staff(&address(&bowl, "old-bowl")).await.expect("it leads there already");
    for (product, slug, said) in [
        (&plate, "old-bowl", "leads to “bowl” already"),
        (&plate, "bowl", "the address of a product"),
        (&plate, "plate", "the address of a product"),
    ] {
        let refused = shop.as_staff(&address(product, slug)).await.expect_err("taken");
        assert_eq!(refused.code, Code::SlugTaken);
        assert!(refused.detail.contains(said), "{}", refused.detail);
    }
    // What was at an address that is gone can lead to what is there instead.
    shop.as_staff(&delete(&plate)).await.expect("deleted");
    assert_eq!(led(&shop, "plate").await, Err(Code::ProductGone));
    shop.as_staff(&address(&bowl, "plate")).await.expect("nobody's any more");
    assert_eq!(led(&shop, "plate").await.as_deref(), Ok("bowl"));
    let away = DeleteProductAddress { product: bowl.id, slug: "old-bowl".parse().expect("a slug") };
    assert_eq!(shop.as_staff(&away).await.expect("it led there").former_slugs.len(), 1);
    assert_eq!(led(&shop, "old-bowl").await, Err(Code::ProductNotFound));
    assert_eq!(shop.as_staff(&away).await.expect_err("it does not").code, Code::NotFound);
}
