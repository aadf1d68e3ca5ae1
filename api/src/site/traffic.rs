//! What requests cost and whom: in which class the edge counts and admits them.

use std::borrow::Cow;

use domain::Market;
use http::Method;

use super::{decoded, is_like_market};

/// A class of requests. What one class has too much of must not be taken from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bulkhead {
    /// Logging in and opening accounts: each takes a slow hash of a password.
    Accounts,
    /// What is the same for everybody, where it is not stored.
    Public,
    /// Carts, checkout, orders, and all else that is for one caller.
    Private,
}

/// What a client may do only so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limited {
    /// Trying a password.
    LogIn,
    /// Opening an account.
    Registration,
    /// Trying the code of a promotion or a gift card.
    Code,
    /// Ordering, which tries a card.
    Order,
    /// Looking at the checkout, which holds stock.
    Hold,
    /// Making a cart.
    Cart,
    /// Having a mail sent.
    Mail,
    /// Telling of somebody's log-out elsewhere, as a provider of log-ins does for all of its users from few addresses.
    OidcLogout,
    /// Any request of an agent that signs what it asks for. No path counts as this.
    Agent,
    /// Any request of a program that calls itself a bot and does not sign. No path counts as this.
    Bot,
}

impl Limited {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::LogIn,
        Self::Registration,
        Self::Code,
        Self::Order,
        Self::Hold,
        Self::Cart,
        Self::Mail,
        Self::OidcLogout,
        Self::Agent,
        Self::Bot,
    ];

    /// Its name in options and in `RateLimit-Policy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::Registration => "registration",
            Self::Code => "code",
            Self::Order => "order",
            Self::Hold => "hold",
            Self::Cart => "cart",
            Self::Mail => "mail",
            Self::OidcLogout => "oidc-logout",
            Self::Agent => "agent",
            Self::Bot => "bot",
        }
    }

    /// The class of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limited| limited.name() == name)
    }

    /// How many further tries a solved challenge buys; none where there is no challenge. Few where a try is at the
    /// expense of others: of a card's or a gift card's owner, or of whoever gets the mail.
    pub const fn tries_of_pass(self) -> u32 {
        match self {
            Self::LogIn => 5,
            Self::Code => 3,
            Self::Registration | Self::Order | Self::Mail => 2,
            Self::Hold | Self::Cart | Self::OidcLogout | Self::Agent | Self::Bot => 0,
        }
    }
}

impl Bulkhead {
    /// The class of a request that may be for one caller alone. Another spelling of a path is in the same class.
    pub fn of(method: &Method, path: &str) -> Self {
        match limited(method, path) {
            Some(Limited::LogIn | Limited::Registration) => Self::Accounts,
            _ => Self::Private,
        }
    }
}

/// What a request counts as, going by method and path; none if it may be made as often as one likes. Any spelling of
/// a path that could lead to the same place counts.
pub fn limited(method: &Method, path: &str) -> Option<Limited> {
    let path = Path::of(path);
    let path: Vec<&str> = path.0.iter().map(AsRef::as_ref).collect();
    if *method != Method::POST {
        return match path.as_slice() {
            _ if *method != Method::GET => None,
            ["checkout"] => Some(Limited::Hold),
            // On the way to a provider and back somebody else is asked, who may take their time.
            ["login", "with", ..] => Some(Limited::LogIn),
            _ => None,
        };
    }
    Some(match path.as_slice() {
        // Whoever deletes an account logs in once more. Codes and new passwords take a slow hash, too.
        ["login"]
        | ["login", "code", "enter"]
        | ["login", "link"]
        | ["account", "delete" | "password"]
        | ["account", "email", "code"]
        | ["v1", "sessions"]
        | ["v1", "sessions", "by-code" | "by-link" | "by-oidc" | "by-passkey"]
        | ["v1", "oidc-requests"]
        | ["v1", "customers", "me", "password" | "email"] => Limited::LogIn,
        ["register"] | ["login", "identity"] | ["v1", "customers"] | ["v1", "customers", "by-oidc"] => {
            Limited::Registration
        }
        ["cart"] | ["v1", "carts", _, "codes"] => Limited::Code,
        ["checkout"] | ["v1", "orders"] => Limited::Order,
        ["v1", "checkouts"] => Limited::Hold,
        ["v1", "carts"] => Limited::Cart,
        ["orders", "find"]
        | ["v1", "orders", "find"]
        | ["login", "code"]
        | ["account", "email"]
        | ["v1", "sign-in-codes"]
        | ["v1", "customers", "me", "email-changes"] => Limited::Mail,
        ["v1", "oidc-logouts", _] => Limited::OidcLogout,
        _ => return None,
    })
}

/// The segments of a path in lower case and decoded, without its market.
struct Path<'a>(Vec<Cow<'a, str>>);

impl<'a> Path<'a> {
    fn of(path: &'a str) -> Self {
        let rest = Market::of_path(path).1;
        let segments = rest.split('/').filter(|segment| !segment.is_empty()).map(decoded);
        let lower = |segment: Cow<'a, str>| match segment.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(segment.to_ascii_lowercase()),
            false => segment,
        };
        let mut segments: Vec<_> = segments.map(lower).collect();
        if segments.first().is_some_and(|first| is_like_market(first)) {
            segments.remove(0);
        }
        Self(segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m1_what_is_worth_counting_is_counted_however_it_is_spelt() {
        let check = |method: Method, path: &str, expected| assert_eq!(limited(&method, path), expected, "{path}");
        for path in [
            "/login",
            "/de/login",
            "/account/delete",
            "/account/password",
            "/de/account/email/code",
            "/login/code/enter",
            "/login/link",
            "/v1/sessions/by-code",
            "/v1/sessions/by-passkey",
            "/v1/customers/me/password",
            "/DE/Login/",
            "//login",
            "/%6cogin",
            "/v1/sessions",
            "/v1//sessions",
        ] {
            check(Method::POST, path, Some(Limited::LogIn));
            assert_eq!(Bulkhead::of(&Method::POST, path), Bulkhead::Accounts, "{path}");
            assert_eq!(Bulkhead::of(&Method::GET, path), Bulkhead::Private, "{path}");
        }
        check(Method::POST, "/v1/customers", Some(Limited::Registration));
        check(Method::POST, "/de/login/identity", Some(Limited::Registration));
        check(Method::POST, "/v1/customers/by-oidc", Some(Limited::Registration));
        check(Method::POST, "/v1/sessions/by-oidc", Some(Limited::LogIn));
        for path in ["/login/with/example", "/de/login/with/example/return", "//LOGIN/with/x"] {
            check(Method::GET, path, Some(Limited::LogIn));
            assert_eq!(Bulkhead::of(&Method::GET, path), Bulkhead::Accounts, "{path}");
        }
        check(Method::POST, "/v1/carts/7/codes", Some(Limited::Code));
        check(Method::POST, "/v1/orders", Some(Limited::Order));
        check(Method::POST, "/us/checkout", Some(Limited::Order));
        check(Method::GET, "/us/checkout", Some(Limited::Hold));
        check(Method::POST, "/v1/checkouts", Some(Limited::Hold));
        check(Method::POST, "/v1/carts", Some(Limited::Cart));
        for path in ["/de/orders/find", "/login/code", "/DE/login//code/", "/account/email", "/v1/sign-in-codes"] {
            check(Method::POST, path, Some(Limited::Mail));
        }
        for path in ["/v1/oidc-logouts/example", "/V1/oidc-logouts//example/", "/v1/%6fidc-logouts/x"] {
            check(Method::POST, path, Some(Limited::OidcLogout));
            assert_eq!(Bulkhead::of(&Method::POST, path), Bulkhead::Private, "{path}");
        }
        for path in ["/login", "/v1/carts/7/lines", "/api/cart/add_line", "/products/login", "/v1/orders/7"] {
            check(Method::GET, path, None);
        }
        check(Method::POST, "/v1/carts/7/lines", None);
        check(Method::POST, "/api/cart/add_line", None);
    }

    #[test]
    fn every_limit_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Limited::ALL.iter().map(|limited| limited.name()).collect();
        assert_eq!(names.len(), Limited::ALL.len());
    }
}
