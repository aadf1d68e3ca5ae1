//! The shop's large picture, its colour, and what it is called: what the merchant has set, else what it was built with,
//! which is in `words/<language>/brand.ftl`.

use api::catalog::{Picture, Text};
#[cfg(feature = "ssr")]
use api::media::{ICONS, PictureFormat, icon_address};
#[cfg(feature = "ssr")]
use api::settings::{ShopSettings, Storefront};
use domain::Locale;
#[cfg(feature = "ssr")]
use std::sync::Arc;

/// The colour of the paper that pages are on by day: `--paper` in `style/tokens.css`.
#[cfg(feature = "ssr")]
pub const PAPER: &str = "#f7f2e9";

/// Pixels on a side of the icon that Apple's systems ask for.
#[cfg(feature = "ssr")]
pub const APPLE_SIDE: u32 = 180;

/// The shop as it is called and speaks of itself.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand(Arc<Storefront>);

#[cfg(feature = "ssr")]
impl From<Arc<Storefront>> for Brand {
    fn from(storefront: Arc<Storefront>) -> Self {
        Self(storefront)
    }
}

#[cfg(feature = "ssr")]
impl Brand {
    /// What the merchant has set. Whatever is not set here the methods of this type know.
    pub fn settings(&self) -> &ShopSettings {
        &self.0.shop
    }

    /// The same with the pages and menus that the merchant has made.
    pub fn storefront(&self) -> &Storefront {
        &self.0
    }

    /// What it is called.
    pub fn name(&self, locale: Locale) -> &str {
        self.0.shop.name.as_deref().unwrap_or_else(|| words::brand(locale).name())
    }

    /// The address of an icon with this side in pixels: made of the merchant's logo once it is, else what the shop was
    /// built with.
    pub fn icon(&self, format: PictureFormat, side: u32) -> String {
        match (&self.0.icons, format, side) {
            (Some(path), ..) => icon_address(path, format, side),
            (None, PictureFormat::Maskable, _) => format!("/icons/icon-maskable-{side}.png"),
            (None, _, APPLE_SIDE) => "/icons/apple-touch-icon.png".to_owned(),
            (None, ..) => format!("/icons/icon-{side}.png"),
        }
    }

    /// One line that says what it sells.
    pub fn tagline(&self, locale: Locale) -> Text {
        match &self.0.shop.tagline {
            Some(set) => Text::of(set, locale),
            None => Text::plain(words::brand(locale).tagline()),
        }
    }

    /// What it says of itself, by paragraphs. There is one at least.
    pub fn about(&self, locale: Locale) -> Vec<Text> {
        let Some(set) = &self.0.shop.about else {
            let words = words::brand(locale);
            return vec![Text::plain(words.about_origin()), Text::plain(words.about_range())];
        };
        let text = Text::of(set, locale);
        let paragraphs = text.bare().split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        paragraphs.map(|paragraph| Text::kept(paragraph, text.lang())).collect()
    }

    /// What it is and has, for search results.
    pub fn description(&self, locale: Locale) -> String {
        match &self.0.shop.about {
            Some(set) => set.get(locale).to_owned(),
            None => words::brand(locale).about_range().to_owned(),
        }
    }
}

/// The path of the picture that the home page has by itself.
pub const PICTURE: &str = "hero/home";

/// The large picture of the home page.
pub fn picture(locale: Locale) -> Picture {
    let alt = Text::plain(words::brand(locale).picture());
    Picture {
        path: PICTURE.to_owned(),
        alt,
        width: 1600,
        height: 900,
        option: Default::default(),
        focus: None,
        colour: None,
    }
}

/// The stylesheet that gives the shop its colour: on light pages and on dark ones, six digits each.
#[cfg(feature = "ssr")]
pub fn theme(light: &str, dark: &str) -> String {
    format!(":root {{ --thread: light-dark(#{light}, #{dark}); }}\n")
}

/// The address that the installed app begins at: the home page. What it says besides reaches no cache's key.
#[cfg(feature = "ssr")]
const START: &str = "/?launched=app";

/// The web application manifest, as JSON: W3C's, with what browsers make of it when the shop is installed. What is
/// shared to the app is searched for.
#[cfg(feature = "ssr")]
pub fn manifest(brand: &Brand) -> String {
    let market = domain::Market::default();
    let locale = market.locale();
    let shell = words::shell(locale);
    let icon = |(format, side): (PictureFormat, u32)| {
        let purpose = if format == PictureFormat::Maskable { "maskable" } else { "any" };
        let (address, size) = (brand.icon(format, side), format!("{side}x{side}"));
        serde_json::json!({ "src": address, "sizes": size, "type": format.media_type(), "purpose": purpose })
    };
    let icons = ICONS.into_iter().filter(|(_, side)| *side != APPLE_SIDE).map(icon);
    let shortcut = |name: &str, path: &str| serde_json::json!({ "name": name, "url": market.path(path), "icons": [icon((PictureFormat::Icon, 192))] });
    let screenshot = |file: &str, size: &str, form_factor: &str| serde_json::json!({ "src": format!("/icons/{file}"), "sizes": size, "type": "image/png", "form_factor": form_factor });
    let mut manifest = serde_json::json!({
        "id": "/",
        "name": brand.name(locale),
        "short_name": brand.name(locale),
        "description": brand.tagline(locale).bare(),
        "lang": market.hreflang(),
        "categories": ["shopping"],
        "start_url": START,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons.collect::<Vec<_>>(),
        "shortcuts": [
            shortcut(shell.search(), "/search"),
            shortcut(words::cart(locale).cart(), "/cart"),
            shortcut(words::orders(locale).your_orders(), "/account"),
        ],
        "share_target": {
            "action": market.path("/search"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": { "title": "title", "text": "q", "url": "link" },
        },
    });
    // They are of the shop as it was built: whoever has a logo sells something else.
    if brand.storefront().icons.is_none() {
        manifest["screenshots"] = serde_json::json!([
            screenshot("screenshot-phone.png", "780x1688", "narrow"),
            screenshot("screenshot-wide.png", "1280x900", "wide"),
        ]);
    }
    manifest.to_string()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use api::site::{page, target};
    use domain::Market;
    use domain::catalog::Localized;
    use serde_json::Value;

    use super::*;

    #[test]
    fn what_is_set_takes_the_place_of_what_was_built_in() {
        let (en, de) = (Market::Eu.locale(), Market::De.locale());
        let about = Localized::same("First.\n\n\nSecond.").with(de, "Erstens.");
        let settings = ShopSettings { name: Some("Kontor".to_owned()), about: Some(about), ..Default::default() };
        let (set, unset) = (Brand::from(Arc::new(Storefront::from(settings))), Brand::default());
        assert_eq!((set.name(en), unset.name(en)), ("Kontor", words::brand(en).name()));
        assert_eq!(set.tagline(de), words::brand(de).tagline(), "that is not set");
        assert_eq!(set.about(en), [Text::plain("First."), Text::plain("Second.")]);
        assert_eq!(set.about(de), [Text::plain("Erstens.")]);
        assert_eq!(unset.about(de).len(), 2);
        let manifest: Value = serde_json::from_str(&manifest(&set)).expect("JSON");
        assert_eq!((&manifest["name"], &manifest["short_name"]), (&"Kontor".into(), &"Kontor".into()));
    }

    #[test]
    fn icons_of_a_logo_take_the_place_of_those_that_were_built_in() {
        let brand = Brand::from(Arc::new(Storefront { icons: Some("p1/abc".to_owned()), ..Default::default() }));
        let manifest: Value = serde_json::from_str(&manifest(&brand)).expect("JSON");
        let told = |icon: &Value| {
            let text = |name: &str| icon[name].as_str().expect("a text").to_owned();
            (text("src"), text("sizes"), text("purpose"))
        };
        let icons: Vec<_> = manifest["icons"].as_array().expect("a list").iter().map(told).collect();
        let icon = |file: &str, size: &str, purpose: &str| {
            (format!("/media/p1/abc-{file}.png"), size.to_owned(), purpose.to_owned())
        };
        let expect = [
            icon("192.icon", "192x192", "any"),
            icon("512.icon", "512x512", "any"),
            icon("192.maskable", "192x192", "maskable"),
            icon("512.maskable", "512x512", "maskable"),
        ];
        assert_eq!(icons, expect);
        assert_eq!(manifest["shortcuts"][0]["icons"][0]["src"], "/media/p1/abc-192.icon.png");
        assert!(manifest.get("screenshots").is_none(), "those are of another shop");
    }

    #[test]
    fn the_manifest_names_the_shop_and_files_that_are_there() {
        let manifest: Value = serde_json::from_str(&manifest(&Brand::default())).expect("JSON");
        assert_eq!(manifest["name"], words::brand(Market::default().locale()).name());
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it").into_string().expect("text");
        let public = format!("{crate_folder}/../public");
        let list = |name: &str| manifest[name].as_array().expect("a list");
        assert_eq!((list("icons").len(), list("shortcuts").len(), list("screenshots").len()), (4, 3, 2));
        for picture in list("icons").iter().chain(list("screenshots")) {
            let file = format!("{public}{}", picture["src"].as_str().expect("a path"));
            let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
            // A PNG says its size in its first chunk.
            let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
            assert_eq!(picture["sizes"], format!("{}x{}", number(16), number(20)), "{file}");
        }
    }

    #[test]
    fn what_the_manifest_leads_to_is_in_the_site_map() {
        let manifest: Value = serde_json::from_str(&manifest(&Brand::default())).expect("JSON");
        let shortcuts = manifest["shortcuts"].as_array().expect("a list").iter().map(|shortcut| &shortcut["url"]);
        for address in shortcuts.chain([&manifest["id"], &manifest["scope"], &manifest["share_target"]["action"]]) {
            let address = address.as_str().expect("a path");
            assert!(page(Market::of_path(address).1).is_some(), "{address}");
        }
        // That somebody came from the app makes no other page, and no other copy in a cache.
        let (path, query) = START.split_once('?').expect("a marker");
        assert_eq!((manifest["start_url"].as_str(), &*target(path, Some(query))), (Some(START), "/"));
        let searched = page("/search").expect("a page").parameters;
        let params = manifest["share_target"]["params"].as_object().expect("an object").values();
        let read = params.filter(|name| searched.contains(&name.as_str().expect("a name")));
        assert_eq!(read.collect::<Vec<_>>(), ["q"], "what is shared is searched for");
    }

    #[test]
    fn the_paper_has_one_colour() {
        let tokens = include_str!("../../style/tokens.css");
        assert!(tokens.contains(&format!("--paper: light-dark({PAPER},")), "{PAPER}");
    }
}
