//! Where the merchant has addresses lead at which there is no page: those of the shop that was here before (ADR 92).

use api::settings::{ListRedirects, Redirect, redirect_shelf};
use api::site::plain_path;
use api::{Code, Problem};
use domain::Market;
use http::StatusCode;

use crate::context::Backend;

/// Whether a page is not there, or not any more: then its address may lead elsewhere. What is there is never shadowed.
pub fn may_be_led(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::ProductNotFound
            | Code::ProductGone
            | Code::CollectionNotFound
            | Code::CollectionGone
            | Code::PageNotFound
            | Code::PageGone
    )
}

/// Where the address of the request leads, by its path with market, and how that is said. What is read for it is the same
/// for everybody and lies on a few shelves, so an address that leads nowhere costs no call to the origin.
pub async fn led(backend: &Backend) -> Option<(String, StatusCode)> {
    let (market, path) = (backend.market(), backend.request().path.as_str());
    let whole = market.path(path);
    // One that names the market counts before one that holds in all of them.
    let mut asked = vec![whole.as_str()];
    if whole != path {
        asked.push(path);
    }
    for path in asked {
        let path = plain_path(path);
        let shelf = backend.get_if_there(&ListRedirects { shelf: redirect_shelf(&path) }).await;
        if let Some(found) = shelf.as_ref().and_then(|shelf| shelf.iter().find(|one| one.from == path)) {
            return Some(answer(found, market));
        }
    }
    None
}

fn answer(found: &Redirect, market: Market) -> (String, StatusCode) {
    let status = if found.status == 301 { StatusCode::MOVED_PERMANENTLY } else { StatusCode::PERMANENT_REDIRECT };
    let path = found.to.split(['?', '#']).next().unwrap_or_default();
    let names_a_market = Market::of_path(path).0 != Market::default();
    (if names_a_market { found.to.clone() } else { market.path(&found.to) }, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_to_the_market_of_whoever_asks_unless_it_names_one() {
        let to = |to: &str, status, market| {
            let (path, said) = answer(&Redirect { from: "/a".to_owned(), to: to.to_owned(), status }, market);
            (path, said.as_u16())
        };
        assert_eq!(to("/products/mug", 308, Market::De), ("/de/products/mug".to_owned(), 308));
        assert_eq!(to("/products/mug?a=b#c", 301, Market::Eu), ("/products/mug?a=b#c".to_owned(), 301));
        assert_eq!(to("/us/products/mug", 308, Market::De), ("/us/products/mug".to_owned(), 308));
        assert_eq!(to("/", 308, Market::De), ("/de".to_owned(), 308));
    }
}
