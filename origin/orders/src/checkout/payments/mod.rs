//! Payment providers, and what is asked of them. The provider keeps its own books; ours say what we know of them.

mod answer;
mod card_number;
mod counted;
mod nothing_due;
mod provider;
mod settings;
mod source;
mod state;
pub mod stripe;
pub(crate) mod test_provider;

pub use answer::{
    Action, Authorisation, BadToken, ClientSecret, Listed, NoAnswer, Outcome, PaymentSnapshot, ProviderError, Refund,
};
pub use card_number::contains_card_number;
pub(crate) use nothing_due::nothing_due;
pub use provider::Provider;
pub(crate) use settings::mount_all as mount_settings;
pub use source::{Owner, PaymentSource};
pub(crate) use state::get_payment_state;
