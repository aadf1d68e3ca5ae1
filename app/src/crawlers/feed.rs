//! What is for sale in a market, as Google's Merchant Center reads it: RSS 2.0 with its own elements.

use std::fmt::{Display, Write};

use api::catalog::{FeedProduct, FeedVariant};
use api::endpoint::percent_encoded;
use domain::Market;
use domain::catalog::{Amount, Price, Unit};
use domain::inventory::Availability;

use crate::ui::escape::escape_text;

/// Characters that the Merchant Center takes.
const MAX_ID: usize = 50;
const MAX_TITLE: usize = 150;
const MAX_BRAND: usize = 70;
/// It takes 5,000; so many are told, since every variant repeats them and a whole file is made at once.
const MAX_DESCRIPTION: usize = 1_000;
/// Bytes of an address.
const MAX_LINK: usize = 2_000;
/// Pictures beside the first.
const MAX_PICTURES: usize = 10;
/// The width of pictures that are told.
const WIDTH: u32 = 1200;
/// What a price by measure may be told for, beside the units themselves.
const BASES: [u32; 6] = [1, 2, 4, 8, 10, 100];

/// A feed being written.
pub struct Feed<'a> {
    out: String,
    market: Market,
    public_url: &'a str,
}

impl<'a> Feed<'a> {
    /// The feed of a market, with nothing in it. `shop` is what the shop is called, and `public_url` its own address without a
    /// trailing slash.
    pub fn new(shop: &str, market: Market, public_url: &'a str) -> Self {
        let mut feed = Self { out: String::new(), market, public_url };
        feed.out.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n",
        );
        feed.element("title", plain(shop));
        feed.element("link", format_args!("{public_url}{}", market.path("/")));
        feed.element("description", plain(shop));
        feed.out.push('\n');
        feed
    }

    /// Adds those variants of a product that the Merchant Center takes: one without a picture it does not.
    pub fn add(&mut self, product: &FeedProduct) {
        for variant in &product.variants {
            if let Some(picture) = variant.pictures.first() {
                self.item(product, variant, picture);
            }
        }
    }

    /// The whole of it.
    pub fn end(mut self) -> String {
        self.out.push_str("</channel>\n</rss>\n");
        self.out
    }

    fn item(&mut self, product: &FeedProduct, variant: &FeedVariant, picture: &str) {
        let page = self.market.path(&format!("/products/{}", product.slug));
        let link = format!("{}{page}?variant={}", self.public_url, percent_encoded(variant.sku.as_str()));
        if link.len() > MAX_LINK {
            return;
        }
        let site = self.public_url;
        self.out.push_str("<item>");
        self.element("g:id", short_id(variant.sku.as_str()));
        if product.has_variants {
            self.element("g:item_group_id", short_id(product.slug.as_str()));
        }
        let choices: Vec<&str> = variant.choices.values().map(String::as_str).collect();
        let title = match choices.is_empty() {
            true => product.title.clone(),
            false => format!("{} – {}", product.title, choices.join(", ")),
        };
        self.element("g:title", cut(&title, MAX_TITLE));
        let described = cut(&product.description, MAX_DESCRIPTION);
        let described = Some(described).filter(|text| !text.is_empty()).unwrap_or_else(|| cut(&title, MAX_TITLE));
        self.element("g:description", &described);
        self.element("g:link", &link);
        self.element("g:image_link", format_args!("{site}/media/{picture}-{WIDTH}.webp"));
        for more in variant.pictures.iter().skip(1).take(MAX_PICTURES) {
            self.element("g:additional_image_link", format_args!("{site}/media/{more}-{WIDTH}.webp"));
        }
        self.element("g:availability", availability(variant.availability));
        self.price(&variant.price);
        self.element("g:condition", "new");
        let brand = cut(&product.brand, MAX_BRAND);
        if !brand.is_empty() {
            self.element("g:brand", &brand);
        }
        match &variant.gtin {
            Some(gtin) => self.element("g:gtin", plain(gtin)),
            None if brand.is_empty() => self.element("g:identifier_exists", "no"),
            None => {}
        }
        self.choices(variant);
        if let Some(grams) = variant.weight_grams.filter(|grams| *grams > 0) {
            self.element("g:shipping_weight", format_args!("{grams} g"));
        }
        self.out.push_str("</item>\n");
    }

    /// The price that counts and, where it is reduced, the former one with it.
    fn price(&mut self, price: &Price) {
        let written = |money: domain::Money| format!("{} {}", money.decimal(), money.currency.code());
        match price.reduced_from(self.market) {
            Some(former) => {
                self.element("g:price", written(former.price));
                self.element("g:sale_price", written(price.amount));
            }
            None => self.element("g:price", written(price.amount)),
        }
        let Some(measure) = price.measure else { return };
        let (content, per) = (measured(measure.content()), measured(measure.per()));
        let is_told =
            BASES.iter().any(|base| per.strip_prefix(&base.to_string()).is_some_and(|unit| unit.starts_with(' ')));
        if is_told {
            self.element("g:unit_pricing_measure", content.replace(' ', ""));
            self.element("g:unit_pricing_base_measure", per.replace(' ', ""));
        }
    }

    /// Choices that the Merchant Center has words for.
    fn choices(&mut self, variant: &FeedVariant) {
        for (code, label) in &variant.choices {
            let name = match code.as_str() {
                "colour" | "color" | "farbe" => "g:color",
                "size" | "groesse" => "g:size",
                "material" => "g:material",
                "pattern" | "muster" => "g:pattern",
                _ => continue,
            };
            self.element(name, cut(label, 100));
        }
    }

    fn element(&mut self, name: &str, text: impl Display) {
        let text = text.to_string();
        write!(self.out, "<{name}>{}</{name}>", escape_text(&text)).expect("a String takes all text");
    }
}

/// As shoppers are told it. What comes later is not told as such, since the Merchant Center would have to know the day.
const fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock | Availability::Low { .. } => "in_stock",
        Availability::Backorder | Availability::Out => "out_of_stock",
    }
}

/// An amount in the Merchant Center's units.
fn measured(amount: Amount) -> String {
    let written = amount.to_string();
    let number = written.split(' ').next().unwrap_or_default();
    let unit = match amount.unit() {
        Unit::Gram => "g",
        Unit::Kilogram => "kg",
        Unit::Millilitre => "ml",
        Unit::Litre => "l",
        Unit::Metre => "m",
        Unit::SquareMetre => "sqm",
        Unit::Piece => "ct",
    };
    format!("{number} {unit}")
}

/// A text without what XML cannot hold, its blanks single.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").replace(['\u{fffe}', '\u{ffff}'], "")
}

/// The beginning of a text, behind a word if there is one.
fn cut(text: &str, most: usize) -> String {
    let text = plain(text);
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let (whole, _) = text.char_indices().nth(most - 1).unwrap_or((end, ' '));
    let head = &text[..whole];
    let head = head.rfind(' ').filter(|at| *at > whole / 2).map_or(head, |at| &head[..at]);
    format!("{head}…")
}

/// What names a thing in at most fifty characters: itself, or its beginning with something that tells it apart (FNV-1a).
fn short_id(text: &str) -> String {
    if text.chars().nth(MAX_ID).is_none() {
        return text.to_owned();
    }
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    let head: String = text.chars().take(MAX_ID - 17).collect();
    format!("{head}-{hash:016x}")
}

#[cfg(test)]
mod tests;
