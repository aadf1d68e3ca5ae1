//! What lies in `public/` is what the catalogue and the drawings say.

use std::{collections::BTreeSet, fs, path::PathBuf};

use super::{collections, products};
use crate::{
    art,
    catalog::Medium,
    studio::{PRODUCT_WIDTHS, WIDE_WIDTHS},
};

const FORMATS: [&str; 2] = ["avif", "webp"];

fn public() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../public")
}

fn files(path: &str, widths: &[u32]) -> Vec<String> {
    let name = |width, format| format!("{path}-{width}.{format}");
    widths.iter().flat_map(|&width| FORMATS.map(|format| name(width, format))).collect()
}

#[test]
fn every_picture_is_on_disk_in_every_width_and_format_and_no_other_is() {
    let sized =
        |medium: &Medium, width, height| assert_eq!((medium.width, medium.height), (width, height), "{}", medium.path);
    let mut wanted: BTreeSet<String> = files("hero/home", WIDE_WIDTHS).into_iter().collect();
    for collection in collections() {
        sized(&collection.image, 1600, 900);
        wanted.extend(files(&collection.image.path, WIDE_WIDTHS));
    }
    for medium in products().iter().flat_map(|product| &product.media) {
        sized(medium, 1200, 1500);
        wanted.extend(files(&medium.path, PRODUCT_WIDTHS));
    }
    let (mut found, mut bytes) = (BTreeSet::new(), 0);
    for folder in ["hero", "collections", "products"] {
        for entry in fs::read_dir(public().join("media").join(folder)).expect("the pictures are committed") {
            let entry = entry.expect("a folder can be listed");
            let content = fs::read(entry.path()).expect("a picture can be read");
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let kind = if name.ends_with("avif") { &content[4..12] } else { &content[8..16] };
            let magic: &[u8] = if name.ends_with("avif") { b"ftypavif" } else { b"WEBPVP8 " };
            assert_eq!(kind, magic, "{name} is not what its name says");
            bytes += content.len();
            found.insert(name);
        }
    }
    let missing: Vec<_> = wanted.difference(&found).collect();
    let stale: Vec<_> = found.difference(&wanted).collect();
    assert!(missing.is_empty() && stale.is_empty(), "missing {missing:?}, stale {stale:?}: see demo/README.md");
    assert!(bytes < 12_000_000, "{bytes} bytes of pictures");
}

#[test]
fn every_picture_says_which_colour_most_of_it_has() {
    let of_collections = collections().into_iter().map(|collection| (collection.image.path, collection.image.colour));
    let of_products = products().into_iter().flat_map(|product| product.media);
    for (path, colour) in of_collections.chain(of_products.map(|medium| (medium.path, medium.colour))) {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        let is_colour = digits.len() == 6 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        assert!(is_colour, "{path}: {colour}");
    }
}

#[test]
fn the_icons_are_on_disk() {
    for (name, side) in [
        ("icon-192", 192),
        ("icon-512", 512),
        ("icon-maskable-192", 192),
        ("icon-maskable-512", 512),
        ("apple-touch-icon", 180),
    ] {
        let png = fs::read(public().join(format!("icons/{name}.png"))).expect("the icons are committed");
        let edge = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((edge(16), edge(20)), (side, side), "{name}");
    }
    let favicon = fs::read_to_string(public().join("favicon.svg")).expect("the favicon is committed");
    assert_eq!(favicon, art::icon(false), "favicon.svg is not the drawing in art/mark.rs");
}
