//! How long a request's body may be.

use super::decoded;

/// Bytes of a body at most, unless [`max_body`] says otherwise: more than any form or any call of the API has.
pub const MAX_BODY: usize = 64 * 1024;
/// Bytes at most of what a payment provider tells: its events quote whole objects.
pub const MAX_HOOK_BODY: usize = 512 * 1024;

/// Bytes at most of what staff send: a product with all its variants and texts.
pub const MAX_STAFF_BODY: usize = 512 * 1024;

/// What the paths of staff's endpoints begin with.
const STAFF: &str = "/v1/admin/";
/// What the paths of payment providers' hooks begin with.
const HOOKS: &str = "/v1/payments/hooks/";

/// Bytes that the body of a request to `path` may have. Whoever reads bodies asks here, so that no hop takes in
/// what the next one refuses.
pub fn max_body(path: &str) -> usize {
    match decoded(path) {
        path if path.starts_with(HOOKS) => MAX_HOOK_BODY,
        path if path.starts_with(STAFF) => MAX_STAFF_BODY,
        _ => MAX_BODY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Caller, has_body};

    #[test]
    fn what_a_provider_or_staff_tell_may_be_longer_than_what_a_shopper_sends() {
        for endpoint in crate::registry::endpoints().iter().filter(|endpoint| has_body(&endpoint.method)) {
            let expected = match endpoint.caller {
                Caller::Signed if endpoint.path.starts_with(HOOKS) => MAX_HOOK_BODY,
                Caller::Staff(_) => MAX_STAFF_BODY,
                Caller::Anyone | Caller::Shopper | Caller::Signed => MAX_BODY,
            };
            assert_eq!(max_body(endpoint.path), expected, "{}", endpoint.name);
        }
        for path in [
            "/",
            "/cart",
            "/de/v1/payments/hooks/stripe",
            "/api/cart/add_line",
            "/v1/payments/hook/stripe",
            "/v1/admins",
            "/admin/",
        ] {
            assert_eq!(max_body(path), MAX_BODY, "{path}");
        }
    }
}
