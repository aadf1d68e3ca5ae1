//! Pictures of a merchant's in a shop of a test.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::programs::ORIGINALS;
use crate::{Shop, own_build, site_of_build};

/// The folders of pictures, as options and as variables of the origin.
pub struct Pictures {
    originals: String,
    files: String,
}

impl Pictures {
    /// A site at whose pictures the worker may write, served by the edge from now on.
    ///
    /// # Panics
    /// If the folders cannot be made.
    pub async fn of(shop: &mut Shop) -> Self {
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
        let originals = shop.file(ORIGINALS).display().to_string();
        Self { originals, files: files.display().to_string() }
    }

    /// The variables of whoever works on pictures.
    pub fn variables(&self) -> [(&str, &str); 2] {
        [("MEDIA_ORIGINALS", &self.originals), ("MEDIA_FILES", &self.files)]
    }

    /// Where the files that are made lie.
    pub fn files(&self) -> &Path {
        Path::new(&self.files)
    }

    /// Adds a picture; returns its path, by which products name it.
    ///
    /// # Panics
    /// If it is not taken.
    pub fn add(&self, shop: &Shop, picture: &str) -> String {
        let folders = ["--media-originals", &self.originals, "--media-files", &self.files];
        let told = shop.run_origin(&[["media", "add", picture].as_slice(), &folders].concat());
        told.split('\t').next().expect("a path").to_owned()
    }

    /// Small pictures of the demo shop, each another.
    ///
    /// # Panics
    /// If they cannot be read.
    pub fn demo(&self) -> Vec<String> {
        let folder = PathBuf::from(&self.files).join("products");
        let files = fs::read_dir(folder).expect("the demo's pictures").map(|file| file.expect("readable").path());
        let mut small: Vec<String> =
            files.map(|file| file.display().to_string()).filter(|file| file.ends_with("-400.webp")).collect();
        small.sort();
        small
    }
}
