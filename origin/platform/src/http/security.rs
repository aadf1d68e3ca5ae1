//! What whoever looks after the shop's safety wants to know: events of the target `security`, written as JSON whatever
//! the other lines look like. They carry the id of the request, which the edge has given it and shows to the client,
//! and no name, address, token or id of a person: accounts are told apart by a hash.

use api::problem::Code;
use domain::CustomerId;
use tracing::{info, warn};

use crate::{Who, secret};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Login,
    Logout,
    Registration,
    /// An account was deleted by whoever had it.
    Deletion,
    /// A shopper took a copy of all that is kept of them.
    Export,
    /// An account was given another password, e-mail address, passkey or identity, or one of the latter less.
    Credentials,
    /// A session that is over, or a key that is none.
    Credential,
    Access,
    Throttle,
    Payment,
    Code,
    /// Stock was not kept from others for somebody who keeps much already.
    Hold,
    StaffWrite,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::Registration => "registration",
            Self::Deletion => "deletion",
            Self::Export => "data_export",
            Self::Credentials => "credentials_change",
            Self::Credential => "credential",
            Self::Access => "access",
            Self::Throttle => "throttle",
            Self::Payment => "payment",
            Self::Code => "code",
            Self::Hold => "hold",
            Self::StaffWrite => "staff_write",
        }
    }
}

/// The event that a call of an endpoint is, with its outcome; none if it is none of this kind.
fn event_of(endpoint: &str, is_write: bool, who: &Who, refused: Option<Code>) -> Option<Event> {
    match (endpoint, refused) {
        (_, Some(Code::TooManyRequests)) => Some(Event::Throttle),
        (_, Some(Code::Forbidden)) => Some(Event::Access),
        (_, Some(Code::Unauthenticated)) => Some(Event::Credential),
        ("CreateSession", None | Some(Code::WrongCredentials)) => Some(Event::Login),
        ("CreateSessionByCode", None | Some(Code::SignInCodeWrong))
        | ("CreateSessionByLink", None | Some(Code::LinkUnknown | Code::LinkUsed | Code::LinkExpired)) => {
            Some(Event::Login)
        }
        (
            "CreateSessionByPasskey",
            None | Some(Code::PasskeyRefused | Code::PasskeyUnknown | Code::PasskeyExpired | Code::PasskeyCopied),
        ) => Some(Event::Login),
        (
            "CreateSessionByOidc",
            None | Some(Code::OidcRefused | Code::OidcExpired | Code::OidcUnavailable | Code::IdentityTaken),
        ) => Some(Event::Login),
        ("CreatePasskey" | "DeletePasskey", None) => Some(Event::Credentials),
        ("CreateIdentity", None | Some(Code::IdentityTaken)) | ("DeleteIdentity", None) => Some(Event::Credentials),
        ("UpdatePassword", None) | ("UpdateEmail", None | Some(Code::SignInCodeWrong)) => Some(Event::Credentials),
        ("DeleteSession" | "DeleteNamedSession" | "DeleteOtherSessions", None) => Some(Event::Logout),
        ("CreateCustomer" | "CreateCustomerByOidc", None) => Some(Event::Registration),
        ("DeleteCustomer", None) => Some(Event::Deletion),
        ("GetCustomerExport", None | Some(Code::RecentLoginNeeded)) => Some(Event::Export),
        ("PlaceOrder", Some(Code::PaymentDeclined)) => Some(Event::Payment),
        ("PlaceOrder", Some(Code::TooManyUnconfirmed)) => Some(Event::Hold),
        ("AddCartCode", Some(Code::CodeUnknown)) => Some(Event::Code),
        _ => (is_write && matches!(who, Who::Staff(_))).then_some(Event::StaffWrite),
    }
}

/// Writes down what a call of an endpoint came to, if it bears on the shop's safety.
pub(crate) fn note(endpoint: &'static str, is_write: bool, who: &Who, refused: Option<Code>) {
    let Some(event) = event_of(endpoint, is_write, who, refused) else { return };
    let (event, actor) = (event.name(), actor(who));
    match refused {
        None => info!(target: "security", event, endpoint, actor, outcome = "done"),
        Some(code) => warn!(target: "security", event, endpoint, actor, outcome = code.as_str()),
    }
}

/// Writes down that units were not held for somebody who, or whose kind, holds many.
pub fn note_refused_hold() {
    warn!(target: "security", event = Event::Hold.name(), endpoint = "CreateCheckout", outcome = "not_held");
}

/// Writes down that a provider told of a log-out there, or that somebody did who is none.
pub fn note_oidc_logout(refused: Option<Code>) {
    let (event, endpoint) = (Event::Logout.name(), "ReceiveOidcLogout");
    match refused {
        None => info!(target: "security", event, endpoint, outcome = "done"),
        Some(code) => warn!(target: "security", event, endpoint, outcome = code.as_str()),
    }
}

/// Who acted: an account by a hash of its id or, of staff, its address; a staff key by its name.
fn actor(who: &Who) -> String {
    match who {
        Who::Nobody => "nobody".to_owned(),
        Who::Shopper(customer) => format!("account {}", account(*customer)),
        // Whoever is signed in is called by an address.
        Who::Staff(staff) if staff.name.contains('@') => {
            format!("staff {}", const_hex::encode(&secret::sha256(&staff.name)[..8]))
        }
        Who::Staff(staff) => format!("staff {}", staff.name),
    }
}

/// An account as it is named in logs: enough of a hash to tell one from another, and nothing that opens anything.
pub fn account(customer: CustomerId) -> String {
    const_hex::encode(&secret::sha256(&customer.to_string())[..8])
}

#[cfg(test)]
mod tests {
    use domain::staff::Permissions;
    use origin_testing::Log;
    use tracing_subscriber::layer::SubscriberExt as _;
    use uuid::Uuid;

    use super::*;
    use crate::staff::Staff;

    #[test]
    fn m6_what_bears_on_safety_is_an_event_and_nothing_else() {
        let (nobody, staff) = (
            Who::Nobody,
            Who::Staff(Staff { name: "packing".to_owned(), permissions: Permissions::ALL, account: None }),
        );
        let check = |endpoint, is_write, who: &Who, refused, expect: Option<Event>| {
            assert_eq!(event_of(endpoint, is_write, who, refused), expect, "{endpoint} {who:?} {refused:?}");
        };
        check("CreateSession", true, &nobody, None, Some(Event::Login));
        check("CreateSession", true, &nobody, Some(Code::WrongCredentials), Some(Event::Login));
        check("CreateSession", true, &nobody, Some(Code::TooManyRequests), Some(Event::Throttle));
        check("CreateSessionByCode", true, &nobody, Some(Code::SignInCodeWrong), Some(Event::Login));
        check("CreateSessionByLink", true, &nobody, None, Some(Event::Login));
        check("CreateSessionByPasskey", true, &nobody, Some(Code::PasskeyCopied), Some(Event::Login));
        check("CreateSessionByOidc", true, &nobody, Some(Code::OidcRefused), Some(Event::Login));
        check("CreateSessionByOidc", true, &nobody, Some(Code::OidcCancelled), None);
        check("CreateIdentity", true, &nobody, None, Some(Event::Credentials));
        check("CreateCustomerByOidc", true, &nobody, None, Some(Event::Registration));
        check("CreatePasskey", true, &nobody, None, Some(Event::Credentials));
        check("UpdatePassword", true, &nobody, None, Some(Event::Credentials));
        check("DeleteSession", true, &nobody, None, Some(Event::Logout));
        check("CreateCustomer", true, &nobody, None, Some(Event::Registration));
        check("DeleteCustomer", true, &nobody, None, Some(Event::Deletion));
        check("GetCustomerExport", false, &nobody, None, Some(Event::Export));
        check("PlaceOrder", true, &nobody, Some(Code::PaymentDeclined), Some(Event::Payment));
        check("PlaceOrder", true, &nobody, Some(Code::TooManyUnconfirmed), Some(Event::Hold));
        check("AddCartCode", true, &nobody, Some(Code::CodeUnknown), Some(Event::Code));
        check("CreateRefund", true, &staff, None, Some(Event::StaffWrite));
        check("CreateRefund", true, &nobody, Some(Code::Unauthenticated), Some(Event::Credential));
        check("CreateRefund", true, &nobody, Some(Code::Forbidden), Some(Event::Access));
        check("ListAdminOrders", false, &staff, None, None);
        check("PlaceOrder", true, &nobody, None, None);
        check("AddCartLine", true, &nobody, Some(Code::OutOfStock), None);
    }

    #[test]
    fn m6_nobody_is_known_by_what_is_written_of_them() {
        let customer = CustomerId(Uuid::now_v7());
        let written = actor(&Who::Shopper(customer));
        assert!(written.starts_with("account ") && !written.contains(&customer.to_string()), "{written}");
        assert_eq!(written, actor(&Who::Shopper(customer)));
        assert_ne!(written, actor(&Who::Shopper(CustomerId(Uuid::now_v7()))));
    }

    #[test]
    fn m6_security_events_are_json_with_the_request_s_id_and_its_outcome() {
        let log = Log::default();
        let _another = origin_testing::another_listener();
        let subscriber = tracing_subscriber::registry().with(telemetry::security(log.writer()));
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", id = "edge-7");
            let _entered = span.enter();
            tracing::warn!("something else");
            note("CreateSession", true, &Who::Nobody, Some(Code::WrongCredentials));
        });
        let text = log.text();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines.len(), 1, "{text}");
        assert_eq!((&lines[0]["target"], &lines[0]["span"]["id"]), (&"security".into(), &"edge-7".into()));
        let fields = &lines[0]["fields"];
        assert_eq!((&fields["event"], &fields["outcome"]), (&"login".into(), &"wrong_credentials".into()), "{fields}");
    }

    #[test]
    fn m6_every_endpoint_named_here_is_one() {
        let names: Vec<&str> = api::registry::endpoints().iter().map(|endpoint| endpoint.name).collect();
        for name in [
            "CreateSession",
            "CreateSessionByCode",
            "CreateSessionByLink",
            "CreateSessionByPasskey",
            "CreateSessionByOidc",
            "ReceiveOidcLogout",
            "CreateIdentity",
            "DeleteIdentity",
            "CreateCustomerByOidc",
            "CreatePasskey",
            "DeletePasskey",
            "DeleteSession",
            "DeleteNamedSession",
            "DeleteOtherSessions",
            "CreateCustomer",
            "DeleteCustomer",
            "UpdatePassword",
            "GetCustomerExport",
            "UpdateEmail",
            "PlaceOrder",
            "AddCartCode",
        ] {
            assert!(names.contains(&name), "{name}");
        }
    }
}
