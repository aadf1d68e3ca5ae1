//! Whole documents, written for real.

use super::*;
use crate::testing::{Shop, collection, euro, mug, plain};
use api::catalog::{GetProduct, ListProducts};
use api::event::{COLLECTION_CHANGED, PRICES_CHANGED, PRODUCT_CHANGED};
use domain::Market;
use domain::catalog::ProductStatus;

async fn id_of(shop: &Shop, slug: &str) -> ProductId {
    let request = GetProduct { slug: slug.parse().unwrap(), market: Market::Eu };
    shop.client.call(&request).await.expect("it is there").id
}

#[tokio::test]
async fn what_is_unchanged_is_neither_written_nor_told() {
    let shop = Shop::open().await;
    assert_eq!(shop.upsert(&[mug(), plain("bowl", 300)]).await, [Outcome::New, Outcome::New]);
    assert_eq!(shop.forget_events().await.len(), 3, "two products and the collection's new size");
    let rows = "select sum(xmin::text::bigint)::text from (
        select xmin from catalog.products union all select xmin from catalog.variants union all
        select xmin from catalog.prices union all select xmin from catalog.listing_prices union all
        select xmin from catalog.collections union all select xmin from catalog.totals) as row";
    let before: String = sqlx::query_scalar(rows).fetch_one(&shop.stores.db).await.unwrap();
    assert_eq!(shop.upsert(&[mug(), plain("bowl", 300)]).await, [Outcome::Unchanged, Outcome::Unchanged]);
    assert_eq!(shop.forget_events().await, []);
    let after: String = sqlx::query_scalar(rows).fetch_one(&shop.stores.db).await.unwrap();
    assert_eq!(before, after, "no row was written");
}

#[tokio::test]
async fn a_variant_s_class_of_tax_is_kept_and_changes() {
    let shop = Shop::open().await;
    shop.upsert(&[mug()]).await;
    let mut reduced = mug();
    reduced.variants[1].tax_class = domain::checkout::TaxClass::Reduced;
    assert_eq!(shop.upsert(&[reduced.clone()]).await, [Outcome::Changed]);
    assert_eq!(shop.upsert(&[reduced.clone()]).await, [Outcome::Unchanged]);
    let id = id_of(&shop, "harbour-mug").await;
    let kept = crate::documents(&shop.stores.db, &[id]).await.expect("PostgreSQL is up");
    assert_eq!(kept[0].1.variants, reduced.variants);
}

#[tokio::test]
async fn a_change_tells_of_the_old_collections_and_the_new() {
    let shop = Shop::open().await;
    shop.upsert_collections(&[collection("bath", "Bath")]).await;
    shop.upsert(&[mug()]).await;
    shop.forget_events().await;
    let id = id_of(&shop, "harbour-mug").await;
    let mut moved = mug();
    moved.collections = vec!["bath".parse().unwrap()];
    assert_eq!(shop.upsert(&[moved.clone()]).await, [Outcome::Changed]);
    let tags = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (product, prices) = (format!("p:{id}"), format!("pr:{id}"));
    assert_eq!(
        shop.forget_events().await,
        [
            (PRODUCT_CHANGED.to_owned(), tags(&[&product, "ps:harbour-mug", &prices, "catalog", "c:bath", "c:table"])),
            (COLLECTION_CHANGED.to_owned(), tags(&["nav", "c:bath"])),
            (COLLECTION_CHANGED.to_owned(), tags(&["nav", "c:table"])),
        ]
    );
    moved.variants[1].prices[0].amount_minor = 1800;
    assert_eq!(shop.upsert(&[moved.clone()]).await, [Outcome::Changed]);
    let told = shop.told_prices().await;
    assert_eq!(told[0].variants[1].prices, moved.variants[1].prices);
    let view = shop.client.call(&GetProduct { slug: moved.slug.clone(), market: Market::Eu }).await.expect("there");
    assert_eq!((told.len(), told[0].version), (1, view.prices_version));
    assert_eq!(shop.forget_events().await, [(PRICES_CHANGED.to_owned(), tags(&[&prices, "by-price"]))]);
    // What changes beside a price is told as ever.
    (moved.variants[1].prices[0].amount_minor, moved.brand) = (1700, "Kleiwarft".into());
    assert_eq!(shop.upsert(&[moved]).await, [Outcome::Changed]);
    let told = shop.forget_events().await;
    let both = tags(&[&product, "ps:harbour-mug", &prices, "catalog", "c:bath"]);
    assert_eq!(told, [(PRODUCT_CHANGED.to_owned(), both)]);
}

#[tokio::test]
async fn the_document_says_all_there_is() {
    let shop = Shop::open().await;
    shop.upsert(&[mug()]).await;
    let mut less = mug();
    less.variants.remove(0);
    less.variants[0].prices.remove(1);
    assert_eq!(shop.upsert(&[less.clone()]).await, [Outcome::Changed]);
    let ids = store::product_ids_after(&shop.stores.db, None, 10).await.unwrap();
    let kept = store::documents(&shop.stores.db, &ids).await.unwrap();
    assert_eq!(kept, [(ids[0], less)]);
    assert_eq!(store::product_ids_after(&shop.stores.db, Some(ids[0]), 10).await.unwrap(), []);
    let all = ListProducts { market: Market::Us, collection: None, sort: Default::default(), page: 1 };
    let page = shop.client.call(&all).await.expect("a page");
    assert_eq!((page.total, page.items[0].price), (1, None), "no dollars any more, one product still");
}

#[tokio::test]
async fn bad_documents_are_refused_beside_good_ones() {
    let shop = Shop::open().await;
    shop.upsert(&[plain("bowl", 300)]).await;
    shop.forget_events().await;
    let mut thief = plain("thief", 1);
    thief.variants[0].sku = "BOWL".parse().unwrap();
    let mut second_thief = plain("second-thief", 1);
    second_thief.variants[0].sku = "PLATE".parse().unwrap();
    let mut lost = plain("lost", 1);
    lost.collections = vec!["attic".parse().unwrap()];
    let mut negative = plain("negative", 1);
    negative.variants[0].prices = vec![euro(-1, None)];
    let batch = [thief, plain("plate", 500), second_thief, lost, negative, plain("plate", 600), plain("cup", 200)];
    let outcomes = shop.upsert(&batch).await;
    let refused = |at: usize, reason: &str| match &outcomes[at] {
        Outcome::Refused(given) => assert!(given.contains(reason), "{given}"),
        other => panic!("{at} is {other:?}"),
    };
    refused(0, "SKU BOWL belongs to product “bowl”");
    refused(2, "SKU PLATE belongs to product “plate”");
    refused(3, "no collection “attic”");
    refused(4, "between 0 and");
    refused(5, "occurs twice");
    assert_eq!([&outcomes[1], &outcomes[6]], [&Outcome::New, &Outcome::New]);
    let told = shop.forget_events().await.into_iter().filter(|(subject, _)| subject == PRODUCT_CHANGED).count();
    assert_eq!(told, 2);
    let all = ListProducts { market: Market::Eu, collection: None, sort: Default::default(), page: 1 };
    let page = shop.client.call(&all).await.expect("a page");
    let slugs: Vec<&str> = page.items.iter().map(|card| card.slug.as_str()).collect();
    assert_eq!((slugs, page.total), (vec!["bowl", "plate", "cup"], 3));
}

async fn listed(shop: &Shop, collection: Option<&str>) -> (u64, Vec<String>) {
    let collection = collection.map(|slug| slug.parse().unwrap());
    let request = ListProducts { market: Market::Eu, collection, sort: Default::default(), page: 1 };
    let page = shop.client.call(&request).await.expect("a page");
    (page.total, page.items.into_iter().map(|card| card.slug.into()).collect())
}

#[tokio::test]
async fn a44_what_is_off_sale_is_nowhere_and_comes_back_whole() {
    let shop = Shop::open().await;
    shop.upsert(&[mug(), plain("bowl", 300)]).await;
    let id = id_of(&shop, "harbour-mug").await;
    for status in [ProductStatus::Archived, ProductStatus::Draft] {
        shop.forget_events().await;
        let off = ProductDocument { status, ..mug() };
        assert_eq!(shop.upsert(std::slice::from_ref(&off)).await, [Outcome::Changed]);
        let hard: Vec<bool> = sqlx::query_scalar("select hard from shop.outbox where subject = $1")
            .bind(PRODUCT_CHANGED)
            .fetch_all(&shop.stores.db)
            .await
            .unwrap();
        assert_eq!(hard, [status == ProductStatus::Archived], "hard as it leaves, {status:?}");
        let get = GetProduct { slug: "harbour-mug".parse().unwrap(), market: Market::Eu };
        let absent = shop.client.call(&get).await.expect_err("no page");
        assert_eq!(absent.code, api::problem::Code::ProductNotFound);
        let known = |sort: &api::catalog::Sort| *sort != api::catalog::Sort::BestSelling;
        for sort in api::catalog::Sort::ALL.into_iter().filter(known) {
            let request = ListProducts { market: Market::Eu, collection: None, sort, page: 1 };
            let page = shop.client.call(&request).await.expect("a page");
            assert_eq!((page.total, page.items.len()), (1, 1), "{sort:?}");
        }
        assert_eq!(listed(&shop, Some("table")).await, (1, vec!["bowl".to_owned()]));
        assert_eq!(
            crate::documents(&shop.stores.db, &[id]).await.unwrap(),
            [],
            "search and orders hear that it is gone"
        );
        let addresses = shop.client.call(&api::catalog::ListAddresses {}).await.expect("they are there");
        assert!(addresses.iter().all(|entry| entry.path != "/products/harbour-mug"));
        assert_eq!(shop.upsert(&[off]).await, [Outcome::Unchanged]);
    }
    assert_eq!(shop.upsert(&[mug()]).await, [Outcome::Changed]);
    assert_eq!(id_of(&shop, "harbour-mug").await, id);
    assert_eq!(listed(&shop, Some("table")).await, (2, vec!["harbour-mug".to_owned(), "bowl".to_owned()]));
    assert_eq!(listed(&shop, None).await.0, 2);
}

#[tokio::test]
async fn a12_a_product_that_never_was_on_sale_is_not_counted() {
    let shop = Shop::open().await;
    let draft = ProductDocument { status: ProductStatus::Draft, ..plain("bowl", 300) };
    assert_eq!(shop.upsert(&[draft]).await, [Outcome::New]);
    assert_eq!(listed(&shop, None).await, (0, vec![]));
    assert_eq!(shop.upsert(&[plain("bowl", 300)]).await, [Outcome::Changed]);
    assert_eq!(listed(&shop, None).await, (1, vec!["bowl".to_owned()]));
}

#[tokio::test]
async fn a08_two_handles_of_one_address_are_two_products() {
    let shop = Shop::open().await;
    let named = |handle: Option<&str>| ProductDocument { handle: handle.map(str::to_owned), ..plain("kueche", 300) };
    assert_eq!(shop.upsert(&[named(Some("Küche"))]).await, [Outcome::New]);
    for other in [None, Some("Kueche!")] {
        let outcomes = shop.upsert(&[named(other)]).await;
        assert!(matches!(&outcomes[..], [Outcome::Refused(reason)] if reason.contains("“Küche”")), "{outcomes:?}");
    }
    assert_eq!(shop.upsert(&[named(Some("Küche"))]).await, [Outcome::Unchanged]);
}
