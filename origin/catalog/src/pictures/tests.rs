//! Colours of pictures, on real stores.

use api::catalog::admin::{CreateProduct, GetAdminProduct, ProductInput, UpdateProduct};
use api::catalog::{Colour, GetCollection, GetProduct, ListProducts, MediaDocument, ProductDocument, Sort};
use api::endpoint::if_match::IfMatch;
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED};
use domain::Market;
use domain::catalog::ProductStatus;

use super::forget_colour;
use crate::Outcome;
use crate::rewrites::colour_picture;
use crate::testing::{Shop, collection, mug, plain};

const PATH: &str = "products/harbour-mug-oat";

fn colour(text: &str) -> Colour {
    text.parse().expect("a colour")
}

fn pictured(document: ProductDocument) -> ProductDocument {
    let media = vec![MediaDocument { option: Default::default(), ..mug().media.remove(0) }];
    ProductDocument { media, ..document }
}

/// On its page, and on its card.
async fn shown(shop: &Shop, slug: &str) -> Option<String> {
    let market = Market::Eu;
    let product = shop.client.call(&GetProduct { slug: slug.parse().unwrap(), market }).await.expect("a product");
    let list = ListProducts { market, collection: None, sort: Sort::Featured, page: 1 };
    let cards = shop.client.call(&list).await.expect("a list").items;
    let card = cards.into_iter().find(|card| card.id == product.id).expect("it is listed");
    let picture = product.media.into_iter().next().expect("a picture");
    assert_eq!(card.picture, Some(picture.clone()));
    picture.colour.map(|colour| colour.to_string())
}

#[tokio::test]
async fn what_was_there_before_is_told_the_colour_of_its_picture_and_once() {
    let shop = Shop::open().await;
    let mut table = collection("table", "Table");
    table.image = pictured(plain("bowl", 0)).media.pop();
    shop.upsert_collections(&[table]).await;
    // More than one transaction writes.
    let bowls: Vec<ProductDocument> = (0..60).map(|at| pictured(plain(&format!("bowl-{at}"), 100))).collect();
    shop.upsert(&bowls).await;
    shop.upsert(&[plain("jug", 100)]).await;
    shop.told().await;
    colour_picture(&shop.stores.db, PATH, colour("#e8dfcf")).await.expect("PostgreSQL is up");
    for slug in ["bowl-0", "bowl-23"] {
        assert_eq!(shown(&shop, slug).await.as_deref(), Some("#e8dfcf"));
    }
    let market = Market::Eu;
    let card = shop.client.call(&GetCollection { slug: "table".parse().unwrap(), market }).await.expect("a collection");
    assert_eq!(card.picture.expect("its picture").colour, Some(colour("#e8dfcf")));
    let told = shop.told().await;
    let count = |wanted: &str| told.iter().filter(|(subject, ..)| subject == wanted).count();
    assert_eq!((count(PRODUCT_CHANGED), count(COLLECTION_CHANGED), told.len()), (60, 1, 61), "{told:?}");
    colour_picture(&shop.stores.db, PATH, colour("#e8dfcf")).await.expect("PostgreSQL is up");
    assert_eq!(shop.told().await, [], "nobody is told twice");
}

#[tokio::test]
async fn whoever_writes_a_product_need_not_know_the_colour_and_cannot_set_another() {
    let shop = Shop::open().await;
    colour_picture(&shop.stores.db, PATH, colour("#e8dfcf")).await.expect("PostgreSQL is up");
    let document = pictured(plain("bowl", 100));
    assert_eq!(shop.upsert(std::slice::from_ref(&document)).await, [Outcome::New]);
    assert_eq!(shown(&shop, "bowl").await.as_deref(), Some("#e8dfcf"));
    assert_eq!(shop.upsert(std::slice::from_ref(&document)).await, [Outcome::Unchanged]);
    let mut other = document.clone();
    other.media[0].colour = Some(colour("#ff0000"));
    assert_eq!(shop.upsert(&[other]).await, [Outcome::Unchanged]);
    // Of a picture of somebody's own files the document says it.
    let mut own = document;
    own.media[0].path = "products/own".to_owned();
    own.media[0].colour = Some(colour("#ff0000"));
    shop.upsert(&[own]).await;
    assert_eq!(shown(&shop, "bowl").await.as_deref(), Some("#ff0000"));
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    forget_colour(&mut tx, PATH).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    shop.upsert(&[pictured(plain("bowl", 100))]).await;
    assert_eq!(shown(&shop, "bowl").await, None);
}

#[tokio::test]
async fn a_colour_is_no_change_of_anybodys() {
    let shop = Shop::open().await;
    let bowl = pictured(plain("bowl", 100));
    let change = ProductInput { media: Some(bowl.media), ..ProductInput::default() };
    let made = ProductInput {
        slug: Some(bowl.slug),
        title: Some(bowl.title),
        status: Some(ProductStatus::Active),
        variants: Some(bowl.variants),
        ..change.clone()
    };
    let saved = shop.as_staff(&CreateProduct { product: made }).await.expect("a product");
    colour_picture(&shop.stores.db, PATH, colour("#e8dfcf")).await.expect("PostgreSQL is up");
    let now = shop.as_staff(&GetAdminProduct { product: saved.id }).await.expect("staff may");
    assert_eq!(now.product.media[0].colour, Some(colour("#e8dfcf")));
    // The form sends what it was given, or what it was given before.
    let update = UpdateProduct { product: saved.id, if_match: Some(IfMatch::Any), change };
    shop.as_staff(&update).await.expect("staff may");
    assert_eq!(shown(&shop, "bowl").await.as_deref(), Some("#e8dfcf"));
    let sql = "select coalesce(before::text, '') || coalesce(after::text, '') from shop.audit_entries";
    let said: Vec<String> = sqlx::query_scalar(sql).fetch_all(&shop.stores.db).await.expect("PostgreSQL is up");
    assert!(said.len() == 1 && !said[0].contains("e8dfcf"), "{said:?}");
}
