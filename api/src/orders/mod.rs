//! Orders: placing one, reading one's own, and what becomes of them.

mod admin;
mod delivery_service;
mod documents;
mod figures;
mod find;
mod lifecycle;
mod mails;
mod pick_list;

use domain::checkout::{Address, Country, DeliveryMethod};
use domain::orders::OrderState;
use domain::{CartId, Email, Locale, Market, Money, OrderId, Quantity, Sku, Slug};
use serde::{Deserialize, Serialize};

use crate::catalog::Text;
use crate::checkout::cards::CardUse;
use crate::checkout::gift_cards::GiftCardUse;
use crate::checkout::promotions::Discount;
use crate::endpoint;
use crate::settings::PageVersionId;

pub use admin::{
    Actor, AdminOrderList, AdminOrderSummary, AdminOrderView, CreateAdminCancellation, CreateCapture, CreateOrderNote,
    CreatePartCancellation, CreateRefund, CreateShipment, DeleteShipment, GetAdminOrder, GetPackingSlip,
    ListAdminOrders, PaymentView, TimelineEntry, UpdateReturn, UpdateShipment,
};
pub use delivery_service::DeliveryService;
pub use documents::{DocumentLink, GetOrderDocument, Pdf};
pub use figures::{Figures, GetFigures, Sales};
pub use find::FindOrder;
pub use lifecycle::{
    CancellationView, CreateCancellation, CreateReturn, LineUnits, OrderLifecycle, RefundLine, RefundView, ReturnView,
    ShipmentView, TransferState,
};
pub use mails::{CreateConfirmation, CreateOrderMail, CreateShipmentMail, OrderMail, SentMail};
pub use pick_list::{GetPickList, GetPickListDocument, Pick, PickListView, PickLocation, PickOrder, PickShare};

/// Orders what is in a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PlaceOrder {
    /// The cart; it is empty afterwards.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub cart: CartId,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where the confirmation goes.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub email: Email,
    /// Where the parcel goes.
    pub address: AddressFields,
    /// Where the invoice goes, if that is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<AddressFields>,
    /// How it travels.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub delivery: DeliveryMethod,
    /// The payment provider's token for the shopper's means of payment. The built-in test provider
    /// knows `test_accept`, `test_decline`, `test_challenge` and `test_async`. It may be empty if gift
    /// cards pay for everything.
    #[serde(default)]
    pub payment_token: String,
    /// How the card that the token stands for is used beyond the order.
    #[serde(default, skip_serializing_if = "CardUse::is_once")]
    pub card: CardUse,
    /// The total the shopper saw. If it is no longer right nothing is ordered.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub expected_total: Money,
    /// What the shopper saw that is left to pay beside gift cards. If it is no longer right nothing is
    /// ordered. Whoever does not name it agrees to pay up to the whole total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub expected_to_charge: Option<Money>,
    /// The version of the terms that the shopper was shown, and agrees to; none where the shop has none on show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<PageVersionId>,
}

/// An address as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddressFields {
    /// The person's full name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Flat, floor, company.
    #[serde(default)]
    pub extra: String,
    /// Postal code; empty where a country does without.
    #[serde(default)]
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// State, province or prefecture, by its code or name; may be empty where a country's addresses have
    /// none, and where the postal code says it.
    #[serde(default)]
    pub region: String,
    /// Country (ISO 3166-1 alpha-2).
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub country: Country,
}

impl From<AddressFields> for Address {
    fn from(fields: AddressFields) -> Self {
        let AddressFields { name, street, extra, postal_code, city, region, country } = fields;
        Self { name, street, extra, postal_code, city, region, country }
    }
}

impl From<Address> for AddressFields {
    fn from(address: Address) -> Self {
        let Address { name, street, extra, postal_code, city, region, country } = address;
        Self { name, street, extra, postal_code, city, region, country }
    }
}

endpoint!(PlaceOrder: POST "/v1/orders", Anyone, "Orders what is in a cart; a logged-in shopper's order joins their account. An order that awaits its payment is not placed yet." => OrderView);

/// One line of an order, as it was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrderLine {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its product's address at that time.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its product's name, in the language of the market it was ordered in, or in that it says.
    pub title: Text,
    /// Its choices, readable; likewise.
    pub choice: Text,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// Price of one.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub unit_price: Money,
    /// Price of all.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrderView {
    /// Its id. It opens nothing by itself.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: OrderId,
    /// Its number; none until it is paid for.
    pub number: Option<i64>,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: OrderState,
    /// When it was placed (RFC 3339, UTC).
    pub placed_at: String,
    /// Language and currency it was placed in.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where the confirmation went.
    pub email: String,
    /// Where the parcel goes.
    pub address: AddressFields,
    /// Where the invoice goes, if that is elsewhere.
    #[serde(default)]
    pub billing: Option<AddressFields>,
    /// How it travels.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub delivery: DeliveryMethod,
    /// What the merchant called that when it was ordered, and who was to carry it; none if nothing was said, and in
    /// orders from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_service: Option<DeliveryService>,
    /// What was sold.
    pub lines: Vec<OrderLine>,
    /// The sum of the lines.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub subtotal: Money,
    /// What delivery cost.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub delivery_fee: Money,
    /// The tax that came on top of the prices; zero where they held it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub tax: Money,
    /// The part of `total` that is tax held by the prices; zero where it came on top, and in orders
    /// from before tax was worked out.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub included_tax: Money,
    /// What the shopper pays.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
    /// The page where the shopper confirms the payment, such as their bank's; it leads back to the
    /// order. Told by [`PlaceOrder`] and [`SettleOrder`] while that is needed, and by nobody else.
    #[serde(default)]
    pub confirm_payment_at: Option<String>,
    /// The token that opens the order to the guest who has just placed it, to be sent as `Order-Token`. Told by
    /// [`PlaceOrder`] and by nobody else; whoever loses it gets a link by mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_token: Option<String>,
    /// What became of it so far.
    #[serde(flatten)]
    pub lifecycle: OrderLifecycle,
    /// Its invoice and credit notes, as far as they were issued, oldest first.
    #[serde(default)]
    pub documents: Vec<DocumentLink>,
    /// What promotions took off; `total` is without it.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// The gift cards that paid for some of `total`.
    #[serde(default)]
    pub gift_cards: Vec<GiftCardUse>,
    /// What was left of `total` to pay by other means; none in replies from before there were gift cards.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub to_charge: Option<Money>,
    /// The version of the terms that was agreed to; it can be read at `/pages/{page}?version={version}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<PageVersionId>,
}

impl OrderView {
    /// The same order for pages in the language `page`. What was sold is called as it was when it was ordered: in the
    /// language of the market it was ordered in, unless nobody had translated it.
    #[must_use]
    pub fn seen_from(mut self, page: Locale) -> Self {
        let placed = self.market.locale();
        let see = |text: &mut Text| *text = std::mem::take(text).seen_from(placed, page);
        for line in &mut self.lines {
            see(&mut line.title);
            see(&mut line.choice);
        }
        for discount in &mut self.discounts {
            see(&mut discount.label);
        }
        if let Some(name) = self.delivery_service.as_mut().and_then(|service| service.name.as_mut()) {
            see(name);
        }
        self
    }
}

/// One order: an account's by its session, and whoever's by the token of a link to it, sent as `Order-Token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetOrder {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
}

endpoint!(GetOrder: GET "/v1/orders/{order}", Anyone, "One order: an account's by its session, and any by the token of a link to it." => OrderView);

/// Asks the payment provider what became of an order that awaits its payment, and places or refuses
/// it if that is decided: for a shopper who comes back from the provider's page. Hooks and the
/// worker `reconcile` do the same; whoever is first, the order is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SettleOrder {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
}

endpoint!(SettleOrder: POST "/v1/orders/{order}/settlement", Anyone, "Asks what became of the payment of an order, by its session or the token of a link to it." => OrderView);

/// The caller's own orders, newest first, at most 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListOrders {}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OrderSummary {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: OrderId,
    /// Its number.
    pub number: Option<i64>,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: OrderState,
    /// When it was placed (RFC 3339, UTC).
    pub placed_at: String,
    /// How many units, without those that were cancelled in part.
    pub units: i64,
    /// What the shopper pays, without what was cancelled in part.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
}

endpoint!(ListOrders: GET "/v1/orders", Shopper, "The caller's own orders, newest first." => Vec<OrderSummary>);
