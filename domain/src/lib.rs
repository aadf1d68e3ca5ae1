//! The rules of the shop: values that are right once they exist, and decisions that never wait.
//!
//! Nothing here does I/O, reads a clock, rolls dice or touches a float. The same code runs in
//! the origin, in the edge worker and in the browser.

pub mod accounts;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod date;
pub mod email;
pub mod id;
pub mod inventory;
pub mod line;
pub mod locale;
mod localized;
pub mod market;
pub mod money;
pub mod orders;
pub mod payments;
pub mod quantity;
pub mod search;
pub mod settings;
pub mod sku;
pub mod staff;
pub mod text;

pub use email::Email;
pub use id::{
    CartId, CheckoutId, CustomerGroupId, CustomerId, DeliveryId, EventId, GiftCardId, OrderId, PageId, PriceListId,
    ProductId, PromotionId, WebhookId,
};
pub use locale::Locale;
pub use market::Market;
pub use money::{Currency, Money, Prices};
pub use quantity::Quantity;
pub use sku::Sku;
pub use text::{GiftCardCode, PromotionCode, Slug};
