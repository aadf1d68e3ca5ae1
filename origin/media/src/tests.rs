//! Pictures over the API: given, described, attached, deleted.

mod corpus;

use api::catalog::ProductDocument;
use api::endpoint::if_match::IfMatch;
use api::media::{
    AddMediaPart, CreateMedia, CreateMediaAttachment, DeleteMedia, DeleteMediaAttachment, GetMedia, GetMediaUpload,
    ListMedia, MAX_PART, MediaState, MediaUpload, MediaUse, MediaView, UpdateMedia,
};
use api::{Client, Code, Credentials, Endpoint, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::staff;
use origin_platform::transport::InProcess;
use serde_json::json;
use uuid::Uuid;

use crate::job::turn;
use crate::testing::{Scene, png};
use crate::{Hash, attachments, changes, router, uploads};

/// Somebody of the staff.
struct Ada<'a> {
    scene: &'a Scene,
    client: Client<InProcess>,
    key: String,
}

impl<'a> Ada<'a> {
    async fn of(scene: &'a Scene) -> Self {
        let client = Client::new(InProcess(router(scene.stores.clone(), Some(scene.store.clone()))));
        let key = staff::create(&scene.stores.db, "ada").await.expect("PostgreSQL is up");
        Self { scene, client, key }
    }

    async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_once(endpoint, &Uuid::new_v4().to_string()).await
    }

    async fn call_once<E: Endpoint>(&self, endpoint: &E, once: &str) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: Some(self.key.clone()), idempotency_key: Some(once.to_owned()) };
        self.client.call_as(endpoint, &credentials).await
    }

    /// Gives a picture that is no larger than a part.
    async fn give(&self, bytes: &[u8], alt: &str, product: Option<ProductId>) -> Result<MediaView, Problem> {
        let asked = CreateMedia { alt: Localized::same(alt), product, ..beginning(bytes, false) };
        self.call(&asked).await.map(|upload| upload.media.expect("it is whole"))
    }

    async fn list(&self, waiting_for: Option<ProductId>) -> Vec<MediaView> {
        self.call(&ListMedia { waiting_for, after: None }).await.expect("staff may").media
    }

    async fn get(&self, media: &MediaView) -> Result<MediaView, Problem> {
        self.call(&GetMedia { media: media.id.clone() }).await
    }

    /// Makes a product, or makes it what this says.
    async fn product(&self, media: serde_json::Value) -> ProductId {
        let document = json!({
            "slug": "pilot-jug", "title": { "en": "Pilot jug" }, "media": media,
            "variants": [{ "sku": "JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
        });
        let document: ProductDocument = serde_json::from_value(document).expect("a product");
        let mut tx = self.scene.stores.db.begin().await.expect("PostgreSQL is up");
        origin_catalog::upsert_products(&mut tx, &[document]).await.expect("PostgreSQL is up");
        let id = sqlx::query_scalar("select id from catalog.products").fetch_one(&mut *tx).await.expect("one product");
        tx.commit().await.expect("PostgreSQL is up");
        ProductId(id)
    }

    async fn pictures(&self) -> Vec<(String, String)> {
        let sql = "select coalesce(picture ->> 'path', ''), picture -> 'alt' ->> 'en'
                   from catalog.products, jsonb_array_elements(document -> 'media') picture";
        sqlx::query_as(sql).fetch_all(&self.scene.stores.db).await.expect("PostgreSQL is up")
    }

    /// What the job does in a turn.
    async fn work(&self) {
        turn(&self.scene.stores.db, &self.scene.store).await.expect("libvips is there");
        attachments::attach_all(&self.scene.stores.db).await.expect("PostgreSQL is up");
    }

    async fn recorded(&self, subject: &str) -> Vec<String> {
        sqlx::query_scalar("select action from shop.audit_entries where subject = $1 order by seq")
            .bind(subject)
            .fetch_all(&self.scene.stores.db)
            .await
            .expect("PostgreSQL is up")
    }
}

fn beginning(bytes: &[u8], more: bool) -> CreateMedia {
    CreateMedia { data: STANDARD.encode(bytes), more, alt: Localized::default(), product: None }
}

fn next(upload: &MediaUpload, bytes: &[u8]) -> AddMediaPart {
    AddMediaPart { upload: upload.upload, at: upload.received, data: STANDARD.encode(bytes), more: false }
}

/// What is left of uploads.
fn parts(scene: &Scene) -> Vec<std::ffi::OsString> {
    let uploads = std::fs::read_dir(scene.dir.path().join("originals/uploads"));
    uploads.map_or_else(|_| Vec::new(), |found| found.flatten().map(|entry| entry.file_name()).collect())
}

#[tokio::test]
async fn a_picture_comes_in_parts_and_is_kept_once() {
    let scene = Scene::open().await;
    let ada = Ada::of(&scene).await;
    let bytes = png(450, 300);
    let (first, rest) = bytes.split_at(MAX_PART);
    let begun = ada.call_once(&beginning(first, true), "begun-once").await.expect("a part");
    assert_eq!((begun.received, &begun.media), (MAX_PART as u64, &None));
    assert_eq!(ada.call_once(&beginning(first, true), "begun-once").await, Ok(begun.clone()), "a repeat");
    // Whoever lost count is told, and a part that comes twice changes nothing.
    let astray = AddMediaPart { at: 7, ..next(&begun, rest) };
    assert_eq!(ada.call(&astray).await.expect_err("a gap").code, Code::WrongState);
    assert_eq!(ada.call(&GetMediaUpload { upload: begun.upload }).await, Ok(begun.clone()));
    let whole = ada.call(&next(&begun, rest)).await.expect("the rest");
    let media = whole.media.clone().expect("it is whole");
    assert_eq!((&media.state, media.bytes), (&MediaState::Waiting, bytes.len() as u64));
    assert_eq!(ada.call(&next(&whole, b"more")).await.expect_err("it is whole").code, Code::WrongState);
    let hash: Hash = media.id.parse().expect("an id");
    assert_eq!(scene.store.original(&hash).await.expect("an original"), bytes);
    assert_eq!(ada.recorded(&format!("media {hash}")).await, ["AddMediaPart"]);

    // The same once more, by another upload, is the same picture.
    let again = ada.call(&beginning(first, true)).await.expect("a part");
    let again = ada.call(&next(&again, rest)).await.expect("the rest").media.expect("it is whole");
    assert_eq!(again.id, media.id);
    assert_eq!(ada.list(None).await.len(), 1);
    uploads::forget(&scene.stores.db, &scene.store).await.expect("nothing fails");
    let mut left = scene.originals();
    left.retain(|name| name != "uploads");
    assert_eq!(left, [hash.to_string()]);
    assert!(parts(&scene).is_empty(), "parts that became a picture go");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let scene = Scene::open().await;
    let ada = Ada::of(&scene).await;
    let large =
        [b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0]].concat();
    let many = [png(1, 1).as_slice(), &vec![0; MAX_PART]].concat();
    let refused = [
        ("script", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(), "JPEG"),
        ("page", b"<!doctype html><script>alert(1)</script>".to_vec(), "JPEG"),
        ("100 megapixels", large, "megapixels"),
        ("broken", b"\xFF\xD8\xFF\xDA\0\x02".to_vec(), "damaged"),
        ("too much at once", many, "368640"),
        ("nothing", Vec::new(), "368640"),
    ];
    for (name, bytes, reason) in refused {
        let problem = ada.call(&beginning(&bytes, false)).await.expect_err(name);
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("data")), "{name}");
        assert!(problem.detail.contains(reason), "{name}: {}", problem.detail);
    }
    let no_base64 = CreateMedia { data: "%%%".to_owned(), ..beginning(b"", false) };
    assert_eq!(ada.call(&no_base64).await.expect_err("no base64").code, Code::InvalidField);
    let of_nothing = ada.give(&png(2, 1), "", Some(ProductId(Uuid::new_v4()))).await;
    assert_eq!(of_nothing.expect_err("no product").code, Code::ProductNotFound);
    assert_eq!(ada.list(None).await, []);
    assert!(scene.originals().iter().all(|name| name == "uploads") && parts(&scene).is_empty());
    // A shop without folders says who can help.
    let bare = Client::new(InProcess(router(scene.stores.clone(), None)));
    let credentials = Credentials { bearer: Some(ada.key.clone()), idempotency_key: Some("nowhere-to-go".to_owned()) };
    let problem = bare.call_as(&beginning(&png(2, 1), false), &credentials).await.expect_err("no folder");
    assert!(problem.code == Code::Unavailable && problem.detail.contains("MEDIA_ORIGINALS"), "{problem}");
}

#[tokio::test]
async fn a_picture_becomes_a_products_when_its_files_are_there() {
    let scene = Scene::open().await;
    let ada = Ada::of(&scene).await;
    let product = ada.product(json!([])).await;
    let first = ada.give(&png(20, 10), "A jug", Some(product)).await.expect("a picture");
    assert_eq!(ada.list(Some(product)).await, std::slice::from_ref(&first));
    assert_eq!(ada.pictures().await, []);
    ada.work().await;
    assert_eq!(ada.pictures().await, [(first.path.clone(), "A jug".to_owned())]);
    assert_eq!(ada.list(Some(product)).await, []);
    assert_eq!(ada.recorded(&format!("product {product}")).await, ["CreateMediaAttachment"]);
    let ready = ada.get(&first).await.expect("it is there");
    assert_eq!(ready.state, MediaState::Ready { width: 20, height: 10 });
    assert_eq!(ready.uses, [MediaUse::Product { id: product, title: Localized::same("Pilot jug") }]);

    // One that is ready comes at once, behind the first, and only once; one that waits can be taken back.
    let second = ada.give(&png(10, 20), "", None).await.expect("a picture");
    ada.work().await;
    let attach = CreateMediaAttachment { media: second.id.clone(), product };
    for _ in 0..2 {
        ada.call(&attach).await.expect("both are there");
        let paths: Vec<String> = ada.pictures().await.into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, [first.path.clone(), second.path.clone()]);
    }
    let third = ada.give(&png(30, 20), "", Some(product)).await.expect("a picture");
    let back = DeleteMediaAttachment { media: third.id.clone(), product };
    ada.call(&back).await.expect("it waits");
    assert_eq!(ada.call(&back).await.expect_err("not any more").code, Code::MediaNotFound);
    ada.work().await;
    assert_eq!(ada.pictures().await.len(), 2);
}

#[tokio::test]
async fn a_picture_that_the_database_itself_refuses_does_not_hold_up_the_others() {
    let scene = Scene::open().await;
    let ada = Ada::of(&scene).await;
    let product = ada.product(json!([])).await;
    ada.give(&png(20, 10), "", Some(product)).await.expect("a picture");
    let full = "alter table catalog.products add constraint full_of_pictures
                check (jsonb_array_length(coalesce(document -> 'media', '[]')) = 0)";
    origin_testing::alter(&scene.stores.db, full).await;
    ada.work().await;
    assert_eq!(ada.pictures().await.len(), 0);
    let waiting = sqlx::query_scalar::<_, i64>("select count(*) from media.attachments");
    assert_eq!(waiting.fetch_one(&scene.stores.db).await.expect("PostgreSQL is up"), 0, "it waits no more");
}

#[tokio::test]
async fn a_picture_is_described_by_version_and_deleted_when_nothing_shows_it() {
    let scene = Scene::open().await;
    let ada = Ada::of(&scene).await;
    let product = ada.product(json!([])).await;
    let media = ada.give(&png(20, 10), "", Some(product)).await.expect("a picture");
    ada.work().await;
    let describe = |if_match| UpdateMedia { media: media.id.clone(), if_match, alt: Localized::same("A jug") };
    assert_eq!(ada.call(&describe(None)).await.expect_err("no version").code, Code::VersionMissing);
    let described = ada.call(&describe(Some(IfMatch::Version(1)))).await.expect("the version there is");
    assert_eq!((described.version, described.alt), (2, Localized::same("A jug")));
    let late = UpdateMedia { alt: Localized::same("A cup"), ..describe(Some(IfMatch::Version(1))) };
    assert_eq!(ada.call(&late).await.expect_err("somebody was faster").code, Code::VersionOutdated);

    let delete = DeleteMedia { media: media.id.clone(), if_match: Some(IfMatch::Any) };
    let problem = ada.call(&delete).await.expect_err("a product shows it");
    assert!(problem.code == Code::MediaInUse && problem.detail.contains("Pilot jug"), "{problem}");
    ada.product(json!([])).await;
    ada.call(&delete).await.expect("nothing shows it");
    assert_eq!(ada.get(&media).await.expect_err("it is gone").code, Code::MediaNotFound);
    assert_eq!(ada.list(None).await, []);

    // Its files stay as long as a page may name them. One that is shown again by then is back.
    let hash: Hash = media.id.parse().expect("an id");
    let file = scene.dir.path().join(format!("media/p1/{hash}-400.avif"));
    let forget = async |interval: &str| {
        let age = "update media.originals set deleted_at = deleted_at - $1::interval where deleted_at is not null";
        sqlx::query(age).bind(interval).execute(&scene.stores.db).await.expect("PostgreSQL is up");
        changes::forget(&scene.stores.db, &scene.store).await.expect("nothing fails");
    };
    forget("50 minutes").await;
    assert!(file.exists() && scene.store.has_original(&hash).await.expect("readable"));
    ada.product(json!([{ "path": media.path, "width": 20, "height": 10 }])).await;
    forget("20 minutes").await;
    assert_eq!(ada.get(&media).await.expect("it is back").uses.len(), 1);
    ada.product(json!([])).await;
    ada.call(&delete).await.expect("nothing shows it");
    forget("2 hours").await;
    assert!(!file.exists() && !scene.store.has_original(&hash).await.expect("readable"));
    let again = ada.give(&png(20, 10), "", None).await.expect("the same picture");
    assert_eq!((again.state, again.version), (MediaState::Waiting, 1));
    ada.work().await;
    assert!(file.exists());
}
