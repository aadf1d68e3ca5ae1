//! A shopper's cart. Its id is a secret: whoever knows it may change the cart.

use domain::inventory::Availability;
use domain::{CartId, Market, Money, Quantity, Sku, Slug};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::Picture;
use crate::checkout::gift_cards::GiftCardUse;
use crate::checkout::promotions::Discount;
use crate::endpoint;

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
    /// Its product's name in the market's language.
    pub title: String,
    /// Its choices, readable: “Oat, Large”. Empty for a product without options.
    pub choice: String,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// Price of one; none if it cannot be bought in this currency any more.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub unit_price: Option<Money>,
    /// Price of all.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Option<Money>,
    /// Whether it can be had.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::availability"))]
    pub availability: Availability,
    /// Its picture.
    pub picture: Option<Picture>,
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
            lines: Vec::new(),
            subtotal: Money::zero(market.currency()),
            discounts: Vec::new(),
            total: None,
            gift_cards: Vec::new(),
            codes: Vec::new(),
            missing_for_free_delivery: None,
        }
    }

    /// How many pieces it holds.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// Whether it can be ordered as it is.
    pub fn is_orderable(&self) -> bool {
        !self.lines.is_empty()
            && self.lines.iter().all(|line| line.unit_price.is_some() && line.availability.is_buyable())
    }
}

/// Makes an empty cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCart {
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(CreateCart: POST "/v1/carts", Anyone, "Makes an empty cart." => CartView);

/// A cart with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCart {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetCart: GET "/v1/carts/{cart}", Anyone, "A cart with its lines, priced now." => CartView);

/// Adds pieces of a variant; pieces already in the cart stay.
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
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(AddCartLine: POST "/v1/carts/{cart}/lines", Anyone, "Adds pieces of a variant to a cart." => CartView);

/// Sets how many pieces a line has.
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
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(UpdateCartLine: PUT "/v1/carts/{cart}/lines/{sku}", Anyone, "Sets how many pieces a line has." => CartView);

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
    /// Language and currency: `eu`, `de` or `us`.
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
    /// Language and currency: `eu`, `de` or `us`.
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
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(DeleteCartCode: DELETE "/v1/carts/{cart}/codes/{code}", Anyone, "Takes a code out of a cart." => CartView);
