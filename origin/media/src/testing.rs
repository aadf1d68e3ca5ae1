//! What the tests of pictures share.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};
use origin_platform::Stores;
use origin_testing::fresh_stores;
use tempfile::TempDir;

use crate::{Folders, State, list};

pub(crate) struct Scene {
    pub(crate) stores: Stores,
    pub(crate) folders: Folders,
    _dir: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let folders = Folders { originals: dir.path().join("originals"), files: dir.path().join("media") };
        Self { stores: fresh_stores().await, folders, _dir: dir }
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
