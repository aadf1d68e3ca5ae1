//! What logging in and opening an account have in common.

use api::accounts::SessionView;
use domain::Market;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::context::Submitted;
use crate::{cookies, respond};

/// A field's id and what to do about it.
pub(super) type Fault = (&'static str, String);

/// Where a shopper goes once logged in: a word, never an address, so that it cannot lead away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Their account.
    Account,
    /// The checkout they came from.
    Checkout,
}

impl Next {
    /// As the form or the query says.
    pub fn of_request(submitted: Option<&Submitted>) -> Self {
        let asked = use_query_map().read_untracked().get("next").unwrap_or_default();
        Self::named(submitted.map_or(asked.as_str(), |fields| fields.field("next")))
    }

    fn named(word: &str) -> Self {
        if word == Self::Checkout.word() { Self::Checkout } else { Self::Account }
    }

    /// The word for it in forms and queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Checkout => "checkout",
        }
    }

    /// Its path.
    pub fn path(self, market: Market) -> String {
        market.path(match self {
            Self::Account => "/account",
            Self::Checkout => "/checkout",
        })
    }
}

/// Gives the browser its session.
pub(super) fn begin(session: &SessionView) {
    respond::cookie(&cookies::session(&session.token, session.lasts_seconds));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_leads_out_of_the_shop() {
        for word in ["", "//evil.example", "https://evil.example", "/checkout", "account"] {
            assert_eq!(Next::named(word).path(Market::De), "/de/account", "{word}");
        }
        assert_eq!(Next::named("checkout").path(Market::Eu), "/checkout");
    }
}
