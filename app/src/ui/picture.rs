//! Pictures in the sizes they are stored in, with room kept for them before they arrive.

use api::catalog::Picture;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::html::Html;
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
        #[cfg(feature = "ssr")]
        Some(picture) => leptos::tachys::html::InertElement::new(html(&picture, widths, sizes, loading)).into_any(),
        #[cfg(not(feature = "ssr"))]
        Some(picture) => view(picture, widths, sizes, loading),
    }
}

/// A picture as the browser knows it.
#[cfg(any(test, not(feature = "ssr")))]
fn view(picture: Picture, widths: Widths, sizes: &'static str, loading: Loading) -> AnyView {
    let fallback = address(&picture, widths.usual(), "webp");
    let lazy = (loading == Loading::Lazy).then_some("lazy");
    let first = (loading == Loading::First).then_some("high");
    view! {
        <picture>
            <source type="image/avif" srcset=srcset(&picture, widths, "avif") sizes=sizes/>
            <source type="image/webp" srcset=srcset(&picture, widths, "webp") sizes=sizes/>
            <img
                src=fallback
                alt=picture.alt
                width=picture.width.to_string()
                height=picture.height.to_string()
                loading=lazy
                fetchpriority=first
            />
        </picture>
    }
    .into_any()
}

/// The same as text: every page has several, and nothing in them ever changes.
#[cfg(feature = "ssr")]
fn html(picture: &Picture, widths: Widths, sizes: &str, loading: Loading) -> String {
    let mut html = Html::with_capacity(320 + 8 * picture.path.len() + 2 * sizes.len() + picture.alt.len());
    write_picture(&mut html, picture, widths, sizes, loading);
    html.into_text()
}

/// Writes what [`picture`] shows.
#[cfg(feature = "ssr")]
pub fn write(
    html: &mut Html,
    picture: Option<&Picture>,
    title: &str,
    widths: Widths,
    sizes: &'static str,
    loading: Loading,
) {
    match picture {
        None => {
            html.of(placeholder(title));
        }
        Some(picture) => write_picture(html, picture, widths, sizes, loading),
    }
}

#[cfg(feature = "ssr")]
fn write_picture(html: &mut Html, picture: &Picture, widths: Widths, sizes: &str, loading: Loading) {
    let path = super::escape::escape_attribute(&picture.path);
    html.html("<picture>");
    for format in ["avif", "webp"] {
        html.html("<source type=\"image/").html(format).html("\" srcset=\"");
        for (place, width) in widths.all().iter().enumerate() {
            html.html(if place == 0 { "/media/" } else { ", /media/" });
            html.html(&path).html("-").number(*width).html(".").html(format).html(" ").number(*width).html("w");
        }
        html.html("\" sizes=\"").value(sizes).html("\">");
    }
    html.html("<img src=\"/media/").html(&path).html("-").number(widths.usual()).html(".webp\" alt=\"");
    html.value(&picture.alt).html("\" width=\"").number(picture.width);
    html.html("\" height=\"").number(picture.height);
    html.html(match loading {
        Loading::First => "\" fetchpriority=\"high\"></picture>",
        Loading::Eager => "\"></picture>",
        Loading::Lazy => "\" loading=\"lazy\"></picture>",
    });
}

/// The address of one stored file of a picture, without the shop's own address.
pub fn address(picture: &Picture, width: u32, format: &str) -> String {
    format!("/media/{}-{width}.{format}", picture.path)
}

#[cfg(any(test, not(feature = "ssr")))]
fn srcset(picture: &Picture, widths: Widths, format: &str) -> String {
    let one = |width: &u32| format!("{} {width}w", address(picture, *width, format));
    widths.all().iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mug(alt: &str) -> Picture {
        let (path, alt) = ("products/mug-oat".to_owned(), alt.to_owned());
        Picture { path, alt, width: 1200, height: 1500, option: Default::default() }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_text_is_what_the_browser_knows() {
        for alt in ["", "a \"mug\" & <more>"] {
            for (widths, loading) in [
                (Widths::Product, Loading::First),
                (Widths::Product, Loading::Lazy),
                (Widths::Collection, Loading::Eager),
            ] {
                let sizes = "(min-width: 56rem) 50vw, 100vw";
                let text = html(&mug(alt), widths, sizes, loading);
                assert_eq!(text, view(mug(alt), widths, sizes, loading).to_html());
            }
        }
    }

    #[test]
    fn every_stored_width_is_offered() {
        let picture = mug("");
        assert_eq!(
            srcset(&picture, Widths::Product, "avif"),
            "/media/products/mug-oat-400.avif 400w, /media/products/mug-oat-800.avif 800w, /media/products/mug-oat-1200.avif 1200w"
        );
    }
}
