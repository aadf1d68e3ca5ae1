//! The way to a provider and back.

use api::accounts::{CreateOidcRequest, CreateSessionByOidc};
use api::{Code, Problem};
use domain::Market;
use uuid::Uuid;

use crate::accounts::account::is_over;
use crate::accounts::session::{Next, begin, end};
use crate::context::Backend;
use crate::shell::{Around, Opening, Outcome, page};
use crate::{cookies, respond, target};

/// Sends the browser to a provider.
pub fn start_page() -> Opening {
    let provider = target::parameter("provider");
    let next = Next::of_request(None);
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let login = || Ok(Outcome::SeeOther(market.path(&format!("/login?next={}", next.word()))));
        let request = backend.request();
        // Nobody logs in because another site leads them here: they are shown how, and choose.
        if request.takes_nothing {
            return login();
        }
        let adding = next == Next::Adding && request.session.is_some();
        let (word, binding) = (next.word().to_owned(), request.oidc.clone());
        let ask = CreateOidcRequest { provider, market, next: word, adding, binding };
        match backend.call(&ask, Some(Uuid::new_v4().to_string())).await {
            Ok(asked) => {
                respond::cookie(&cookies::oidc(&asked.binding));
                Ok(Outcome::SeeOther(asked.address))
            }
            Err(refused) if refused.code == Code::RecentLoginNeeded => login(),
            Err(refused) if is_over(&refused) => {
                end();
                login()
            }
            Err(refused) => failed(&backend, market, next, refused),
        }
    })
}

/// Takes the browser back.
pub fn return_page() -> Opening {
    let provider = target::parameter("provider");
    let [state, code, error, issuer] = ["state", "code", "error", "iss"].map(target::query);
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let state = state.unwrap_or_default();
        // A provider knows one address to send browsers back to. Which market they came from, they bring along.
        let market = market_of(&state).unwrap_or(backend.market());
        let wanted = next_of(&state);
        let request = backend.request();
        let binding = request.oidc.clone().unwrap_or_default();
        let browser = request.browser.clone();
        let call = CreateSessionByOidc { provider, state, code, error, issuer, binding, browser };
        // What was brought is good once, so the key need not outlive the call.
        let came = match backend.call(&call, Some(Uuid::new_v4().to_string())).await {
            Ok(came) => came,
            Err(refused) if is_over(&refused) => {
                end();
                return Ok(Outcome::SeeOther(market.path(&format!("/login?next={}", wanted.word()))));
            }
            Err(refused) => return failed(&backend, market, wanted, refused),
        };
        let next = Next::named(&came.next);
        if let Some(session) = &came.session {
            begin(&backend.apart(market), session).await;
        }
        if came.pending {
            return Ok(Outcome::SeeOther(market.path("/login/identity")));
        }
        Ok(Outcome::SeeOther(next.path(market)))
    })
}

/// The market that a state begins with.
fn market_of(state: &str) -> Option<Market> {
    Market::of_code(state.split_once('.')?.0)
}

/// Where a state says that the shopper wanted to go. A stranger may have written it: it is one of our own words or none.
fn next_of(state: &str) -> Next {
    let mut parts = state.split('.').skip(1);
    match (parts.next(), parts.next()) {
        (Some(word), Some(_)) => Next::named(word),
        _ => Next::Account,
    }
}

/// Where somebody is told that it did not work, and finds the other ways: the page to log in, or, if they are logged in,
/// that of their identities.
fn failed(backend: &Backend, market: Market, next: Next, refused: Problem) -> Result<Outcome, Problem> {
    if refused.code.status().is_server_error() {
        return Err(refused);
    }
    // With how long to wait, and what may be done in place of it.
    if refused.code == Code::TooManyRequests {
        return Err(refused);
    }
    let problem = refused.code.as_str();
    Ok(Outcome::SeeOther(match backend.request().session {
        Some(_) => market.path(&format!("/account/identities?problem={problem}")),
        None => market.path(&format!("/login?problem={problem}&next={}", next.word())),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_back_too_late_still_gets_to_where_they_wanted_and_to_no_place_of_a_stranger_s() {
        assert_eq!(next_of("de.checkout.abc"), Next::Checkout);
        for foreign in ["", "de.checkout", "de..abc", "de.//evil.example.x", "de.abc.def", "de.account.abc"] {
            assert_eq!(next_of(foreign), Next::Account, "{foreign}");
        }
    }

    #[test]
    fn who_comes_back_is_told_in_the_language_they_left_in_whatever_they_bring() {
        for market in Market::ALL {
            assert_eq!(market_of(&format!("{}.abc", market.code())), Some(market));
        }
        for foreign in ["", ".", "xx.abc", "de", "//evil.example", "de/../.x"] {
            assert_eq!(market_of(foreign), None, "{foreign}");
        }
    }
}
