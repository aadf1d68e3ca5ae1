//! Where an order goes, how it gets there and what it costs, to the last minor unit.
//!
//! [`price`] takes everything that bears on the sum and gives a [`Breakdown`] whose parts are proved
//! to add up. The rules that feed it are data with checks of their own: [`Promotion`],
//! [`DeliveryTable`], [`TaxTable`].

pub mod address;
mod country;
mod delivery;
mod destination;
mod gift_cards;
mod goods;
mod pricing;
pub mod promotions;
pub mod tax;

pub use address::{Address, AddressError};
pub use country::Country;
pub use delivery::{
    Area, Days, DeliveryMethod, DeliveryOption, DeliveryRejection, DeliveryTable, DeliveryTableError, Fee, PriceBand,
    Service, Tariff, WeightBand, Zone, delivery_fee,
};
pub use destination::{CompactCode, Destination};
pub use gift_cards::{GiftCardRejection, GiftCardTerms};
pub use goods::Line;
pub use pricing::{
    Basket, Breakdown, BreakdownParts, DeliveryCharge, GiftCard, GiftCardPart, Given, LineCharge, Priced, PricingError,
    TaxSum, Unproved, price,
};
pub use promotions::{Benefit, Claim, Promotion, PromotionError, PromotionRejection, PromotionTerms, Target, Uses};
pub use tax::{
    PriceMode, TaxClass, TaxRates, TaxRule, TaxRuleError, TaxSchedule, TaxTable, TaxTableError, Territory, rules_error,
};
