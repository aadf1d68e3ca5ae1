//! The lines of `catalog.jsonl`, as far as drawing and checking need them.

#![cfg_attr(not(test), expect(dead_code, reason = "drawing needs only a part; the checks read the rest"))]

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

/// The catalogue, built into the program: it is the only input.
const LINES: &str = include_str!("../catalog.jsonl");

/// Words in each language the shop speaks, by language code.
pub type Words = BTreeMap<String, String>;

/// One line.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Line {
    /// Who we are.
    Shop { name: String, tagline: Words, about: Words },
    /// A shelf of the shop.
    Collection(Collection),
    /// A thing for sale.
    Product(Product),
}

#[derive(Deserialize)]
pub struct Collection {
    pub slug: String,
    pub title: Words,
    pub description: Words,
    pub position: u32,
    pub image: Medium,
}

#[derive(Deserialize)]
pub struct Product {
    pub slug: String,
    pub title: Words,
    pub summary: Words,
    pub description: Words,
    pub brand: String,
    pub collections: Vec<String>,
    pub attributes: BTreeMap<String, serde_json::Value>,
    pub released_on: String,
    pub options: Vec<Choice>,
    pub media: Vec<Medium>,
    pub variants: Vec<Variant>,
}

#[derive(Deserialize)]
pub struct Choice {
    pub code: String,
    pub label: Words,
    pub values: Vec<Value>,
}

#[derive(Deserialize)]
pub struct Value {
    pub code: String,
    pub label: Words,
    pub swatch: Option<String>,
}

#[derive(Deserialize)]
pub struct Medium {
    pub path: String,
    pub alt: Words,
    pub width: u32,
    pub height: u32,
    #[serde(default)]
    pub option: BTreeMap<String, String>,
    /// The colour that most of it has.
    pub colour: String,
}

#[derive(Deserialize)]
pub struct Variant {
    pub sku: String,
    pub gtin: String,
    pub options: BTreeMap<String, String>,
    pub prices: Vec<Price>,
    pub on_hand: u32,
    pub weight_grams: u32,
}

#[derive(Deserialize)]
pub struct Price {
    pub currency: String,
    pub amount_minor: i64,
    pub compare_at_minor: Option<i64>,
}

/// Every line, in order.
pub fn read() -> Result<Vec<Line>> {
    LINES
        .lines()
        .enumerate()
        .map(|(index, line)| {
            serde_json::from_str(line).with_context(|| format!("demo/catalog.jsonl line {}", index + 1))
        })
        .collect()
}

impl Product {
    /// The swatch of the value a picture shows, if it shows one that has a swatch.
    pub fn swatch(&self, medium: &Medium) -> Option<&str> {
        medium.option.iter().find_map(|(code, value)| {
            let choice = self.options.iter().find(|choice| choice.code == *code)?;
            choice.values.iter().find(|known| known.code == *value)?.swatch.as_deref()
        })
    }
}
