//! How an order travels and what that costs.

mod area;
mod built_in;
mod method;
#[cfg(test)]
mod properties;
mod service;
mod table;
mod tariff;

pub use area::Area;
pub use built_in::delivery_fee;
pub use method::DeliveryMethod;
pub use service::{Days, Service};
pub use table::{DeliveryOption, DeliveryRejection, DeliveryTable, DeliveryTableError, Zone};
pub use tariff::{Fee, PriceBand, Tariff, WeightBand};
