//! The shop's large picture, its colour, and what it is called where it is installed. Its name, and how it speaks of
//! itself, are in `words/<language>/brand.ftl`.

use api::catalog::{Picture, Text};
use domain::Locale;

/// The colour of the paper that pages are on by day: `--paper` in `style/tokens.css`.
#[cfg(feature = "ssr")]
pub const PAPER: &str = "#f7f2e9";

/// The large picture of the home page.
pub fn picture(locale: Locale) -> Picture {
    let alt = Text::plain(words::brand(locale).picture());
    Picture { path: "hero/home".to_owned(), alt, width: 1600, height: 900, option: Default::default() }
}

/// The web application manifest, as JSON.
#[cfg(feature = "ssr")]
pub fn manifest() -> String {
    let name = words::brand(domain::Market::default().locale()).name();
    let icon = |file: &str, size: &str, purpose: &str| serde_json::json!({ "src": format!("/icons/{file}"), "sizes": size, "type": "image/png", "purpose": purpose });
    let manifest = serde_json::json!({
        "name": name,
        "short_name": name,
        "start_url": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    });
    manifest.to_string()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_shop_and_files_that_are_there() {
        let manifest: serde_json::Value = serde_json::from_str(&manifest()).expect("JSON");
        assert_eq!(manifest["name"], words::brand(domain::Market::default().locale()).name());
        let public = concat!(env!("CARGO_MANIFEST_DIR"), "/../public");
        let icons = manifest["icons"].as_array().expect("a list");
        assert_eq!(icons.len(), 3);
        for icon in icons {
            let file = format!("{public}{}", icon["src"].as_str().expect("a path"));
            assert!(std::path::Path::new(&file).exists(), "{file}");
        }
    }

    #[test]
    fn the_paper_has_one_colour() {
        let tokens = include_str!("../../style/tokens.css");
        assert!(tokens.contains(&format!("--paper: light-dark({PAPER},")), "{PAPER}");
    }
}
