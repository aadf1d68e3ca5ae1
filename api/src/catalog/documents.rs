//! Products and collections as importers write them and the catalogue keeps them.

use std::collections::BTreeMap;

use domain::catalog::{Choice, Localized, Measure, OptionAxis, Price, ProductStatus, Safety, SaleTimes};
use domain::checkout::TaxClass;
use domain::inventory::{Component, StockPolicy};
use domain::{Currency, Sku, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CollectionRule, Colour, Focus, Picture, PriceEntry, Text, priced};

/// A product as importers write it and the catalogue keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductDocument {
    /// Its address.
    pub slug: Slug,
    /// Where it is in its life: `draft`, `scheduled`, `active` (on sale) or `archived`.
    #[serde(default, skip_serializing_if = "is_active")]
    pub status: ProductStatus,
    /// When it goes on sale by itself, and when it leaves it.
    #[serde(default, skip_serializing_if = "SaleTimes::is_unset")]
    pub on_sale: SaleTimes,
    /// What it was called where it came from, if that is not its address: another product of the same address is then
    /// not taken for this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// Its type, by its handle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_type: Option<Slug>,
    /// Its name.
    pub title: Localized,
    /// One sentence.
    #[serde(default)]
    pub summary: Localized,
    /// Paragraphs, separated by blank lines.
    #[serde(default)]
    pub description: Localized,
    /// Who makes it.
    #[serde(default)]
    pub brand: String,
    /// Slugs of its collections.
    #[serde(default)]
    pub collections: Vec<Slug>,
    /// Facts by name: each a value, or an [`Attribute`](super::Attribute) with a label and a unit.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
    /// Who answers for it, and what it warns of.
    #[serde(default, skip_serializing_if = "Safety::is_unset")]
    pub safety: Safety,
    /// When it came out: `2026-03-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_on: Option<String>,
    /// The choices.
    #[serde(default)]
    pub options: Vec<OptionAxis>,
    /// The pictures.
    #[serde(default)]
    pub media: Vec<MediaDocument>,
    /// What can be bought.
    pub variants: Vec<VariantDocument>,
}

/// A picture of a [`ProductDocument`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDocument {
    /// Path under `/media`, without width and file type.
    pub path: String,
    /// What it shows.
    #[serde(default)]
    pub alt: Localized,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The choice it shows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub option: Choice,
    /// What of it is seen in any case, where it is cropped; its middle if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
    /// The colour that most of it has. Of pictures that were given to the shop it is worked out, whatever is said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
}

impl MediaDocument {
    /// The picture as shoppers of one language get it.
    pub fn view(&self, locale: domain::Locale) -> Picture {
        Picture {
            path: self.path.clone(),
            alt: Text::of(&self.alt, locale),
            width: self.width,
            height: self.height,
            option: self.option.clone(),
            focus: self.focus,
            colour: self.colour,
        }
    }
}

/// A variant of a [`ProductDocument`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantDocument {
    /// What names it in the stock room.
    pub sku: Sku,
    /// Its barcode number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Its value on each option.
    #[serde(default)]
    pub options: Choice,
    /// Its price in each currency it is sold in.
    #[serde(default)]
    pub prices: Vec<PriceEntry>,
    /// Pieces in the stock room; none leaves the stock as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<u32>,
    /// Pieces at other locations, by their codes; the stock at those that are not named stays.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stock: BTreeMap<Slug, u32>,
    /// How its stock is kept; none leaves that as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<StockPolicy>,
    /// What one of it is made of, if it is a bundle: stock items, which are no bundles themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Weight in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
    /// What is in it, where the price by measure is to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// How it is taxed: `standard`, `intermediate`, `reduced`, `super_reduced` or `zero`.
    #[serde(default, skip_serializing_if = "is_standard")]
    pub tax_class: TaxClass,
}

impl VariantDocument {
    /// Its price in a currency, with what it measures; none if it is not sold in it.
    pub fn price(&self, currency: Currency) -> Option<Price> {
        priced(&self.prices, self.measure, currency)
    }
}

fn is_active(status: &ProductStatus) -> bool {
    *status == ProductStatus::Active
}

fn is_standard(class: &TaxClass) -> bool {
    *class == TaxClass::Standard
}

/// A collection as importers write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionDocument {
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub title: Localized,
    /// A few sentences.
    #[serde(default)]
    pub description: Localized,
    /// Its place among the collections, lowest first.
    #[serde(default)]
    pub position: i32,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<MediaDocument>,
    /// The collection that it stands under; none if it stands at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Slug>,
    /// The rule that fills it; none if it is filled by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CollectionRule>,
}
