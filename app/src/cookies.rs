//! The cookies the shop sets; [`api::site::cookie_values`] reads them.
//!
//! All have the `__Host-` prefix: sent to this host alone, over HTTPS, and set by no other. Those that identify
//! someone are out of reach of scripts.

use api::challenge::PASS_COOKIE;
use domain::CartId;
use uuid::Uuid;

use crate::order_keys::OrderKeys;
use crate::web::UNITS_COOKIE;

/// The cookie with the cart's id.
pub const CART: &str = "__Host-cart";
/// The cookie that says which carts were made one at log-in, until the shopper has been told.
pub const MERGED: &str = "__Host-merged";
/// The cookie with the session's token.
pub const SESSION: &str = "__Host-session";

/// The cookie by which a browser is known to have logged in before.
pub const DEVICE: &str = "__Host-device";

/// The cookie by which the answer to a question for a passkey is known to come from the browser that it was put to.
pub const PASSKEYS: &str = "__Host-passkeys";

/// The cookie with what a browser has asked to open an account by, until its address is confirmed.
pub const REGISTRATION: &str = "__Host-registration";

/// The cookie with the word for where a browser that has asked for a mail with a link goes once it is logged in.
pub const NEXT: &str = "__Host-next";

/// The cookie by which a browser that comes back from a provider of log-ins is known to be the one that was sent there.
pub const OIDC: &str = "__Host-oidc";

/// The cookie with what opens orders to a guest.
pub const ORDERS: &str = "__Host-order";

/// A browser is known for 180 days after its last log-in.
const DEVICE_SECONDS: u64 = 180 * 24 * 60 * 60;
/// A question for a passkey is good for ten minutes.
const PASSKEYS_SECONDS: u64 = 10 * 60;
/// A mailed code is good for ten minutes.
const REGISTRATION_SECONDS: u64 = 10 * 60;
/// Longer than any link: a mail may be late, its link over, and another be asked for.
const NEXT_SECONDS: u64 = 60 * 60;
/// Who came back from a provider has half an hour to open an account, or to log in to theirs.
const OIDC_SECONDS: u64 = 30 * 60;
/// Carts are kept for 30 days after the last change.
const CART_SECONDS: u64 = 30 * 24 * 60 * 60;

/// A link to an order is good for 90 days after the last thing that happened with it.
const ORDER_SECONDS: u64 = 90 * 24 * 60 * 60;

/// Sets the cart.
pub fn cart(id: CartId) -> String {
    format!("{CART}={id}; Path=/; Max-Age={CART_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Takes the cart away from the browser. At the origin it stays.
pub fn no_cart() -> String {
    format!("{CART}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// Sets what is to be told of a merging, for ten minutes.
pub fn merged(note: &str) -> String {
    format!("{MERGED}={note}; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax")
}

/// Forgets it: it has been told.
pub fn no_merged() -> String {
    format!("{MERGED}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// Sets how many units the cart holds, for scripts to read.
pub fn units(count: u32) -> String {
    format!("{UNITS_COOKIE}={count}; Path=/; Max-Age={CART_SECONDS}; Secure; SameSite=Lax")
}

/// Sets the session for `seconds`.
pub fn session(token: &str, seconds: u64) -> String {
    format!("{SESSION}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax")
}

/// Makes the browser known for its next log-in.
pub fn device(token: &str) -> String {
    format!("{DEVICE}={token}; Path=/; Max-Age={DEVICE_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Has the browser be known by its answer.
pub fn passkeys(binding: &str) -> String {
    format!("{PASSKEYS}={binding}; Path=/; Max-Age={PASSKEYS_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Has the browser be known as the one in which an account was opened.
pub fn registration(request: Uuid) -> String {
    format!("{REGISTRATION}={request}; Path=/; Max-Age={REGISTRATION_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Has the link of a mail that was asked for lead on to where the shopper wanted to go; so does one that is asked for in its
/// place when it is over.
pub fn next(word: &str) -> String {
    format!("{NEXT}={word}; Path=/; Max-Age={NEXT_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Forgets where: the shopper is there.
pub fn no_next() -> String {
    format!("{NEXT}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// Has the browser be known when it comes back from a provider.
pub fn oidc(binding: &str) -> String {
    format!("{OIDC}={binding}; Path=/; Max-Age={OIDC_SECONDS}; Secure; HttpOnly; SameSite=Lax")
}

/// Lets the browser try further for so many seconds.
pub fn challenge_pass(pass: &str, seconds: u64) -> String {
    format!("{PASS_COOKIE}={pass}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax")
}

/// Sets which orders the browser can open.
pub fn orders(keys: &OrderKeys) -> String {
    format!("{ORDERS}={}; Path=/; Max-Age={ORDER_SECONDS}; Secure; HttpOnly; SameSite=Lax", keys.text())
}

/// Has the browser open no order any more.
pub fn no_orders() -> String {
    format!("{ORDERS}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// Ends the session.
pub fn no_session() -> String {
    format!("{SESSION}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_outlives_the_browser_for_two_weeks_at_least() {
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        for cookie in [cart(id), units(3)] {
            let seconds = cookie.split("; ").find_map(|part| part.strip_prefix("Max-Age=")?.parse::<u64>().ok());
            assert!(seconds.is_some_and(|seconds| seconds >= 14 * 24 * 60 * 60), "{cookie}");
        }
    }

    #[test]
    fn where_a_shopper_wants_to_go_is_known_for_longer_than_a_link_is_good() {
        const { assert!(NEXT_SECONDS >= 3 * REGISTRATION_SECONDS) };
        assert!(next("checkout").contains("Max-Age=3600;"), "{}", next("checkout"));
    }

    #[test]
    fn l3_every_cookie_is_this_hosts_alone_and_what_identifies_someone_out_of_reach_of_scripts() {
        let id = CartId("0190b0a0-0000-7000-8000-000000000000".parse().expect("a UUID"));
        let orders = orders(&OrderKeys::default().with(domain::OrderId(id.0), "abcdefghijklmnopqrstuvwxyz"));
        for cookie in [
            cart(id),
            no_cart(),
            session("token", 60),
            no_session(),
            merged("note"),
            no_merged(),
            device("token"),
            passkeys("token"),
            registration(Uuid::nil()),
            oidc("token"),
            next("checkout"),
            no_next(),
            challenge_pass("token", 600),
            orders,
            no_orders(),
        ] {
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            for rule in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(cookie.split("; ").any(|part| part == rule), "{cookie}");
            }
        }
        let units = units(3);
        assert!(units.starts_with("__Host-") && units.contains("; Path=/;") && units.contains("; Secure;"), "{units}");
        assert!(!units.contains("HttpOnly") && !units.contains("Domain"), "{units}");
    }
}
