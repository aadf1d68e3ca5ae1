//! Pictures in the sizes they are stored in, with room kept for them before they arrive.

use std::fmt::Write as _;

use api::catalog::Picture;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use super::escape::escape_attribute;
use super::placeholder::placeholder;

/// Which widths a picture is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widths {
    /// A product: 400, 800 and 1200 pixels.
    Product,
    /// A collection: 800 and 1600 pixels.
    Collection,
}

impl Widths {
    const fn all(self) -> &'static [u32] {
        match self {
            Self::Product => &[400, 800, 1200],
            Self::Collection => &[800, 1600],
        }
    }

    /// The width for browsers that choose none.
    const fn usual(self) -> u32 {
        800
    }
}

/// How soon a picture is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// The largest thing on the first screen.
    First,
    /// On the first screen.
    Eager,
    /// When the shopper comes near it.
    Lazy,
}

/// A picture, or a drawn stand-in with the initials of `title` where there is none.
///
/// `sizes` is how wide it is shown, as in HTML's attribute of that name.
pub fn picture(
    picture: Option<Picture>,
    title: &str,
    widths: Widths,
    sizes: &'static str,
    loading: Loading,
) -> impl IntoView + use<> {
    match picture {
        None => placeholder(title).into_any(),
        Some(picture) => InertElement::new(html(&picture, widths, sizes, loading)).into_any(),
    }
}

/// The picture as text: every page has several, and nothing in them ever changes. Worker and browser make the same, so
/// that an island that wakes up finds what it expects.
fn html(picture: &Picture, widths: Widths, sizes: &str, loading: Loading) -> String {
    let (path, sizes) = (escape_attribute(&picture.path), escape_attribute(sizes));
    let mut html = String::with_capacity(320 + 8 * path.len() + 2 * sizes.len() + picture.alt.len());
    html.push_str("<picture>");
    for format in ["avif", "webp"] {
        for part in ["<source type=\"image/", format, "\" srcset=\""] {
            html.push_str(part);
        }
        for (place, width) in widths.all().iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            // Writing to a text never fails.
            let _ = write!(html, "{comma}/media/{path}-{width}.{format} {width}w");
        }
        for part in ["\" sizes=\"", &sizes, "\">"] {
            html.push_str(part);
        }
    }
    let (alt, usual) = (escape_attribute(&picture.alt), widths.usual());
    let _ = write!(html, "<img src=\"/media/{path}-{usual}.webp\" alt=\"{alt}\"");
    let _ = write!(html, " width=\"{}\" height=\"{}\"", picture.width, picture.height);
    html.push_str(match loading {
        Loading::First => " fetchpriority=\"high\"></picture>",
        Loading::Eager => "></picture>",
        Loading::Lazy => " loading=\"lazy\"></picture>",
    });
    html
}

/// The address of one stored file of a picture, without the shop's own address.
pub fn address(picture: &Picture, width: u32, format: &str) -> String {
    format!("/media/{}-{width}.{format}", picture.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mug(alt: &str) -> Picture {
        let (path, alt) = ("products/mug-oat".to_owned(), alt.to_owned());
        Picture { path, alt, width: 1200, height: 1500, option: Default::default() }
    }

    #[test]
    fn every_stored_width_is_offered() {
        let offered = |format: &str| {
            let width = |width| format!("/media/products/mug-oat-{width}.{format} {width}w");
            let srcset = [400, 800, 1200].map(width).join(", ");
            format!("<source type=\"image/{format}\" srcset=\"{srcset}\" sizes=\"50vw\">")
        };
        let (avif, webp) = (offered("avif"), offered("webp"));
        for (loading, said) in
            [(Loading::First, " fetchpriority=\"high\""), (Loading::Eager, ""), (Loading::Lazy, " loading=\"lazy\"")]
        {
            let img =
                format!("<img src=\"/media/products/mug-oat-800.webp\" alt=\"\" width=\"1200\" height=\"1500\"{said}>");
            let expected = format!("<picture>{avif}{webp}{img}</picture>");
            assert_eq!(html(&mug(""), Widths::Product, "50vw", loading), expected);
        }
        let shown = html(&mug("a \"mug\" & <more>"), Widths::Collection, "100vw", Loading::Eager);
        assert!(shown.contains(" alt=\"a &quot;mug&quot; &amp; &lt;more&gt;\" "), "{shown}");
        assert!(shown.contains("oat-800.avif 800w, /media/products/mug-oat-1600.avif 1600w\""), "{shown}");
    }
}
