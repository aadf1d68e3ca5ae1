//! Every text that a person reads, in every language of the shop.
//!
//! The texts are in `.ftl` files, a folder a language and a file a noun (`en/cart.ftl`); the build
//! checks them and makes functions of them: `words::cart(locale).items(3)`. How to write them is
//! in `words/README.md`.

mod cart;
mod catalog;
mod checkout;
mod orders;
mod problem;
mod promotions;
mod staff_problem;
mod value;

use domain::Locale;
use domain::locale::Plural;

pub use catalog::unit_price;
pub use problem::{cart_problem, problem};
pub use staff_problem::{says_all, staff_problem};
pub use value::{Number, counted, percent};
use value::{digits, join};

/// What texts select by: the variants of these are the choices' keys, in kebab case.
mod types {
    pub use api::orders::TransferState;
    pub use domain::checkout::{Country, DeliveryMethod, TaxClass, Territory};
    pub use domain::orders::{DocumentKind, OrderState, OrderStep, ReturnKind, ReturnState, ShipmentState};
    pub use domain::payments::PaymentState;
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));
