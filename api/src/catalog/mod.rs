//! Products and collections: what shoppers read, what importers write.

mod addresses;
pub mod admin;
mod attribute;
mod collections;
mod colour;
mod documents;
mod feed;
mod price_entry;
pub mod product_types;
pub mod properties;
mod rule;
mod safety;
#[cfg(feature = "openapi")]
pub(crate) mod schema;
mod text;

use std::collections::BTreeMap;

use domain::catalog::{Choice, Price};
use domain::{Market, ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

pub use addresses::{AddressEntry, ListAddresses};
pub use attribute::Attribute;
pub use collections::{CollectionCard, GetCollection, ListCollections, MAX_COLLECTION_LEVELS};
pub use colour::Colour;
pub use documents::{CollectionDocument, MediaDocument, ProductDocument, VariantDocument};
pub use feed::{
    FEED_PAGE_SIZE, FeedPage, FeedPlaces, FeedProduct, FeedVariant, ListFeed, ListFeedPlaces, MAX_FEED_PAGES,
};
pub use price_entry::PriceEntry;
pub(crate) use price_entry::priced;
pub use rule::{
    CollectionRule, MAX_RULE_CONDITIONS, MAX_RULE_DAYS, MAX_RULE_TEXT, MAX_RULED_COLLECTIONS, RuleCondition,
};
pub use safety::SafetyView;
pub use text::Text;

/// How many products one page of a list holds.
pub const PAGE_SIZE: u32 = 24;

/// What of a picture is seen in any case, where it is cropped: a point, in per cent of its width from the left and of its
/// height from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Focus {
    /// From the left: 0 to 100.
    pub x: u8,
    /// From the top: 0 to 100.
    pub y: u8,
}

impl Focus {
    /// Whether the point lies within the picture.
    pub const fn is_within(self) -> bool {
        self.x <= 100 && self.y <= 100
    }
}

/// A picture, as a path without width and format: `products/harbour-mug-oat`.
///
/// The files are `/media/<path>-<width>.avif` and `.webp`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Picture {
    /// Path under `/media`, without width and file type.
    pub path: String,
    /// What it shows, for those who cannot see it.
    pub alt: Text,
    /// Width of the original in pixels.
    pub width: u32,
    /// Height of the original in pixels.
    pub height: u32,
    /// The choice it shows, such as colour → oat. Empty if it stands for all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub option: Choice,
    /// What of it is seen in any case, where it is cropped; its middle if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
    /// The colour that most of it has, shown in its place until it is there; none if it is not known, or if one sees through
    /// the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub colour: Option<Colour>,
}

impl Picture {
    /// The same picture where the words beside it say what it shows: reading them twice helps nobody.
    #[must_use]
    pub fn decorative(self) -> Self {
        Self { alt: Text::default(), ..self }
    }
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductCard {
    /// The product's id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Its address: `/products/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
    /// Who makes it: a name, which is in no language.
    pub brand: String,
    /// The lowest price of its variants; none if it is not sold in the market's currency.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price"))]
    pub price: Option<Price>,
    /// Whether its variants have different prices.
    pub from: bool,
    /// Rises with every change of its variants' prices.
    pub prices_version: i64,
    /// Its main picture.
    pub picture: Option<Picture>,
    /// Its colours as CSS colours, if it has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swatches: Vec<String>,
}

/// One page of a list of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductPage {
    /// The products.
    pub items: Vec<ProductCard>,
    /// How many there are on all pages.
    pub total: u64,
    /// This page's number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// One choice a shopper can make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OptionView {
    /// The axis' code, such as `colour`.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// Its values.
    pub values: Vec<OptionValueView>,
}

/// One value of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OptionValueView {
    /// The value's code, such as `oat`.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// A CSS colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
}

/// One thing that can be put into a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct VariantView {
    /// What names it in the stock room.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its barcode number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Its value on each option.
    pub options: Choice,
    /// Its price; none if it is not sold in the market's currency.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price"))]
    pub price: Option<Price>,
}

/// A link to a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CollectionLink {
    /// Its address: `/collections/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
}

/// One product, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductView {
    /// The product's id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Its address: `/products/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
    /// One sentence.
    pub summary: Text,
    /// Paragraphs, separated by blank lines; plain text.
    pub description: Text,
    /// Who makes it: a name, which is in no language.
    pub brand: String,
    /// The collections it is in.
    pub collections: Vec<CollectionLink>,
    /// Facts as name and value, both readable.
    pub attributes: Vec<(Text, Text)>,
    /// Who answers for it, and what it warns of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<SafetyView>,
    /// The choices.
    pub options: Vec<OptionView>,
    /// The pictures, the main one first.
    pub media: Vec<Picture>,
    /// What can be bought, in the order of the options.
    pub variants: Vec<VariantView>,
    /// Rises with every change of the variants' prices.
    pub prices_version: i64,
}

/// The order of a list of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// As the merchant arranged it.
    #[default]
    Featured,
    /// What was sold most lately first, as the search index counts it: of [`Search`](crate::search::Search) alone.
    BestSelling,
    /// Latest release first.
    Newest,
    /// Cheapest first.
    PriceAscending,
    /// Dearest first.
    PriceDescending,
}

impl Sort {
    /// Whether the order follows from prices.
    pub const fn is_by_price(self) -> bool {
        matches!(self, Self::PriceAscending | Self::PriceDescending)
    }

    /// Every order.
    pub const ALL: [Self; 5] =
        [Self::Featured, Self::BestSelling, Self::Newest, Self::PriceAscending, Self::PriceDescending];

    /// The order's word in URLs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Featured => "featured",
            Self::BestSelling => "best_selling",
            Self::Newest => "newest",
            Self::PriceAscending => "price_ascending",
            Self::PriceDescending => "price_descending",
        }
    }
}

pub(crate) fn first_page() -> u32 {
    1
}

/// One page of all products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProducts {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Only this collection's products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// The order.
    #[serde(default)]
    pub sort: Sort,
    /// The page, from 1.
    #[serde(default = "first_page")]
    pub page: u32,
}

endpoint!(ListProducts: GET "/v1/products", Anyone, Public UntilPurged, "One page of the products, of all or of one collection." => ProductPage, {
    fn cache_policy(&self, reply: &ProductPage) -> CachePolicy {
        // A list over everything goes stale with any product; a collection's list with its own.
        let mut tags = vec![self.collection.as_ref().map_or_else(Tag::catalog, Tag::collection)];
        tags.extend(self.sort.is_by_price().then(Tag::by_price));
        tags.extend(reply.items.iter().map(|card| Tag::price(card.id)));
        CachePolicy::UntilPurged(Lifetime::PAGE, tags)
    }

    fn cache_policy_of_absence(&self) -> CachePolicy {
        let tag = self.collection.as_ref().map_or_else(Tag::catalog, Tag::collection);
        CachePolicy::UntilPurged(Lifetime::ABSENT, vec![tag])
    }
});

/// One product by its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetProduct {
    /// The product's slug.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetProduct: GET "/v1/products/{slug}", Anyone, Public UntilPurged, "One product with its variants." => ProductView, {
    fn cache_policy(&self, reply: &ProductView) -> CachePolicy {
        let tags = vec![Tag::product(reply.id), Tag::product_slug(&self.slug), Tag::price(reply.id)];
        CachePolicy::UntilPurged(Lifetime::PAGE, tags)
    }

    fn cache_policy_of_absence(&self) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::ABSENT, vec![Tag::product_slug(&self.slug)])
    }
});

/// Changes a variant's prices, its stock, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateVariant {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// New prices; currencies that are not named keep theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<PriceEntry>,
    /// Pieces in the stock room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<u32>,
}

/// What a variant has become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct VariantState {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// All its prices.
    pub prices: Vec<PriceEntry>,
    /// Pieces in the stock room; only if the request set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<u32>,
}

endpoint!(UpdateVariant: PATCH "/v1/admin/variants/{sku}", Staff(CatalogWrite), "Changes a variant's prices, its stock, or both." => VariantState);
