//! Pictures in a bucket, and what a crash leaves.

use axum::body::Body;
use domain::catalog::Localized;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::sweep::sweep_before;
use super::*;
use crate::job::turn;
use crate::testing::{Scene, bucket, png};
use crate::{State, format, keep, originals, router};

/// A moment at which everything that there is was put long ago.
const LATER: i64 = i64::MAX;

/// What the origin answers for a file to an edge.
async fn asked(scene: &Scene, path: &str) -> http::Response<Body> {
    let request = Request::get(path).body(Body::empty()).expect("an address");
    router(scene.stores.clone(), Some(scene.store.clone())).oneshot(request).await.expect("an answer")
}

#[tokio::test]
async fn in_a_bucket_a_picture_is_kept_made_sent_and_taken_away() {
    let scene = Scene::in_bucket().await;
    let hash = keep(&scene.stores.db, &scene.store, &png(450, 300)).await.expect("a picture");
    assert_eq!(keep(&scene.stores.db, &scene.store, &png(450, 300)).await.expect("the same"), hash);
    let path = format!("/media/p1/{hash}-400.avif");
    assert_eq!(asked(&scene, &path).await.status(), StatusCode::NOT_FOUND, "it is not made yet");
    assert_eq!(turn(&scene.stores.db, &scene.store).await.expect("libvips is there"), Some(hash));
    assert!(matches!(scene.only().await, State::Ready { width: 450, height: 300, .. }));

    let answer = asked(&scene, &path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/avif"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.headers()[name], value);
    }
    let bytes = answer.into_body().collect().await.expect("readable").to_bytes();
    assert_eq!(bytes.get(4..12), Some(b"ftypavif".as_slice()));
    for other in [
        format!("/media/p1/{hash}-401.avif"),
        format!("/media/p2/{hash}-400.avif"),
        format!("/media/p1/{hash}-400.svg"),
        format!("/media/p1/{hash}"),
        format!("/media/p1/{}-400.avif", "0".repeat(64)),
        "/media/p1/..%2Foriginals".to_owned(),
    ] {
        assert_eq!(asked(&scene, &other).await.status(), StatusCode::NOT_FOUND, "{other}");
    }

    scene.store.forget_files(&hash).await.expect("the store is there");
    scene.store.forget_original(&hash).await.expect("the store is there");
    scene.store.forget_original(&hash).await.expect("what is gone can be taken away");
    assert!(!scene.store.has_original(&hash).await.expect("the store is there"));
    assert_eq!(asked(&scene, &path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn in_a_bucket_and_in_folders_an_upload_is_put_together_from_its_parts() {
    for scene in [Scene::open().await, Scene::in_bucket().await] {
        let (store, upload) = (&scene.store, Uuid::new_v4());
        store.put_part(upload, 0, b"one".to_vec()).await.expect("the store is there");
        // A try that was never counted, and the one after it.
        store.put_part(upload, 3, b"half".to_vec()).await.expect("the store is there");
        store.put_part(upload, 3, b"two".to_vec()).await.expect("the store is there");
        store.put_part(upload, 6, b"three".to_vec()).await.expect("the store is there");
        assert_eq!(
            store.upload(upload, 11).await.expect("the store is there").as_deref(),
            Some(b"onetwothree".as_slice())
        );
        assert_eq!(store.upload(upload, 12).await.expect("the store is there"), None, "a part is missing");
        assert_eq!(store.upload(upload, 7).await.expect("the store is there"), None, "more than was counted");
        store.forget_upload(upload).await.expect("the store is there");
        store.forget_upload(upload).await.expect("what is gone can be taken away");
        assert_eq!(store.upload(upload, 3).await.expect("the store is there"), None);
    }
}

#[tokio::test]
async fn what_no_row_names_is_swept_up_and_nothing_else() {
    for scene in [Scene::open().await, Scene::in_bucket().await] {
        let (db, store) = (&scene.stores.db, &scene.store);
        let kept = keep(db, store, &png(20, 10)).await.expect("a picture");
        // Whoever is killed between file and row leaves this.
        let lost = store.put_original(png(30, 10).into()).await.expect("the store is there");
        let upload = Uuid::new_v4();
        store.put_part(upload, 0, b"part".to_vec()).await.expect("the store is there");

        assert_eq!(sweep(db, store).await.expect("nothing fails"), 0, "what is young may get its row yet");
        assert!(store.has_original(&lost).await.expect("the store is there"));
        assert_eq!(sweep_before(db, store, LATER).await.expect("nothing fails"), 2);
        assert!(!store.has_original(&lost).await.expect("the store is there"));
        assert_eq!(store.upload(upload, 4).await.expect("the store is there"), None);
        assert!(store.has_original(&kept).await.expect("the store is there"));
        assert_eq!(sweep_before(db, store, LATER).await.expect("nothing fails"), 0);
        scene.only().await;
    }
}

#[tokio::test]
async fn a_picture_that_is_given_while_it_is_swept_up_is_not_lost() {
    let scene = Scene::open().await;
    let (db, store, bytes) = (&scene.stores.db, &scene.store, Bytes::from(png(20, 10)));
    let hash = store.put_original(bytes.clone()).await.expect("the store is there");
    let mut tx = db.begin().await.expect("PostgreSQL is up");
    let header = format::read(&bytes).expect("a picture");
    originals::insert(&mut tx, &hash, header.format, 9, &Localized::default()).await.expect("PostgreSQL is up");
    // The sweep sees no row, and waits for the one that is about to be there.
    let (sweeping, ()) = tokio::join!(sweep_before(db, store, LATER), async {
        tokio::task::yield_now().await;
        originals::put_again(store, &hash, &bytes).await.expect("the store is there");
        tx.commit().await.expect("PostgreSQL is up");
    });
    assert_eq!(sweeping.expect("nothing fails"), 0);
    assert!(store.has_original(&hash).await.expect("the store is there"));
}

#[tokio::test]
async fn a_store_that_does_not_answer_fails_and_leaves_the_picture_to_the_next_try() {
    let mut scene = Scene::open().await;
    keep(&scene.stores.db, &scene.store, &png(20, 10)).await.expect("a picture");
    let there = std::mem::replace(
        &mut scene.store,
        Store::in_bucket(&bucket("http://127.0.0.1:1".to_owned(), "nowhere".to_owned())).expect("settings"),
    );
    turn(&scene.stores.db, &scene.store).await.expect_err("nobody is there");
    keep(&scene.stores.db, &scene.store, &png(40, 10)).await.expect_err("nobody is there");
    assert_eq!(scene.only().await, State::Waiting, "what was given before waits, and nothing was added");
    scene.store = there;
    scene.end_claims().await;
    turn(&scene.stores.db, &scene.store).await.expect("libvips is there");
    assert!(matches!(scene.only().await, State::Ready { .. }));
}
