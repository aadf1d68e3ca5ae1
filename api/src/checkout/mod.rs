//! What it takes to turn a cart into an order.

pub mod cards;
pub mod customer_groups;
pub mod delivery;
pub mod gift_cards;
pub mod price_list_imports;
pub mod price_lists;
pub mod promotions;
pub mod taxes;

use domain::checkout::{Country, Days, DeliveryMethod};
use domain::{CartId, Email, Market, Money};
use serde::{Deserialize, Serialize};

use crate::cart::CartView;
use crate::catalog::Text;
use crate::endpoint;

use gift_cards::GiftCardUse;
use promotions::{Discount, RefusedCode};

/// What a cart would cost with each way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCheckout {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where the parcel would go (ISO 3166-1 alpha-2); the market's own country while that is not known.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub country: Option<Country>,
    /// Its postal code, once that is known: some parts of a country are taxed otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
}

/// Begins a checkout: holds every unit of the cart for a while, or none if one is short. Repeated,
/// it renews the hold and follows what the cart has become. Of what is held for strangers, who have no account and have
/// not said their e-mail address, and for one client there is a limit; beyond it nothing is held, and the reply says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCheckout {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where the parcel would go, as in [`GetCheckout`].
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub country: Option<Country>,
    /// Its postal code, as in [`GetCheckout`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Who will order, once that is known: some promotions are for each customer so often only.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub email: Option<Email>,
}

/// Leaves a checkout: the units it holds are free for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCheckout {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
}

/// A cart with what ordering it would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CheckoutView {
    /// The cart.
    pub cart: CartView,
    /// The ways of delivery to the country, cheapest first.
    pub deliveries: Vec<DeliveryView>,
    /// Until when its units are held, such as `2026-01-31T14:35:00Z`; none if they are not.
    #[serde(default)]
    pub reserved_until: Option<String>,
    /// For how many minutes more that is, begun ones included: for whoever has no clock at hand.
    #[serde(default)]
    pub reserved_minutes: Option<u32>,
    /// Whether its units might not be held, or not for longer, because carts of strangers or of the same client hold
    /// so many. They can be ordered as long as there are any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hold_refused: bool,
    /// How it can be paid.
    pub payment: PaymentForm,
}

/// Where a shopper's means of payment becomes a token. Card data never reaches the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "provider")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub enum PaymentForm {
    /// The built-in test provider. Its tokens are words, such as `test_accept`.
    Test,
    /// Stripe's own form, in the page.
    Stripe {
        /// Names the account; anybody may know it. Without one the page cannot take cards.
        publishable_key: Option<String>,
        /// The address of Stripe's script.
        script: String,
    },
}

/// One way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub method: DeliveryMethod,
    /// What it is called, if the merchant has named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Who carries it, if the merchant says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// How many working days it takes, if the merchant says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::days"))]
    pub days: Option<Days>,
    /// What it costs.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub fee: Money,
    /// The tax that would come on top of the prices; zero where they hold it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub tax: Money,
    /// The part of `total` that is tax held by the prices; zero where it comes on top.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub included_tax: Money,
    /// What the order would cost with it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
    /// What promotions take off goods and delivery; `total` is without it.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// The gift cards that pay for some of `total`.
    #[serde(default)]
    pub gift_cards: Vec<GiftCardUse>,
    /// What is left of `total` to pay by other means; none in replies from before there were gift cards.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub to_charge: Option<Money>,
    /// The cart's codes that give nothing with this way.
    #[serde(default)]
    pub refused: Vec<RefusedCode>,
}

endpoint!(GetCheckout: GET "/v1/carts/{cart}/checkout", Anyone, "What a cart would cost with each way of delivery." => CheckoutView);
endpoint!(CreateCheckout: POST "/v1/checkouts", Anyone, "Holds the units of a cart while its order is made." => CheckoutView);
endpoint!(DeleteCheckout: DELETE "/v1/checkouts/{cart}", Anyone, "Frees the units that a cart holds." => ());
