//! A shopper's cart. Its id is a secret: whoever knows it may change the cart.

mod adjustments;
mod line;

use domain::cart::MergeOutcome;
use domain::catalog::{Measure, PriceStep};
use domain::inventory::Availability;
use domain::{CartId, Market, Money, Quantity, Sku, Slug};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::{Picture, Text};
use crate::endpoint;

pub use adjustments::{Discount, GiftCardUse};

/// One line of a cart, priced now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CartLine {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its product's address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its product's name.
    pub title: Text,
    /// Its choices, readable: “Oat, Large”. Empty for a product without options.
    pub choice: Text,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// Price of one; none if it cannot be bought in this currency any more.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub unit_price: Option<Money>,
    /// Price of one when the shopper last put units in or changed how many, if it is another now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub unit_price_was: Option<Money>,
    /// Price of all.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Option<Money>,
    /// Whether it can be had.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::availability"))]
    pub availability: Availability,
    /// How many units can be had, if those are fewer than the line wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// What is in one, where the price by measure is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::measure"))]
    pub measure: Option<Measure>,
    /// The variant's own price, where a price list asks less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub own_price: Option<Money>,
    /// Whether the price is that of a group the buyer is in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_personal: bool,
    /// What each costs from which quantity on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price_steps"))]
    pub steps: Vec<PriceStep>,
}

/// A code the cart holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CartCode {
    /// The promotion's or the gift card's id, to take the code out by.
    pub id: Uuid,
    /// The code, or the end of a gift card's: “•••• W0HE”.
    pub text: String,
    /// What is left on it, if it is a gift card.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub balance: Option<Money>,
    /// Why it gives nothing now, in the market's language.
    #[serde(default)]
    pub refused: Option<String>,
    /// What else there is to know, in the market's language.
    #[serde(default)]
    pub note: Option<String>,
}

/// A cart, priced now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CartView {
    /// The cart's id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: CartId,
    /// How often it has changed. Of two replies about a cart, the one with the larger number is the newer.
    #[serde(default)]
    pub version: i64,
    /// The lines, in the order they were added.
    pub lines: Vec<CartLine>,
    /// The sum of the lines that can be bought, before discounts.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub subtotal: Money,
    /// What promotions take off the goods.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// What the goods cost after discounts, with the tax that is added to them and without delivery;
    /// none in replies from before there were discounts.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Option<Money>,
    /// The gift cards that would pay for some of that.
    #[serde(default)]
    pub gift_cards: Vec<GiftCardUse>,
    /// The codes the cart holds, in the order they were typed.
    #[serde(default)]
    pub codes: Vec<CartCode>,
    /// How much more the goods must cost to be delivered for nothing; none if they are already, or never.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub missing_for_free_delivery: Option<Money>,
}

impl CartView {
    /// A cart with nothing in it.
    pub fn empty(id: CartId, market: Market) -> Self {
        Self {
            id,
            version: 0,
            lines: Vec::new(),
            subtotal: Money::zero(market.currency()),
            discounts: Vec::new(),
            total: None,
            gift_cards: Vec::new(),
            codes: Vec::new(),
            missing_for_free_delivery: None,
        }
    }

    /// Whether `other` tells of the same cart after a later change.
    pub fn is_older_than(&self, other: &Self) -> bool {
        self.id == other.id && self.version < other.version
    }

    /// How many units it holds.
    pub fn units(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// Whether it can be ordered as it is.
    pub fn is_orderable(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(CartLine::is_orderable)
    }
}

/// Makes a cart: empty, or with its first line. If the line is refused, there is no cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCart {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// What is put into it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<FirstLine>,
}

/// The first line of a new cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FirstLine {
    /// What to add.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many units.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
}

impl CreateCart {
    /// With nothing in it.
    pub fn empty(market: Market) -> Self {
        Self { market, line: None }
    }
}

endpoint!(CreateCart: POST "/v1/carts", Anyone, "Makes a cart, with its first line if one is given." => CartView);

/// A cart with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCart {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetCart: GET "/v1/carts/{cart}", Anyone, "A cart with its lines, priced now." => CartView);

/// The caller's own cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCurrentCart {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetCurrentCart: GET "/v1/carts/current", Shopper, "The caller's own cart, the one used last." => CartView);

/// Makes a guest's cart and the caller's own one: what was in either is in the latter, and the
/// guest's is gone. A caller without a cart keeps the guest's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MergeCarts {
    /// The guest's cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(MergeCarts: POST "/v1/carts/{cart}/merge", Shopper, "Makes a guest's cart and the caller's own one." => MergeView);

/// The caller's cart, and what has become of the guest's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MergeView {
    /// The caller's cart from now on.
    pub cart: CartView,
    /// What became of each line of the guest's cart. Empty if nothing was to be done.
    pub lines: Vec<MergedLine>,
}

/// What became of a line of a guest's cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MergedLine {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// What it is called: “Harbour mug, Oat”.
    pub name: Text,
    /// How many units both carts had together.
    pub wanted: u32,
    /// How many the line has now.
    pub quantity: u32,
    /// Why that many: `added`, `joined`, `limited`, `short` or `left_out`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub outcome: MergeOutcome,
}

/// Adds units of a variant; units already in the cart stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddCartLine {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many more.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(AddCartLine: POST "/v1/carts/{cart}/lines", Anyone, "Adds units of a variant to a cart." => CartView);

/// Sets how many units a line has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateCartLine {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(UpdateCartLine: PUT "/v1/carts/{cart}/lines/{sku}", Anyone, "Sets how many units a line has." => CartView);

/// Takes a line out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCartLine {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(DeleteCartLine: DELETE "/v1/carts/{cart}/lines/{sku}", Anyone, "Takes a line out of a cart." => CartView);

/// Puts a code into the cart: a promotion's or a gift card's. One that gives nothing is refused, with
/// the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddCartCode {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// The code as typed.
    pub code: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(AddCartCode: POST "/v1/carts/{cart}/codes", Anyone, "Puts a promotion's or a gift card's code into a cart." => CartView);

/// Takes a code out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCartCode {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// The code's id in the cart.
    pub code: Uuid,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(DeleteCartCode: DELETE "/v1/carts/{cart}/codes/{code}", Anyone, "Takes a code out of a cart." => CartView);
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_read_as_it_is_written() {
        for (availability, text) in [
            (Availability::InStock, r#"{"state":"in_stock"}"#),
            (Availability::Low { left: 2 }, r#"{"state":"low","left":2}"#),
            (Availability::Backorder, r#"{"state":"backorder"}"#),
            (Availability::Out, r#"{"state":"out"}"#),
        ] {
            assert_eq!(serde_json::to_string(&availability).expect("plain data"), text);
            assert_eq!(serde_json::from_str::<Availability>(text).expect("as written"), availability);
        }
        for bad in [r#"{"state":"low"}"#, r#"{"left":2}"#, r#"{"state":"many"}"#] {
            assert!(serde_json::from_str::<Availability>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reply_from_before_versions_is_the_oldest() {
        let id = "0190b0a0-0000-7000-8000-000000000000";
        let text = format!(r#"{{"id":"{id}","lines":[],"subtotal":{{"minor":0,"currency":"EUR"}}}}"#);
        let old: CartView = serde_json::from_str(&text).expect("all that was there");
        let newer = CartView { version: 1, ..old.clone() };
        assert!(old.is_older_than(&newer) && !newer.is_older_than(&old) && !old.is_older_than(&old));
    }
}
