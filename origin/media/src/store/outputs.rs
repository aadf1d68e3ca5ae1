//! Which files there are of a picture.

use api::media::{ICONS, PictureFormat};

/// One file to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// The most pixels from left to right: a smaller picture is not enlarged.
    pub(crate) width: u32,
    pub(crate) format: &'static str,
    /// Of libvips. Everything but the pixels is left out: where and by whom a picture was taken is nobody's business.
    pub(crate) options: &'static str,
}

/// What the pages ask for (`app/src/ui/picture.rs`). The last is the largest WebP, of which the size is read.
const WIDTHS: [u32; 4] = [400, 800, 1200, 1600];

/// Every file there is of a picture.
pub(crate) fn outputs() -> impl Iterator<Item = Output> {
    let avif = |width| Output { width, format: "avif", options: "[Q=55,effort=4,strip]" };
    let webp = |width| Output { width, format: "webp", options: "[Q=80,strip]" };
    WIDTHS.into_iter().flat_map(move |width| [avif(width), webp(width)])
}

/// Every icon there is of a logo, beside these.
pub(crate) fn icons() -> impl Iterator<Item = Output> {
    let icon = |(format, width): (PictureFormat, u32)| Output {
        width,
        format: format.name(),
        options: "[strip,compression=9]",
    };
    ICONS.into_iter().map(icon)
}
