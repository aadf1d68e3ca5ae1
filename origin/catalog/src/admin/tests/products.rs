//! The life of a product, from draft to gone.

use super::*;
use crate::testing::{euro, mug, plain};
use api::catalog::{GetProduct, ListAddresses, ListProducts, VariantDocument};
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED};
use api::problem::{Code, Problem};
use domain::Market;
use domain::catalog::{Localized, OptionAxis, OptionValue};
use origin_platform::audit::{Chain, entries, verify};
use serde_json::{Value, json};

async fn seen(shop: &Shop, slug: &str) -> Result<String, Code> {
    let get = GetProduct { slug: slug.parse().unwrap(), market: Market::Eu };
    let seen: Result<_, Problem> = shop.client.call(&get).await;
    seen.map(|product| product.slug.into()).map_err(|problem| problem.code)
}

async fn listed(shop: &Shop, collection: Option<&str>) -> (u64, Vec<String>) {
    let collection = collection.map(|slug| slug.parse().unwrap());
    let request = ListProducts { market: Market::Eu, collection, sort: Default::default(), page: 1 };
    let page = shop.client.call(&request).await.expect("a page");
    (page.total, page.items.into_iter().map(|card| card.slug.into()).collect())
}

fn tags(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn a_draft_goes_on_sale_is_hidden_and_deleted() {
    let shop = Shop::open().await;
    let made = created(&shop, ProductDocument { status: ProductStatus::Draft, ..mug() }).await;
    assert_eq!((made.slug.as_str(), made.status), ("harbour-mug", ProductStatus::Draft));
    assert_eq!(seen(&shop, "harbour-mug").await, Err(Code::ProductNotFound));
    assert_eq!(listed(&shop, None).await, (0, vec![]));
    let view = kept(&shop, made.id).await;
    assert_eq!((view.version, view.product), (made.version, ProductDocument { status: ProductStatus::Draft, ..mug() }));
    shop.told().await;

    let on_sale = shop.as_staff(&update(&made, status(ProductStatus::Active))).await.expect("it may be sold");
    assert!(on_sale.version > made.version);
    assert_eq!(seen(&shop, "harbour-mug").await.as_deref(), Ok("harbour-mug"));
    assert_eq!(listed(&shop, Some("table")).await, (1, vec!["harbour-mug".to_owned()]));
    let (product, prices) = (format!("p:{}", made.id), format!("pr:{}", made.id));
    let of_product = tags(&[&product, "ps:harbour-mug", &prices, "catalog", "c:table"]);
    let of_table = (COLLECTION_CHANGED.to_owned(), tags(&["nav", "c:table"]), false);
    let of_mug = |hard| (PRODUCT_CHANGED.to_owned(), of_product.clone(), hard);
    assert_eq!(shop.told().await, [of_mug(false), of_table.clone()]);

    let hidden = shop.as_staff(&update(&on_sale, status(ProductStatus::Archived))).await.expect("it may be hidden");
    assert_eq!(seen(&shop, "harbour-mug").await, Err(Code::ProductNotFound));
    assert_eq!(listed(&shop, Some("table")).await, (0, vec![]));
    assert_eq!(shop.told().await, [of_mug(true), of_table.clone()], "hard, so that nothing old is shown");

    let again = shop.as_staff(&update(&hidden, status(ProductStatus::Active))).await.expect("it comes back");
    shop.told().await;
    shop.as_staff(&delete(&again)).await.expect("deleted");
    assert_eq!(shop.told().await, [of_mug(true), of_table]);
    assert_eq!(seen(&shop, "harbour-mug").await, Err(Code::ProductGone));
    assert_eq!((listed(&shop, None).await, listed(&shop, Some("table")).await), ((0, vec![]), (0, vec![])));
    let addresses = shop.client.call(&ListAddresses {}).await.expect("they are there");
    assert!(addresses.iter().all(|entry| entry.path != "/products/harbour-mug"));
    assert_eq!(crate::documents(&shop.stores.db, &[made.id]).await.unwrap(), []);
    let absent = shop.as_staff(&GetAdminProduct { product: made.id }).await.expect_err("deleted");
    assert_eq!(absent.code, Code::ProductNotFound);

    // Its SKUs and its address are free again.
    created(&shop, mug()).await;
    assert_eq!(seen(&shop, "harbour-mug").await.as_deref(), Ok("harbour-mug"));
    assert_eq!(listed(&shop, None).await.0, 1);
}

#[tokio::test]
async fn a_former_address_leads_to_the_new_one_for_good() {
    let shop = Shop::open().await;
    let made = created(&shop, mug()).await;
    shop.told().await;
    let renamed = shop.as_staff(&update(&made, slug("port-mug"))).await.expect("a free address");
    assert_eq!(renamed.slug.as_str(), "port-mug");
    let told = shop.told().await;
    for slug in ["ps:harbour-mug", "ps:port-mug"] {
        assert!(told.iter().any(|(_, tags, _)| tags.iter().any(|tag| tag == slug)), "{slug}: {told:?}");
    }
    assert_eq!(seen(&shop, "port-mug").await.as_deref(), Ok("port-mug"));
    assert_eq!(seen(&shop, "harbour-mug").await.as_deref(), Ok("port-mug"));
    let view = kept(&shop, made.id).await;
    assert_eq!((view.version, view.product.slug.as_str()), (renamed.version, "port-mug"));
    assert_eq!(view.former_slugs, std::slice::from_ref(&made.slug));

    let twice = ProductInput { brand: Some("Kleiwarft".into()), ..slug("quay-mug") };
    let twice = shop.as_staff(&update(&renamed, twice)).await.expect("renamed and changed at once");
    for former in ["harbour-mug", "port-mug"] {
        assert_eq!(seen(&shop, former).await.as_deref(), Ok("quay-mug"), "{former}");
    }
    let back = shop.as_staff(&update(&twice, slug("harbour-mug"))).await.expect("its own of before");
    assert_eq!(seen(&shop, "harbour-mug").await.as_deref(), Ok("harbour-mug"));
    assert_eq!(kept(&shop, made.id).await.former_slugs.len(), 2);

    // Off sale it is nowhere, and a new product at a former address counts before the old one.
    let hidden = shop.as_staff(&update(&back, status(ProductStatus::Draft))).await.expect("hidden");
    assert_eq!(seen(&shop, "quay-mug").await, Err(Code::ProductNotFound));
    created(&shop, plain("port-mug", 100)).await;
    let taken = shop.as_staff(&update(&hidden, slug("port-mug"))).await.expect_err("another has it");
    assert_eq!((taken.code, taken.field.as_deref()), (Code::SlugTaken, Some("change.slug")));
    let taken = shop.as_staff(&CreateProduct { product: input(mug()) }).await.expect_err("it is there");
    assert_eq!((taken.code, taken.field.as_deref()), (Code::SlugTaken, Some("product.slug")));
    shop.as_staff(&delete(&hidden)).await.expect("deleted");
    assert_eq!(seen(&shop, "port-mug").await.as_deref(), Ok("port-mug"));
    for gone in ["harbour-mug", "quay-mug"] {
        assert_eq!(seen(&shop, gone).await, Err(Code::ProductGone), "{gone}");
    }
}

/// A product of 500 variants: 20 widths by 25 lengths.
fn large() -> ProductDocument {
    let axis = |code: &str, values: u32| OptionAxis {
        code: code.to_owned(),
        label: Localized::same(code),
        values: (0..values)
            .map(|value| OptionValue {
                code: value.to_string(),
                label: Localized::same(value.to_string()),
                swatch: None,
            })
            .collect(),
    };
    let base = plain("ribbon", 100);
    let variant = |number: u32| VariantDocument {
        sku: format!("RIBBON-{number}").parse().expect("a SKU"),
        options: [("width", number / 25), ("length", number % 25)]
            .map(|(axis, value)| (axis.to_owned(), value.to_string()))
            .into(),
        prices: vec![euro(100 + i64::from(number), None)],
        ..base.variants[0].clone()
    };
    let variants = (0..500).map(variant).collect();
    ProductDocument { options: vec![axis("width", 20), axis("length", 25)], variants, ..base }
}

#[tokio::test]
async fn a_product_of_500_variants_is_saved_at_once_or_not_at_all() {
    let shop = Shop::open().await;
    let request = api::endpoint::request_of(&CreateProduct { product: input(large()) });
    assert!(request.body().len() < api::site::MAX_STAFF_BODY / 2, "{} bytes", request.body().len());
    let made = created(&shop, large()).await;
    assert_eq!(kept(&shop, made.id).await.product, large());

    let mut spoilt = large().variants;
    spoilt[499].prices[0].amount_minor = -1;
    spoilt[0].prices[0].amount_minor = 7;
    let spoilt = ProductInput { variants: Some(spoilt), ..ProductInput::default() };
    let refused = shop.as_staff(&update(&made, spoilt)).await.expect_err("one of them is no price");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("change")));
    assert!(refused.detail.contains("RIBBON-499"), "{}", refused.detail);
    assert_eq!((kept(&shop, made.id).await.product, kept(&shop, made.id).await.version), (large(), made.version));

    // Of one that changes, the log says that one and no more.
    let mut one = large().variants;
    one[7].prices[0].amount_minor = 7;
    let one = ProductInput { variants: Some(one), ..ProductInput::default() };
    shop.as_staff(&update(&made, one)).await.expect("a good price");
    let newest = entries(&shop.stores.db, None, None, 1).await.expect("PostgreSQL is up");
    let after = newest[0].after.as_ref().expect("what it has become");
    let skus: Vec<&Value> = after["variants"].as_array().expect("a list").iter().map(|v| &v["sku"]).collect();
    assert_eq!(skus, [&json!("RIBBON-7")]);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_leaves_nothing() {
    let shop = Shop::open().await;
    created(&shop, plain("bowl", 300)).await;
    shop.forget_events().await;
    let refused = async |spoil: &dyn Fn(&mut ProductDocument), reason: &str| {
        let mut document = mug();
        spoil(&mut document);
        let problem = shop.as_staff(&CreateProduct { product: input(document) }).await.expect_err(reason);
        assert_eq!(problem.code, Code::InvalidField);
        assert!(problem.detail.contains(reason), "{}", problem.detail);
    };
    refused(&|product| product.variants[0].sku = "BOWL".parse().unwrap(), "belongs to product “bowl”").await;
    refused(&|product| product.collections = vec!["attic".parse().unwrap()], "no collection “attic”").await;
    refused(&|product| product.title.en = " ".into(), "title").await;
    refused(&|product| product.variants.clear(), "at least one variant").await;
    refused(&|product| product.media[0].path = "https://evil.example/a".into(), "path").await;
    refused(&|product| product.variants[0].on_hand = Some(3), "/v1/admin/stock/").await;
    assert_eq!(listed(&shop, None).await, (1, vec!["bowl".to_owned()]));
    assert_eq!(shop.forget_events().await, []);
    let log = entries(&shop.stores.db, None, None, 9).await.expect("PostgreSQL is up");
    assert_eq!(log.len(), 1, "the bowl");
}

#[tokio::test]
async fn every_change_is_in_the_audit_log_and_one_that_changes_nothing_is_not() {
    let shop = Shop::open().await;
    let made = created(&shop, plain("bowl", 300)).await;
    let same = shop.as_staff(&update(&made, ProductInput::default())).await.expect("nothing to do");
    assert_eq!(same, made, "no new version");
    let changed = shop.as_staff(&update(&same, brand("Kleiwarft"))).await.expect("changed");
    let prices =
        api::catalog::UpdateVariant { sku: "BOWL".parse().unwrap(), prices: vec![euro(250, None)], on_hand: None };
    shop.as_staff(&prices).await.expect("a price");
    let stale = shop.as_staff(&delete(&changed)).await.expect_err("the price is newer");
    assert_eq!(stale.code, Code::VersionOutdated);
    let any = DeleteProduct { product: made.id, if_match: Some(IfMatch::Any) };
    shop.as_staff(&any).await.expect("whatever there is");
    let mut log = entries(&shop.stores.db, None, None, 9).await.expect("PostgreSQL is up");
    log.reverse();
    let brief: Vec<(&str, &str)> = log.iter().map(|entry| (entry.action.as_str(), entry.subject.as_str())).collect();
    let product = format!("product {}", made.id);
    assert_eq!(
        brief,
        [
            ("CreateProduct", product.as_str()),
            ("UpdateProduct", &product),
            ("UpdateVariant", "variant BOWL"),
            ("DeleteProduct", &product),
        ]
    );
    assert!(log.iter().all(|entry| entry.actor == "staff tests"));
    assert_eq!((&log[0].before, &log[3].after), (&None, &None));
    assert_eq!(log[1].before, Some(json!({ "brand": "" })));
    assert_eq!(log[1].after, Some(json!({ "brand": "Kleiwarft" })));
    assert_eq!(log[3].before.as_ref().map(|product| &product["brand"]), Some(&json!("Kleiwarft")));
    assert_eq!(verify(&shop.stores.db).await.expect("PostgreSQL is up"), Chain::Whole(4));
}
