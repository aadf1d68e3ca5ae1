//! How an order travels and what that costs.

mod built_in;
mod method;
mod table;
mod tariff;

pub use built_in::delivery_fee;
pub use method::DeliveryMethod;
pub use table::{DeliveryOption, DeliveryRejection, DeliveryTable, DeliveryTableFault, Zone};
pub use tariff::{Fee, PriceBand, Tariff, WeightBand};
