//! A merchant's picture, from the file to the shopper's screen.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use http::Method;
use origin_platform::power_cut;
use serde_json::json;
use testing::{Shop, eventually, own_build, site_of_build};

/// Every file of a picture: four widths in two formats.
const FILES: i64 = 8;

/// The folders of pictures, as options and as variables of the origin.
struct Folders {
    originals: String,
    files: String,
}

impl Folders {
    /// A site at whose pictures the worker may write, served by the edge from now on.
    async fn of(shop: &mut Shop) -> Self {
        let site = shop.file("site");
        site_of_build(&own_build(), &site);
        let files = site.join("media");
        let demo = fs::canonicalize(&files).expect("the demo's pictures");
        fs::remove_file(&files).expect("a link of our own making");
        fs::create_dir(&files).expect("the folder is ours");
        for entry in fs::read_dir(demo).expect("readable") {
            let entry = entry.expect("readable");
            symlink(entry.path(), files.join(entry.file_name())).expect("the folder is ours");
        }
        shop.deploy(&site).await;
        let originals = shop.file("originals").display().to_string();
        Self { originals, files: files.display().to_string() }
    }

    fn variables(&self) -> [(&str, &str); 2] {
        [("MEDIA_ORIGINALS", &self.originals), ("MEDIA_FILES", &self.files)]
    }

    /// Adds a picture; returns its path, by which products name it.
    fn add(&self, shop: &Shop, picture: &str) -> String {
        let folders = ["--media-originals", &self.originals, "--media-files", &self.files];
        let told = shop.run_origin(&[["media", "add", picture].as_slice(), &folders].concat());
        told.split('\t').next().expect("a path").to_owned()
    }

    /// Small pictures of the demo shop, each another.
    fn demo(&self) -> Vec<String> {
        let folder = PathBuf::from(&self.files).join("products");
        let files = fs::read_dir(folder).expect("the demo's pictures").map(|file| file.expect("readable").path());
        let mut small: Vec<String> =
            files.map(|file| file.display().to_string()).filter(|file| file.ends_with("-400.webp")).collect();
        small.sort();
        small
    }
}

#[tokio::test]
async fn a_picture_is_added_made_attached_and_seen() {
    let mut shop = Shop::start().await;
    let folders = Folders::of(&mut shop).await;
    shop.restart_workers_with(&folders.variables(), &[]);
    let picture = folders.demo().swap_remove(0);
    let path = folders.add(&shop, &picture);
    assert_eq!(folders.add(&shop, &picture), path, "the same picture is kept once");
    let told = eventually("its files", async || {
        let told = shop.run_origin(&["media", "list"]);
        told.contains("\tready\t").then_some(told)
    })
    .await;
    assert_eq!(told.lines().count(), 1, "{told}");
    let size = told.split('\t').nth(2).and_then(|size| size.split_once('x')).expect("width and height");
    let number = |text: &str| text.parse::<u32>().expect("pixels");
    let media = json!([{ "path": path, "alt": { "en": "A jug" }, "width": number(size.0), "height": number(size.1) }]);

    let product = json!({ "product": {
        "slug": "pilot-jug", "title": { "en": "Pilot jug" }, "status": "active", "media": media,
        "variants": [{ "sku": "PILOT-JUG", "prices": [{ "currency": "EUR", "amount_minor": 4900 }] }],
    } });
    let shopper = shop.shopper();
    let made = shopper.call(Method::POST, "/v1/admin/products", Some(&shop.staff_key), &product).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let page = eventually("the page", async || {
        let page = shopper.try_get("/products/pilot-jug").await?;
        (page.status == 200).then_some(page)
    })
    .await;
    for width in [400, 800, 1200] {
        for format in ["avif", "webp"] {
            let address = format!("/media/{path}-{width}.{format}");
            assert!(page.body.contains(&format!("{address} {width}w")), "{address}");
            let file = shopper.try_get(&address).await.expect("an answer");
            assert_eq!((file.status, file.header("content-type")), (200, format!("image/{format}").as_str()));
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
        }
    }
}

#[tokio::test]
async fn a_worker_that_is_killed_at_a_picture_leaves_it_to_the_next() {
    let mut shop = Shop::start().await;
    let folders = Folders::of(&mut shop).await;
    shop.workers.kill();
    let places = ["picture claimed", "picture half made", "picture made"];
    for (place, picture) in places.into_iter().zip(folders.demo()) {
        folders.add(&shop, &picture);
        let variables = [folders.variables().as_slice(), &[(power_cut::VARIABLE, place)]].concat();
        shop.restart_workers_with(&variables, &["media"]);
        eventually("the worker's death", async || shop.workers.has_ended().then_some(())).await;
        // Its claim ends by itself after some minutes.
        let ended = sqlx::query("update media.originals set claimed_until = now() where state = 'waiting'");
        assert_eq!(ended.execute(&shop.stores.db).await.expect("PostgreSQL is up").rows_affected(), 1, "{place}");
        shop.restart_workers_with(&folders.variables(), &["media"]);
        eventually("its files", async || {
            let waiting = "select count(*) from media.originals where state <> 'ready'";
            let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&shop.stores.db).await.ok()?;
            (waiting == 0).then_some(())
        })
        .await;
    }
    let made: i64 = sqlx::query_scalar("select count(*) from media.derivatives")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(made, 3 * FILES);
    let files = fs::read_dir(PathBuf::from(&folders.files).join("p1")).expect("the folder").count();
    assert_eq!(i64::try_from(files).expect("few"), made, "nothing is left of what was half made");
}
