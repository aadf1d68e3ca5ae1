//! What a document must be like before it is kept.

use std::collections::BTreeSet;

use api::catalog::{CollectionDocument, Focus, MediaDocument, ProductDocument, VariantDocument};
use domain::catalog::{Choice, check_matrix};
use serde::Serialize;

use crate::collection_rules;
use crate::prices::check_price;

/// As many as Shopify has.
const MAX_VARIANTS: usize = 2048;
const MAX_COMPONENTS: usize = 50;
const MAX_UNITS: u32 = 1000;
const MAX_DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// What is kept of a handle, in characters.
const MAX_HANDLE: usize = 1000;
/// Bytes of a picture's path.
const MAX_PATH: usize = 200;

/// Why a product cannot be kept, if it cannot.
pub(super) fn product(document: &ProductDocument) -> Result<(), String> {
    text(document)?;
    named(&document.title.en)?;
    document.on_sale.check(document.status)?;
    document.safety.check()?;
    if document.handle.as_ref().is_some_and(|handle| handle.is_empty() || handle.chars().count() > MAX_HANDLE) {
        return Err(format!("handle is empty or longer than {MAX_HANDLE} characters"));
    }
    for picture in &document.media {
        shown_picture(picture)?;
    }
    let choices: Vec<&Choice> = document.variants.iter().map(|variant| &variant.options).collect();
    if choices.len() > MAX_VARIANTS {
        return Err(format!("a product has at most {MAX_VARIANTS} variants, not {}", choices.len()));
    }
    check_matrix(&document.options, &choices).map_err(|fault| fault.to_string())?;
    let mut skus = BTreeSet::new();
    for variant in &document.variants {
        if !skus.insert(&variant.sku) {
            return Err(format!("SKU {} occurs twice in the product", variant.sku));
        }
        self::variant(variant)?;
    }
    if let Some(date) = &document.released_on {
        let format = time::macros::format_description!("[year]-[month]-[day]");
        time::Date::parse(date, format)
            .map_err(|_| format!("released_on “{}” is not a date such as 2026-03-01", shown(date)))?;
    }
    Ok(())
}

fn shown_picture(shown: &MediaDocument) -> Result<(), String> {
    picture(&shown.path)?;
    match shown.focus.is_none_or(Focus::is_within) {
        true => Ok(()),
        false => Err("focus of a picture is x and y from 0 to 100, per cent of its width and height".to_owned()),
    }
}

/// A path names files of the shop's own. It stands in a list of addresses (`srcset`), in which a blank or a comma would
/// begin another.
fn picture(path: &str) -> Result<(), String> {
    let is_part = |part: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain)
    };
    match path.len() <= MAX_PATH && path.split('/').all(is_part) {
        true => Ok(()),
        false => Err(format!(
            "path “{}” of a picture is not one such as products/mug-oat: letters and digits of ASCII, “-”, “_”, “.” and “/”",
            shown(path)
        )),
    }
}

fn variant(variant: &VariantDocument) -> Result<(), String> {
    let sku = &variant.sku;
    if variant.gtin.as_ref().is_some_and(|gtin| gtin.is_empty() || gtin.len() > 14) {
        return Err(format!("gtin of {sku} is not a barcode number of at most 14 digits"));
    }
    components(variant)?;
    let mut currencies = BTreeSet::new();
    for entry in &variant.prices {
        if !currencies.insert(entry.currency) {
            return Err(format!("{sku} has two prices in {}", entry.currency));
        }
        check_price(entry).map_err(|(_, reason)| format!("price of {sku} in {}: {reason}", entry.currency))?;
    }
    Ok(())
}

fn components(variant: &VariantDocument) -> Result<(), String> {
    let sku = &variant.sku;
    if variant.components.len() > MAX_COMPONENTS {
        return Err(format!("{sku} is made of more than {MAX_COMPONENTS} components"));
    }
    let mut named = BTreeSet::new();
    for component in &variant.components {
        if component.sku == *sku {
            return Err(format!("{sku} cannot be a component of itself"));
        }
        if !named.insert(&component.sku) {
            return Err(format!("{sku} names component {} twice: give its pieces once", component.sku));
        }
        if !(1..=MAX_UNITS).contains(&component.units) {
            return Err(format!("pieces of component {} of {sku} are between 1 and {MAX_UNITS}", component.sku));
        }
    }
    if !variant.components.is_empty() && (variant.on_hand.is_some_and(|units| units > 0) || !variant.stock.is_empty()) {
        return Err(format!("{sku} is a bundle: it has the stock of its components; give theirs"));
    }
    Ok(())
}

/// Why a collection cannot be kept, if it cannot.
pub(super) fn collection(document: &CollectionDocument) -> Result<(), String> {
    text(document)?;
    document.image.as_ref().map_or(Ok(()), shown_picture)?;
    if let Some(rule) = &document.rule {
        collection_rules::check(rule).map_err(|(field, reason)| format!("{field}: {reason}"))?;
    }
    named(&document.title.en)
}

fn named(title: &str) -> Result<(), String> {
    match title.trim().is_empty() || title.chars().count() > 300 {
        true => Err("title is empty or longer than 300 characters".to_owned()),
        false => Ok(()),
    }
}

fn text(document: &impl Serialize) -> Result<(), String> {
    let json = serde_json::to_string(document).map_err(|error| error.to_string())?;
    if json.len() > MAX_DOCUMENT_BYTES {
        return Err(format!("the document is larger than {MAX_DOCUMENT_BYTES} bytes"));
    }
    match has_nul(&json) {
        true => Err("a text holds the character U+0000, which PostgreSQL cannot keep".to_owned()),
        false => Ok(()),
    }
}

/// Whether JSON text holds the escape of U+0000, as opposed to a backslash followed by “u0000”.
fn has_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(at, _)| {
        let backslashes = json[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        backslashes % 2 == 0
    })
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mug;
    use domain::inventory::Component;

    #[test]
    fn a_refusal_says_what_to_mend() {
        let check = |spoil: &dyn Fn(&mut ProductDocument), reason: &str| {
            let mut document = mug();
            assert_eq!(product(&document), Ok(()));
            spoil(&mut document);
            let rejection = product(&document).expect_err(reason);
            assert!(rejection.contains(reason), "{rejection}");
        };
        check(&|document| document.title.en = " ".into(), "title");
        check(&|document| document.summary.en = "a\0b".into(), "U+0000");
        check(&|document| document.variants.clear(), "variant");
        check(&|document| document.variants[1].sku = document.variants[0].sku.clone(), "occurs twice");
        check(&|document| document.variants[1].options = document.variants[0].options.clone(), "same options");
        check(&|document| document.variants[0].prices[0].amount_minor = -1, "between 0 and");
        check(&|document| document.variants[0].prices[0].compare_at_minor = Some(5), "former price");
        check(&|document| document.variants[0].prices.extend_from_within(..1), "two prices in EUR");
        let part = |sku: &str, units| Component { sku: sku.parse().unwrap(), units };
        let itself = mug().variants[0].sku.to_string();
        check(&|document| document.variants[0].components = vec![part(&itself, 1)], "of itself");
        check(&|document| document.variants[0].components = vec![part("CUP", 1), part("CUP", 2)], "twice");
        check(&|document| document.variants[0].components = vec![part("CUP", 0)], "between 1 and 1000");
        check(&|document| document.released_on = Some("2026-02-30".into()), "not a date");
        check(&|document| document.media[0].focus = Some(Focus { x: 101, y: 0 }), "from 0 to 100");
        check(&|document| document.variants[0].gtin = Some("123456789012345".into()), "barcode");
        check(&|document| document.description.en = "x".repeat(MAX_DOCUMENT_BYTES), "larger than");
    }

    #[test]
    fn l7_a_picture_s_path_names_a_file_of_ours_and_nothing_else() {
        for good in ["products/mug-oat", "a", "2026/11/Mug_1.2", "products/harbour-mug-oat"] {
            assert_eq!(picture(good), Ok(()), "{good}");
        }
        let long = "a".repeat(MAX_PATH + 1);
        let bad = [
            "",
            "/a",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "a b",
            "a,b",
            "a\" onerror=x",
            "a 1w, https://evil.example/a",
            "https://evil.example/a",
            "größe",
            &long,
        ];
        for bad in bad {
            assert!(picture(bad).is_err_and(|reason| reason.contains("path “")), "{bad}");
        }
    }

    #[test]
    fn a_written_backslash_is_not_a_nul() {
        assert!(has_nul(r#""\u0000""#) && has_nul(r#""\\\u0000""#));
        assert!(!has_nul(r#""\\u0000""#) && !has_nul(r#""u0000""#));
    }
}
