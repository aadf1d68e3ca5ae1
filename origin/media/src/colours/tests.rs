//! Colours of pictures, worked out by libvips on real stores.

use domain::ProductId;
use serde_json::json;

use super::{claim, turn};
use crate::job;
use crate::testing::{Scene, png, png_of};
use crate::{Hash, attachments, keep};

/// A picture of 60 by 40 pixels, of which the upper fifth has one colour and the rest another.
fn striped() -> Vec<u8> {
    let row = |colour: [u8; 3]| [&[0], colour.repeat(60).as_slice()].concat();
    let rows: Vec<u8> = (0..40).flat_map(|y| row(if y < 8 { [20, 40, 160] } else { [232, 227, 220] })).collect();
    png_of(60, 40, &[], &rows)
}

async fn ready(scene: &Scene, bytes: &[u8]) -> Hash {
    let hash = keep(&scene.stores.db, &scene.store, bytes).await.expect("a picture");
    assert_eq!(job::turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
    hash
}

/// The colour of each picture, if it has one, and whether it was looked at.
async fn kept(scene: &Scene) -> Vec<(Option<i32>, bool)> {
    let sql = "select colour, coloured_at is not null from media.originals order by created_at";
    sqlx::query_as(sql).fetch_all(&scene.stores.db).await.expect("PostgreSQL is up")
}

async fn colours(scene: &Scene) -> u32 {
    turn(&scene.stores.db, &scene.store).await.expect("libvips is there")
}

#[tokio::test]
async fn the_colour_of_most_of_a_picture_comes_to_the_products_that_show_it() {
    for scene in [Scene::open().await, Scene::in_bucket().await] {
        let hash = ready(&scene, &striped()).await;
        let path = crate::Store::path(&hash);
        let document = json!({
            "slug": "jug", "title": { "en": "Jug" }, "media": [{ "path": path, "width": 60, "height": 40 }],
            "variants": [{ "sku": "JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
        });
        let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
        let document = serde_json::from_value(document).expect("a product");
        origin_catalog::upsert_products(&mut tx, &[document]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        // Whoever died at it leaves a claim that ends.
        assert_eq!(claim(&scene.stores.db).await.expect("PostgreSQL is up"), Some(hash));
        assert_eq!((colours(&scene).await, kept(&scene).await), (0, vec![(None, false)]));
        scene.end_claims().await;
        assert_eq!(colours(&scene).await, 1);
        let [(Some(colour), true)] = kept(&scene).await[..] else { panic!("no colour") };
        // WebP is not exact.
        let [_, red, green, blue] = colour.to_be_bytes();
        let is_near = [(red, 232), (green, 227), (blue, 220_u8)].into_iter().all(|(is, was)| is.abs_diff(was) < 4);
        assert!(is_near, "#{colour:06x}");
        let shown: Option<String> = sqlx::query_scalar("select document #>> '{media,0,colour}' from catalog.products")
            .fetch_one(&scene.stores.db)
            .await
            .expect("PostgreSQL is up");
        assert_eq!(shown, Some(format!("#{colour:06x}")));
        assert_eq!(colours(&scene).await, 0, "once");
    }
}

#[tokio::test]
async fn a_product_that_is_given_a_picture_later_shows_its_colour_at_once() {
    let scene = Scene::open().await;
    let hash = ready(&scene, &striped()).await;
    assert_eq!(colours(&scene).await, 1);
    let document = json!({
        "slug": "jug", "title": { "en": "Jug" },
        "variants": [{ "sku": "JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    });
    let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
    let document = serde_json::from_value(document).expect("a product");
    origin_catalog::upsert_products(&mut tx, &[document]).await.expect("PostgreSQL is up");
    let id = sqlx::query_scalar("select id from catalog.products").fetch_one(&mut *tx).await.expect("a product");
    attachments::record(&mut tx, &hash, ProductId(id), "tests").await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    attachments::attach_all(&scene.stores.db).await.expect("PostgreSQL is up");
    let shown: Option<String> = sqlx::query_scalar("select document #>> '{media,0,colour}' from catalog.products")
        .fetch_one(&scene.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert!(shown.is_some_and(|colour| colour.starts_with("#e")));
    // Whoever deletes the picture leaves nothing.
    let sql = "update catalog.products set document = document - 'media' || '{\"media\": []}'";
    sqlx::query(sql).execute(&scene.stores.db).await.expect("PostgreSQL is up");
    let sql = "update media.originals set deleted_at = now() - interval '2 hours'";
    sqlx::query(sql).execute(&scene.stores.db).await.expect("PostgreSQL is up");
    crate::changes::forget(&scene.stores.db, &scene.store).await.expect("nothing fails");
    let left: i64 = sqlx::query_scalar("select count(*) from catalog.picture_colours")
        .fetch_one(&scene.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_one_sees_through_has_no_colour_and_neither_has_what_is_gone() {
    let scene = Scene::open().await;
    let solid = scene.converted(&["bandjoin_const", "a.png", "opaque.png", "255"], "opaque.png").await;
    let opaque = ready(&scene, &solid).await;
    assert_eq!(
        (colours(&scene).await, kept(&scene).await[0].0.is_some()),
        (1, true),
        "{opaque} hides what is behind it"
    );
    let glass = scene.converted(&["bandjoin_const", "a.png", "glass.png", "128"], "glass.png").await;
    ready(&scene, &glass).await;
    assert_eq!(colours(&scene).await, 1);
    assert_eq!(kept(&scene).await[1], (None, true));
    let gone = ready(&scene, &png(30, 20)).await;
    scene.store.forget_files(&gone).await.expect("the store is there");
    assert_eq!(colours(&scene).await, 1);
    assert_eq!(kept(&scene).await[2], (None, true));
}
