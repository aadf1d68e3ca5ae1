//! Pictures in the sizes they are stored in, with room kept for them before they arrive.

use std::fmt::{self, Display};

use api::catalog::{Picture, Text};
use leptos::prelude::*;

use super::html::Html;
use super::language::lang;
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

/// Whether a picture says what it shows.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alt {
    /// By the merchant's words.
    Told,
    /// Not at all: that stands beside it, and reading it twice helps nobody.
    Silent,
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
        Some(picture) => html(&picture, widths, sizes, loading).view(),
    }
}

/// The picture as text: every page has several, and nothing in them ever changes. Worker and browser make the same, so
/// that an island that wakes up finds what it expects.
fn html(picture: &Picture, widths: Widths, sizes: &str, loading: Loading) -> Html {
    let mut html = Html::with_capacity(320 + 8 * picture.path.len() + 2 * sizes.len() + picture.alt.bare().len());
    write_picture(&mut html, picture, &picture.alt, widths, sizes, loading);
    html
}

/// Writes what [`picture`] shows.
#[cfg(feature = "ssr")]
pub fn write(
    html: &mut Html,
    picture: Option<&Picture>,
    alt: Alt,
    title: &str,
    widths: Widths,
    sizes: &'static str,
    loading: Loading,
) {
    match (picture, alt) {
        (None, _) => _ = html.of(placeholder(title)),
        (Some(picture), Alt::Told) => write_picture(html, picture, &picture.alt, widths, sizes, loading),
        (Some(picture), Alt::Silent) => write_picture(html, picture, &Text::default(), widths, sizes, loading),
    }
}

fn write_picture(html: &mut Html, picture: &Picture, alt: &Text, widths: Widths, sizes: &str, loading: Loading) {
    html.html("<picture>");
    for format in ["avif", "webp"] {
        html.html("<source type=\"image/").html(format).html("\" srcset=\"");
        for (place, width) in widths.all().iter().enumerate() {
            html.html(if place == 0 { "/media/" } else { ", /media/" });
            html.value(&picture.path)
                .html("-")
                .number(*width)
                .html(".")
                .html(format)
                .html(" ")
                .number(*width)
                .html("w");
        }
        html.html("\" sizes=\"").value(sizes).html("\">");
    }
    html.html("<img src=\"/media/").value(&picture.path).html("-").number(widths.usual()).html(".webp\" alt=\"");
    html.value(alt.bare()).html("\"").attribute("lang", lang(alt));
    write_classes(html, picture);
    html.html(" width=\"").number(picture.width);
    html.html("\" height=\"").number(picture.height);
    html.html(match loading {
        Loading::First => "\" fetchpriority=\"high\"></picture>",
        Loading::Eager => "\"></picture>",
        Loading::Lazy => "\" loading=\"lazy\"></picture>",
    });
}

/// Styles stand in the stylesheet alone, which has a class for each tenth of a side and each sixteenth of a colour.
fn write_classes(html: &mut Html, picture: &Picture) {
    if picture.focus.is_none() && picture.colour.is_none() {
        return;
    }
    html.html(" class=\"");
    if let Some(focus) = picture.focus {
        html.html("fx").number(tenth(focus.x)).html(" fy").number(tenth(focus.y));
    }
    if let Some(colour) = picture.colour {
        let [red, green, blue] = colour.sixteenths().map(u32::from);
        html.html(if picture.focus.is_some() { " " } else { "" });
        html.html(if colour.is_light() { "pl cr" } else { "pd cr" }).number(red);
        html.html(" cg").number(green).html(" cb").number(blue);
    }
    html.html("\"");
}

/// The nearest tenth of a hundred.
fn tenth(per_cent: u8) -> u32 {
    (u32::from(per_cent) + 5) / 10
}

/// The address of one stored file of a picture, without the shop's own address.
pub fn address<'a>(picture: &'a Picture, width: u32, format: &'static str) -> impl Display + use<'a> {
    fmt::from_fn(move |f| write!(f, "/media/{}-{width}.{format}", picture.path))
}

#[cfg(test)]
mod tests {
    use api::catalog::{Colour, Focus};
    use domain::Locale;

    use super::*;

    fn mug(alt: &str) -> Picture {
        let (path, alt) = ("products/mug-oat".to_owned(), Text::plain(alt));
        Picture { path, alt, width: 1200, height: 1500, option: Default::default(), focus: None, colour: None }
    }

    /// The same as a view: the elements that the text has, with attributes that Leptos escapes.
    fn view(picture: &Picture, widths: Widths, sizes: &'static str, loading: Loading) -> AnyView {
        let source = |format: &str| {
            let file = |width: &u32| format!("/media/{}-{width}.{format} {width}w", picture.path);
            let srcset = widths.all().iter().map(file).collect::<Vec<_>>().join(", ");
            view! { <source type=format!("image/{format}") srcset=srcset sizes=sizes/> }
        };
        let priority = (loading == Loading::First).then_some("high");
        let lazy = (loading == Loading::Lazy).then_some("lazy");
        view! {
            <picture>
                {source("avif")}
                {source("webp")}
                <img
                    src=address(picture, 800, "webp").to_string()
                    alt=picture.alt.bare().to_owned()
                    lang=lang(&picture.alt)
                    width=picture.width.to_string()
                    height=picture.height.to_string()
                    fetchpriority=priority
                    loading=lazy
                />
            </picture>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let odd = "a \"mug\" & <more>";
        for (alt, lang) in [("", None), (odd, None), (odd, Some(Locale::En))] {
            let mut mug = Picture { alt: Text::kept(alt, lang), ..mug("") };
            mug.path.push_str("&\"<");
            for widths in [Widths::Product, Widths::Collection] {
                for loading in [Loading::First, Loading::Eager, Loading::Lazy] {
                    for sizes in ["50vw", "(min-width: 64rem) 22vw, 46vw"] {
                        let text = html(&mug, widths, sizes, loading).into_text();
                        assert_eq!(text, view(&mug, widths, sizes, loading).to_html().replace("<!>", ""));
                    }
                }
            }
        }
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
            assert_eq!(html(&mug(""), Widths::Product, "50vw", loading).into_text(), expected);
        }
        let shown = html(&mug("a \"mug\" & <more>"), Widths::Collection, "100vw", Loading::Eager).into_text();
        assert!(shown.contains(" alt=\"a &quot;mug&quot; &amp; &lt;more&gt;\" "), "{shown}");
        assert!(shown.contains("oat-800.avif 800w, /media/products/mug-oat-1600.avif 1600w\""), "{shown}");
    }

    #[test]
    fn what_is_seen_in_any_case_is_said_by_a_class() {
        for (x, y, class) in [(0, 100, "fx0 fy10"), (34, 35, "fx3 fy4"), (50, 50, "fx5 fy5")] {
            let picture = Picture { focus: Some(Focus { x, y }), ..mug("") };
            let shown = html(&picture, Widths::Product, "50vw", Loading::Eager).into_text();
            assert!(shown.contains(&format!(" alt=\"\" class=\"{class}\" width=\"1200\"")), "{shown}");
        }
    }

    #[test]
    fn the_colour_that_stands_in_its_place_is_said_by_classes() {
        let (linen, slate) =
            (Colour { red: 0xF7, green: 0xF2, blue: 0xE9 }, Colour { red: 9, green: 0x22, blue: 0x33 });
        let focus = Some(Focus { x: 0, y: 100 });
        for (colour, focus, class) in [
            (linen, None, "pl cr15 cg14 cb14"),
            (slate, None, "pd cr1 cg2 cb3"),
            (linen, focus, "fx0 fy10 pl cr15 cg14 cb14"),
        ] {
            let picture = Picture { colour: Some(colour), focus, ..mug("") };
            let shown = html(&picture, Widths::Product, "50vw", Loading::Eager).into_text();
            assert!(shown.contains(&format!(" alt=\"\" class=\"{class}\" width=\"1200\"")), "{shown}");
        }
    }

    #[test]
    fn j02_the_language_of_what_is_said_of_a_picture_stands_at_the_picture() {
        let picture = Picture { alt: Text::kept("A mug", Some(Locale::En)), ..mug("") };
        let shown = |picture: &Picture| html(picture, Widths::Product, "50vw", Loading::Eager).into_text();
        assert!(shown(&picture).contains(" alt=\"A mug\" lang=\"en\" width=\"1200\""), "{}", shown(&picture));
        assert!(shown(&mug("Ein Becher")).contains(" alt=\"Ein Becher\" width=\"1200\""));
        assert!(
            shown(&picture.decorative()).contains(" alt=\"\" width=\"1200\""),
            "what is not said is in no language"
        );
    }
}
