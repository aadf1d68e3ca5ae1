//! What the tests of pictures share.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};
use origin_platform::Stores;
use origin_testing::fresh_stores;
use tempfile::TempDir;

use crate::{Folders, State, child, list};

/// What the camera of [`Scene::lying_jpeg`] calls itself.
pub(crate) const CAMERA: &[u8] = b"A camera of Ada's\0";

pub(crate) struct Scene {
    pub(crate) stores: Stores,
    pub(crate) folders: Folders,
    dir: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let folders = Folders { originals: dir.path().join("originals"), files: dir.path().join("media") };
        Self { stores: fresh_stores().await, folders, dir }
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

/// A picture of noise, which does not compress away.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..height {
        let row: Vec<u8> = std::iter::once(0).chain((0..3 * width).map(|_| noise())).collect();
        rows.write_all(&row).expect("memory");
    }
    let rows = rows.finish().expect("memory");
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    // Eight bits of red, green and blue.
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", header), (b"IDAT", rows), (b"IEND", Vec::new())] {
        let mut crc = Crc::new();
        crc.update(name);
        crc.update(&data);
        bytes.extend(u32::try_from(data.len()).expect("small").to_be_bytes());
        bytes.extend(name);
        bytes.extend(data);
        bytes.extend(crc.sum().to_be_bytes());
    }
    bytes
}
