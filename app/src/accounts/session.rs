//! What logging in and opening an account have in common.

use api::accounts::SessionView;
use domain::Market;
use leptos::prelude::use_context;

use crate::cart::merging::take_cart_along;
use crate::context::{Backend, Submitted};
use crate::{cookies, respond, target};

/// A field's id and what to do about it.
pub(super) type Fault = (&'static str, String);

/// Where a shopper goes once logged in: a word, never an address, so that it cannot lead away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Their account.
    Account,
    /// The checkout they came from.
    Checkout,
    /// Choosing another password.
    Password,
    /// Choosing another e-mail address.
    Email,
    /// Their passkeys.
    Passkeys,
    /// Their address book.
    Addresses,
    /// What is kept of them.
    Data,
    /// Their identities at providers.
    Identities,
    /// The same, with another that they fetch from a provider.
    Adding,
    /// Their name, language and currency.
    Details,
    /// The cards that are kept for them.
    Cards,
    /// Where they are logged in.
    Sessions,
    /// Deleting the account.
    Delete,
    /// Giving an account to the identity that they came back from a provider with.
    Join,
}

impl Next {
    /// As the form or the query says.
    pub fn of_request(submitted: Option<&Submitted>) -> Self {
        let asked = target::query("next").unwrap_or_default();
        Self::named(submitted.map_or(asked.as_str(), |fields| fields.field("next")))
    }

    /// What a word stands for; the account, if for nothing.
    pub fn named(word: &str) -> Self {
        let known = [
            Self::Checkout,
            Self::Password,
            Self::Email,
            Self::Passkeys,
            Self::Addresses,
            Self::Data,
            Self::Identities,
            Self::Adding,
            Self::Details,
            Self::Cards,
            Self::Sessions,
            Self::Delete,
            Self::Join,
        ];
        known.into_iter().find(|next| next.word() == word).unwrap_or(Self::Account)
    }

    /// The word for it in forms and queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Checkout => "checkout",
            Self::Password => "password",
            Self::Email => "email",
            Self::Passkeys => "passkeys",
            Self::Addresses => "addresses",
            Self::Data => "data",
            Self::Identities => "identities",
            Self::Adding => "adding",
            Self::Details => "details",
            Self::Cards => "cards",
            Self::Sessions => "sessions",
            Self::Delete => "delete",
            Self::Join => "join",
        }
    }

    /// Its path: of whoever has just logged in, in the market that they have chosen for that.
    pub fn path(self, market: Market) -> String {
        // Nobody is led out of a checkout into another currency.
        let home = use_context::<Backend>().and_then(|backend| backend.home()).filter(|_| self != Self::Checkout);
        home.unwrap_or(market).path(match self {
            Self::Account => "/account",
            Self::Checkout => "/checkout",
            Self::Password => "/account/password",
            Self::Email => "/account/email",
            Self::Passkeys => "/account/passkeys",
            Self::Addresses => "/account/addresses",
            Self::Data => "/account/data",
            Self::Identities | Self::Adding => "/account/identities",
            Self::Details => "/account/details",
            Self::Cards => "/account/cards",
            Self::Sessions => "/account/sessions",
            Self::Delete => "/account/delete",
            Self::Join => "/login/identity",
        })
    }

    /// Where whoever has logged in to an account without a password goes: to choose one, unless they were on the way to
    /// something that needs none.
    pub fn choosing(self, choose_password: bool) -> Self {
        if choose_password && self == Self::Account { Self::Password } else { self }
    }
}

/// Gives the browser its session, and the account's cart with what the guest's held.
pub(super) async fn begin(backend: &Backend, session: &SessionView) {
    respond::cookie(&cookies::session(&session.token, session.lasts_seconds));
    // Where somebody wanted to go before is nothing to whoever logs in next.
    respond::cookie(&cookies::no_next());
    if let Some(device) = &session.device {
        respond::cookie(&cookies::device(device));
    }
    if let Some(market) = session.customer.market
        && backend.brand().await.settings().is_open(market)
    {
        backend.lead_home(market);
    }
    take_cart_along(&backend.with_session(&session.token)).await;
}

/// Ends the session in the browser, and takes the account's cart out of it: the next person here
/// shall not see it. The shopper finds it again when they log in.
pub(super) fn end() {
    for cookie in
        [cookies::no_session(), cookies::no_next(), cookies::no_cart(), cookies::no_merged(), cookies::units(0)]
    {
        respond::cookie(&cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_asked_for_a_password_is_not_led_out_of_the_checkout_for_it() {
        assert_eq!(Next::Account.choosing(true), Next::Password);
        assert_eq!(Next::Account.choosing(false), Next::Account);
        for wanted in [Next::Checkout, Next::Join, Next::Addresses] {
            assert_eq!(wanted.choosing(true), wanted);
        }
    }

    #[test]
    fn no_word_leads_out_of_the_shop() {
        for word in ["", "//evil.example", "https://evil.example", "/checkout", "account"] {
            assert_eq!(Next::named(word).path(Market::De), "/de/account", "{word}");
        }
        assert_eq!(Next::named("checkout").path(Market::Eu), "/checkout");
        assert_eq!(Next::named("password").path(Market::De), "/de/account/password");
    }
}
