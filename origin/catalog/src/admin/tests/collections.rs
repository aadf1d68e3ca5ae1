//! Collections, and what is put into them.

use super::*;
use crate::testing::plain;
use api::catalog::admin::{
    AdminCollection, CreateCollection, DeleteCollection, ListAdminCollections, UpdateCollection,
    UpdateCollectionProducts,
};
use api::catalog::{GetCollection, ListProducts};
use api::event::COLLECTION_CHANGED;
use api::problem::Code;
use domain::catalog::Localized;
use domain::{Locale, Market, Slug};

fn bath() -> CreateCollection {
    CreateCollection {
        slug: "bath".parse().unwrap(),
        title: Localized::same("Bath").with(Locale::De, "Bad"),
        description: Localized::default(),
        position: 3,
        image: None,
        parent: None,
    }
}

fn rename(collection: &AdminCollection, title: &str) -> UpdateCollection {
    UpdateCollection {
        slug: collection.collection.slug.clone(),
        if_match: Some(IfMatch::Version(collection.version)),
        title: Some(Localized::same(title)),
        description: None,
        position: None,
        image: None,
        parent: None,
        address: None,
    }
}

async fn members(shop: &Shop, slug: &Slug) -> Vec<String> {
    let request =
        ListProducts { market: Market::Eu, collection: Some(slug.clone()), sort: Default::default(), page: 1 };
    let page = shop.client.call(&request).await.expect("a page");
    page.items.into_iter().map(|card| card.slug.into()).collect()
}

#[tokio::test]
async fn a_collection_is_made_renamed_and_deleted() {
    let shop = Shop::open().await;
    let made = shop.as_staff(&bath()).await.expect("a good collection");
    assert_eq!((made.version, made.products, made.collection.title.get(Locale::De)), (1, 0, "Bad"));
    let taken = shop.as_staff(&bath()).await.expect_err("it is there");
    assert_eq!((taken.code, taken.field.as_deref()), (Code::SlugTaken, Some("slug")));
    let nameless = CreateCollection { slug: "attic".parse().unwrap(), title: Localized::same(" "), ..bath() };
    let refused = shop.as_staff(&nameless).await.expect_err("no name");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("title")));
    shop.forget_events().await;

    let renamed = shop.as_staff(&rename(&made, "Baths")).await.expect("renamed");
    assert_eq!((renamed.version, renamed.collection.title.en.as_str(), renamed.collection.position), (2, "Baths", 3));
    let events = shop.forget_events().await;
    assert_eq!(events, [(COLLECTION_CHANGED.to_owned(), vec!["nav".to_owned(), "c:bath".to_owned()])]);
    let late = shop.as_staff(&rename(&made, "Bathroom")).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    let same = shop.as_staff(&rename(&renamed, "Baths")).await.expect("nothing to do");
    assert_eq!((same, shop.forget_events().await), (renamed.clone(), vec![]));

    let all = shop.as_staff(&ListAdminCollections {}).await.expect("they are there");
    let slugs: Vec<&str> = all.iter().map(|one| one.collection.slug.as_str()).collect();
    assert_eq!(slugs, ["table", "bath"]);

    let delete = |version| DeleteCollection { slug: bath().slug, if_match: Some(IfMatch::Version(version)) };
    assert_eq!(shop.as_staff(&delete(1)).await.expect_err("an old version").code, Code::VersionOutdated);
    shop.as_staff(&delete(renamed.version)).await.expect("nothing is in it");
    let get = GetCollection { slug: bath().slug, market: Market::Eu };
    assert_eq!(shop.client.call(&get).await.expect_err("deleted").code, Code::CollectionGone);
    assert_eq!(shop.as_staff(&delete(2)).await.expect_err("deleted").code, Code::CollectionNotFound);
}

#[tokio::test]
async fn products_are_put_in_and_taken_out_all_at_once() {
    let shop = Shop::open().await;
    let made = shop.as_staff(&bath()).await.expect("a good collection");
    let [bowl, plate, draft] = [
        plain("bowl", 300),
        plain("plate", 300),
        ProductDocument { status: ProductStatus::Draft, ..plain("draft", 300) },
    ];
    let (bowl, plate, draft) =
        (created(&shop, bowl).await.id, created(&shop, plate).await.id, created(&shop, draft).await.id);
    let put = |add: &[ProductId], remove: &[ProductId]| UpdateCollectionProducts {
        slug: bath().slug,
        add: add.to_vec(),
        remove: remove.to_vec(),
    };
    let filled = shop.as_staff(&put(&[bowl, plate, draft, bowl], &[])).await.expect("all are there");
    assert_eq!((filled.products, filled.version), (2, made.version), "a draft is not counted");
    assert_eq!(members(&shop, &bath().slug).await, ["bowl", "plate"]);
    assert_eq!(members(&shop, &"table".parse().unwrap()).await, ["bowl", "plate"], "they stay where they were");

    shop.forget_events().await;
    let same = shop.as_staff(&put(&[plate], &[])).await.expect("it is in it already");
    assert_eq!((same, shop.forget_events().await), (filled, vec![]));
    let nobody = ProductId(uuid::Uuid::now_v7());
    let absent = shop.as_staff(&put(&[nobody], &[bowl])).await.expect_err("one is not there");
    assert_eq!(absent.code, Code::ProductNotFound);
    assert_eq!(members(&shop, &bath().slug).await.len(), 2, "nothing was changed");
    for wrong in [put(&[bowl], &[bowl]), put(&[], &[])] {
        assert_eq!(shop.as_staff(&wrong).await.expect_err("makes no sense").code, Code::InvalidField);
    }

    let delete = DeleteCollection { slug: bath().slug, if_match: Some(IfMatch::Any) };
    assert_eq!(shop.as_staff(&delete).await.expect_err("it is full").code, Code::WrongState);
    shop.as_staff(&put(&[], &[bowl, plate])).await.expect("out with them");
    assert_eq!(shop.as_staff(&delete).await.expect_err("the draft is in it").code, Code::WrongState);
    let empty = shop.as_staff(&put(&[], &[draft])).await.expect("out with it");
    assert_eq!(empty.products, 0);
    shop.as_staff(&delete).await.expect("empty");
}
