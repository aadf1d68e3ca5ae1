//! Who calls, and whether they may.

use api::endpoint::{Caller, Endpoint};
use api::problem::{Code, Problem};
use http::{HeaderMap, header};

use crate::authentication::Who;
use crate::staff::AsStaff;
use crate::{ServiceError, Stores, staff};

/// The token that a caller shows.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let parts = value.to_str().ok().and_then(|text| text.split_once(' '));
    let token = parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let token = token.filter(|token| !token.is_empty()).map(str::to_owned);
    let advice = "Send a session token or a staff key as “Authorization: Bearer …”.";
    token.map(Some).ok_or_else(|| Problem::new(Code::Unauthenticated, advice))
}

/// Whose the token is, or for whom this process calls itself; and whether it is a shopper's session that was opened
/// just now.
pub(super) async fn identify(
    stores: &Stores,
    bearer: Option<&str>,
    within: Option<AsStaff>,
) -> Result<(Who, bool), ServiceError> {
    let Some(token) = bearer else {
        return Ok((within.map_or(Who::Nobody, |AsStaff(staff)| Who::Staff(staff)), false));
    };
    if token.starts_with(staff::PREFIX) {
        let unknown =
            || Problem::new(Code::Unauthenticated, "This staff key is not known, was revoked or has expired.");
        return Ok((Who::Staff(staff::of_key(&stores.db, token).await?.ok_or_else(unknown)?), false));
    }
    let session = stores.sessions.get(token).await?.ok_or_else(unauthenticated)?;
    Ok((Who::Shopper(session.customer), session.is_recent))
}

pub(super) fn unauthenticated() -> Problem {
    Problem::new(Code::Unauthenticated, "Your session is over, or you have not logged in yet. Please log in.")
}

pub(super) fn for_staff() -> Problem {
    Problem::new(Code::Forbidden, "This is for staff, by API key.")
}

/// Whether the caller may call this endpoint at all.
pub(super) fn allow<E: Endpoint>(who: &Who) -> Result<(), Problem> {
    match (E::CALLER, who) {
        (Caller::Anyone, _) | (Caller::Shopper, Who::Shopper(_)) => Ok(()),
        (Caller::Staff(permission), Who::Staff(staff)) => staff.require(permission),
        (Caller::Shopper | Caller::Staff(_), Who::Nobody) => Err(unauthenticated()),
        (Caller::Shopper, _) => Err(Problem::new(Code::Forbidden, "This is for logged-in shoppers.")),
        (Caller::Staff(_), _) => Err(for_staff()),
        // Nothing signed is mounted here: the signature is over bytes that are parsed by now.
        (Caller::Signed, _) => Err(Problem::new(Code::Forbidden, "This is for signed requests.")),
    }
}
