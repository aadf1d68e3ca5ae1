//! The files that pages show.

use std::fmt::{self, Display};
use std::str::FromStr;

/// The address below which the edge sends pictures, and the origin what the edge has not got.
pub const PICTURES: &str = "/media/";
/// Digits of a SHA-256, written out.
const DIGITS: usize = 64;

/// One file that was made of a merchant's picture: `p1/HASH-800.avif`. Pictures of the demo shop and of whoever makes
/// their own files are named otherwise, and lie in the site's folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureFile {
    /// How files were made when this one was.
    pub recipe: u16,
    /// The picture's id.
    pub picture: String,
    /// The most pixels from left to right.
    pub width: u32,
    /// What it is.
    pub format: PictureFormat,
}

/// What a file is: no other is ever sent as a picture of the merchant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// `avif`.
    Avif,
    /// `webp`.
    Webp,
    /// A square of this side with the whole logo, as PNG: `icon.png`.
    Icon,
    /// The same with so much room around the logo that a system may cut it to a shape of its own: `maskable.png`.
    Maskable,
}

/// The icons of the installed shop that are made of its logo, with their sides in pixels. The one of 180 is for
/// `apple-touch-icon`.
pub const ICONS: [(PictureFormat, u32); 5] = [
    (PictureFormat::Icon, 180),
    (PictureFormat::Icon, 192),
    (PictureFormat::Icon, 512),
    (PictureFormat::Maskable, 192),
    (PictureFormat::Maskable, 512),
];

/// The address of an icon of this side in pixels that was made of the logo at `path`: `/media/p1/HASH-192.icon.png`.
pub fn icon_address(path: &str, format: PictureFormat, side: u32) -> String {
    format!("{PICTURES}{path}-{side}.{}", format.name())
}

impl PictureFormat {
    /// As names end.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::Webp => "webp",
            Self::Icon => "icon.png",
            Self::Maskable => "maskable.png",
        }
    }

    /// As its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::Webp => "image/webp",
            Self::Icon | Self::Maskable => "image/png",
        }
    }
}

impl PictureFile {
    /// The file at a path of the site, if it can be one. There is one spelling of each.
    pub fn at(path: &str) -> Option<Self> {
        path.strip_prefix(PICTURES)?.parse().ok()
    }

    /// Its path below [`PICTURES`].
    pub fn path(&self) -> String {
        self.to_string()
    }
}

impl Display for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}/{}-{}.{}", self.recipe, self.picture, self.width, self.format.name())
    }
}

impl FromStr for PictureFile {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (recipe, file) = text.strip_prefix('p').and_then(|text| text.split_once('/')).ok_or(())?;
        let (picture, rest) = file.split_at_checked(DIGITS).ok_or(())?;
        let (width, format) = rest.strip_prefix('-').and_then(|rest| rest.split_once('.')).ok_or(())?;
        let format = match format {
            "avif" => PictureFormat::Avif,
            "webp" => PictureFormat::Webp,
            "icon.png" => PictureFormat::Icon,
            "maskable.png" => PictureFormat::Maskable,
            _ => return Err(()),
        };
        let is_hash = picture.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let read = Self {
            recipe: recipe.parse().map_err(|_| ())?,
            picture: picture.to_owned(),
            width: width.parse().map_err(|_| ())?,
            format,
        };
        // Zeros and signs before a number would make a second address of the same file.
        if is_hash && read.to_string() == text { Ok(read) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_file_is_read_and_nothing_else_is() {
        let hash = "0123456789abcdef".repeat(4);
        let address = format!("/media/p1/{hash}-800.avif");
        let file = PictureFile::at(&address).expect("a file");
        assert_eq!((file.recipe, file.width, file.format), (1, 800, PictureFormat::Avif));
        assert_eq!(format!("{PICTURES}{}", file.path()), address);
        for (format, side) in ICONS {
            let address = format!("/media/p1/{hash}-{side}.{}", format.name());
            let icon = PictureFile::at(&address).expect("a file");
            assert_eq!((icon.width, icon.format, icon.format.media_type()), (side, format, "image/png"));
        }
        for other in [
            "/media/products/mug-800.avif".to_owned(),
            format!("/media/p1/{hash}-800.svg"),
            format!("/media/p1/{hash}-192.png"),
            format!("/media/p1/{hash}-192.icon.png.png"),
            format!("/media/p1/{hash}-800.html"),
            format!("/media/p1/{hash}-0800.avif"),
            format!("/media/p1/{hash}-+800.avif"),
            format!("/media/p01/{hash}-800.avif"),
            format!("/media/p1/{hash}-99999999999.avif"),
            format!("/media/p1/{}-800.avif", hash.to_uppercase()),
            format!("/media/p1/{hash}0-800.avif"),
            format!("/media/p1/{}-800.avif", "é".repeat(32)),
            format!("/media/p1/../{hash}-800.avif"),
            format!("/media/p1/{hash}-800.avif/x"),
            format!("/media/p1/{hash}-800.avif?x"),
            format!("/media/{hash}-800.avif"),
            "/media/p1/".to_owned(),
        ] {
            assert_eq!(PictureFile::at(&other), None, "{other}");
        }
    }
}
