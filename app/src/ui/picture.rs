//! Pictures in the sizes they are stored in, with room kept for them before they arrive.

use api::catalog::Picture;
use leptos::prelude::*;

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
        Some(picture) => {
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
    }
}

/// The address of one stored file of a picture, without the shop's own address.
pub fn address(picture: &Picture, width: u32, format: &str) -> String {
    format!("/media/{}-{width}.{format}", picture.path)
}

fn srcset(picture: &Picture, widths: Widths, format: &str) -> String {
    let one = |width: &u32| format!("{} {width}w", address(picture, *width, format));
    widths.all().iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_width_is_offered() {
        let picture = Picture {
            path: "products/mug-oat".to_owned(),
            alt: String::new(),
            width: 1200,
            height: 1500,
            option: Default::default(),
        };
        assert_eq!(
            srcset(&picture, Widths::Product, "avif"),
            "/media/products/mug-oat-400.avif 400w, /media/products/mug-oat-800.avif 800w, /media/products/mug-oat-1200.avif 1200w"
        );
    }
}
