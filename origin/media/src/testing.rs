//! What the tests of pictures share.

use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use flate2::{Compression, Crc, write::ZlibEncoder};
use http::Request;
use origin_platform::{HttpClient, Stores};
use origin_testing::fresh_stores;
use tempfile::TempDir;
use uuid::Uuid;

use crate::store::Output;
use crate::{Bucket, Hash, State, Store, child, list};

/// What the camera of [`Scene::lying_jpeg`] calls itself.
pub(crate) const CAMERA: &[u8] = b"A camera of Ada's\0";

pub(crate) struct Scene {
    pub(crate) stores: Stores,
    pub(crate) store: Store,
    pub(crate) dir: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (originals, files) = (dir.path().join("originals"), dir.path().join("media"));
        let store = Store::in_folders(&originals, &files).expect("a folder");
        Self { stores: fresh_stores().await, store, dir }
    }

    /// The same with a bucket of its own, in a store that speaks S3.
    pub(crate) async fn in_bucket() -> Self {
        let endpoint = std::env::var("TEST_S3_URL").expect("`cargo xtask test` starts one");
        let name = format!("pictures-{}", Uuid::new_v4().simple());
        let made = Request::put(format!("{endpoint}/{name}")).body(Bytes::new()).expect("a request");
        let client = HttpClient::new(Duration::from_secs(10), 64 * 1024).expect("TLS");
        assert!(client.send(made).await.expect("the store is there").status().is_success());
        Self { store: Store::in_bucket(&bucket(endpoint, name)).expect("a bucket"), ..Self::open().await }
    }

    /// A file that was made.
    pub(crate) async fn file(&self, hash: &Hash, output: Output) -> Vec<u8> {
        let name = format!("{}-{}.{}", Store::path(hash), output.width, output.format);
        let file = self.store.file(&name.parse().expect("its name")).await.expect("the store is there");
        file.expect("a file").to_vec()
    }

    /// What lies in the folder of originals.
    pub(crate) fn originals(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.path().join("originals")).expect("the folder");
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("readable").file_name();
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect()
    }

    /// Lets time pass for whoever claimed a picture.
    pub(crate) async fn end_claims(&self) {
        let query = sqlx::query("update media.originals set claimed_until = now() - interval '1 second'");
        query.execute(&self.stores.db).await.expect("PostgreSQL is up");
    }

    /// What became of the one picture there is.
    pub(crate) async fn only(&self) -> State {
        let mut pictures = list(&self.stores.db, 2).await.expect("PostgreSQL is up");
        assert_eq!(pictures.len(), 1);
        pictures.remove(0).state
    }
}

impl Scene {
    /// A picture of 20 by 10 pixels, `a.png`, made into `output` by a command of libvips.
    pub(crate) async fn converted(&self, command: &[&str], output: &str) -> Vec<u8> {
        let folder = self.dir.path().join("converted");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("a.png"), png(20, 10)).expect("a file");
        child::run("vips", command, &folder).await.expect("libvips is there").expect("a picture");
        std::fs::read(folder.join(output)).expect("a file")
    }

    /// A picture of 20 by 10 pixels, taken with a camera that lay on its side and told who owns it.
    pub(crate) async fn lying_jpeg(&self) -> Vec<u8> {
        let bytes = self.converted(&["copy", "a.png", "a.jpg"], "a.jpg").await;
        // TIFF's head, a directory of two entries, Make (as text behind them) and Orientation (6), and no other.
        let length = u8::try_from(CAMERA.len()).expect("short");
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x0F\0\x02\0\0\0".to_vec();
        exif.extend([length, 0, 0, 0, 38, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
        exif.extend(CAMERA);
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        [&bytes[..2], b"\xFF\xE1", &length, &exif, &bytes[2..]].concat()
    }
}

/// A bucket that is opened by any key.
pub(crate) fn bucket(endpoint: String, name: String) -> Bucket {
    let (key, secret) = ("test".to_owned(), "test".to_owned());
    Bucket { endpoint, region: "us-east-1".to_owned(), name, key, secret, authorities: None }
}

/// A picture of noise, which does not compress away.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let mut rows = Vec::new();
    for _ in 0..height {
        rows.extend(std::iter::once(0).chain((0..3 * width).map(|_| noise())));
    }
    png_of(width, height, &[], &rows)
}

/// A picture of these rows, with other chunks before them.
pub(crate) fn png_of(width: u32, height: u32, others: &[(&[u8; 4], Vec<u8>)], rows: &[u8]) -> Vec<u8> {
    // Eight bits of red, green and blue.
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    for (name, data) in others {
        bytes.extend(chunk(name, data));
    }
    bytes.extend(chunk(b"IDAT", &deflated(rows)));
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

/// Bytes as PNG compresses them.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut coder = ZlibEncoder::new(Vec::new(), Compression::fast());
    coder.write_all(bytes).expect("memory");
    coder.finish().expect("memory")
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    let length = u32::try_from(data.len()).expect("small").to_be_bytes();
    [length.as_slice(), name, data, &crc.sum().to_be_bytes()].concat()
}
