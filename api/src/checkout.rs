//! What it takes to turn a cart into an order.

use domain::checkout::{Country, DeliveryMethod};
use domain::{CartId, Market, Money};
use serde::{Deserialize, Serialize};

use crate::cart::CartView;
use crate::endpoint;

/// What a cart would cost with each way of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCheckout {
    /// The cart.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de` or `us`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where the parcel would go (ISO 3166-1 alpha-2); the market's own country while that is not known.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub country: Option<Country>,
}

/// A cart with what ordering it would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CheckoutView {
    /// The cart.
    pub cart: CartView,
    /// The ways of delivery to the country, cheapest first.
    pub deliveries: Vec<DeliveryView>,
}

/// One way of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub method: DeliveryMethod,
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
}

endpoint!(GetCheckout: GET "/v1/carts/{cart}/checkout", Anyone, "What a cart would cost with each way of delivery." => CheckoutView);
