//! Every text of the shop in its two languages, one file a noun.
//!
//! A text is a field of a struct with one value for each language, so a missing translation does
//! not compile. Texts with numbers in them are functions.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $en:literal, $de:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name { $(#[doc = $en] pub $field: &'static str,)* }

        impl $name {
            /// The texts in `locale`.
            pub const fn of(locale: domain::Locale) -> &'static Self {
                const EN: $name = $name { $($field: $en,)* };
                const DE: $name = $name { $($field: $de,)* };
                match locale {
                    domain::Locale::En => &EN,
                    domain::Locale::De => &DE,
                }
            }
        }
    };
}

mod accounts;
mod cart;
mod catalog;
mod checkout;
mod orders;
mod papers;
mod problem;
mod site;

pub use accounts::AccountWords;
#[cfg(feature = "ssr")]
pub use cart::merged_line;
pub use cart::{CartWords, balance_left, free_delivery, pieces, price_changed, reduce};
pub use catalog::{CatalogWords, only_left, page_of, products, quoted};
pub use checkout::{CheckoutWords, code_refused, country, delivery, gift_card, held, includes_tax};
pub use domain::date::written as date;
pub use orders::{OrderWords, order_number, refund_state, return_kind, return_state, shipment_state, state};
pub use papers::{PaperWords, document};
pub use problem::problem;
pub use site::SiteWords;
