//! What went wrong, in a form for programs (`code`, `field`) and for people (`detail`). RFC 9457.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal;)*) => {
        /// Everything that can go wrong, as a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code's word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it is sent with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// A short English title.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The request cannot be read: bad JSON, bad UTF-8, a value out of range.
    InvalidRequest = "invalid_request", BAD_REQUEST, "The request cannot be understood";
    /// A field needs mending.
    InvalidField = "invalid_field", UNPROCESSABLE_ENTITY, "Something needs correcting";
    /// Not JSON where JSON is needed.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "Unsupported content type";
    /// The body is larger than the endpoint takes.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "The request is too large";
    /// No such path.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "Method not allowed";
    /// Nobody is logged in, or the session is over.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, "Please log in";
    /// Logged in, but not allowed.
    Forbidden = "forbidden", FORBIDDEN, "Not allowed";
    /// The call does not come by way of the shop's edge: it carries no signature.
    SignatureMissing = "signature_missing", UNAUTHORIZED, "The call is not signed";
    /// The signature does not fit, or its key is not known.
    SignatureInvalid = "signature_invalid", UNAUTHORIZED, "The signature is not good";
    /// The signature is too old, or from the future.
    SignatureExpired = "signature_expired", UNAUTHORIZED, "The signature's time is not now";
    /// The signature was used before.
    SignatureReplayed = "signature_replayed", UNAUTHORIZED, "The signature was used before";
    /// A write without an `Idempotency-Key`.
    IdempotencyKeyMissing = "idempotency_key_missing", BAD_REQUEST, "Idempotency-Key is missing";
    /// The same key was used with another request.
    IdempotencyKeyReused = "idempotency_key_reused", CONFLICT, "Idempotency-Key was used before";
    /// Too many requests from one caller.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Too many requests";
    /// Something failed with us.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something went wrong";
    /// A server we need does not answer.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Temporarily unavailable";
    /// No such product, or no longer.
    ProductNotFound = "product_not_found", NOT_FOUND, "No such product";
    /// The product that was at this address was deleted.
    ProductGone = "product_gone", GONE, "No longer here";
    /// Another product or collection has the address.
    SlugTaken = "slug_taken", CONFLICT, "The address is taken";
    /// A change without `If-Match`: it does not say which version it was made to.
    VersionMissing = "version_missing", PRECONDITION_REQUIRED, "If-Match is missing";
    /// The thing has been changed since it was read.
    VersionOutdated = "version_outdated", PRECONDITION_FAILED, "Somebody else has changed it";
    /// No such collection.
    CollectionNotFound = "collection_not_found", NOT_FOUND, "No such collection";
    /// The collection that was at this address was deleted.
    CollectionGone = "collection_gone", GONE, "No longer here";
    /// No such picture, or the upload of it is over.
    MediaNotFound = "media_not_found", NOT_FOUND, "No such picture";
    /// Products or collections use the picture.
    MediaInUse = "media_in_use", CONFLICT, "The picture is in use";
    /// No variant has this SKU.
    VariantNotFound = "variant_not_found", NOT_FOUND, "No such variant";
    /// The variant has no price in the wanted currency.
    NotSoldHere = "not_sold_here", UNPROCESSABLE_ENTITY, "Not sold in this currency";
    /// No location of stock has this code.
    LocationNotFound = "location_not_found", NOT_FOUND, "No such location";
    /// No such page of the merchant's own, or it is not on show.
    PageNotFound = "page_not_found", NOT_FOUND, "No such page";
    /// The page that was at this address was taken away.
    PageGone = "page_gone", GONE, "No longer here";
    /// No such cart, or it has become an order.
    CartNotFound = "cart_not_found", NOT_FOUND, "No such cart";
    /// The line is not in the cart.
    LineNotFound = "line_not_found", NOT_FOUND, "Not in the cart";
    /// The cart holds as many lines as it can.
    CartFull = "cart_full", UNPROCESSABLE_ENTITY, "The cart is full";
    /// There is nothing to order.
    CartEmpty = "cart_empty", UNPROCESSABLE_ENTITY, "The cart is empty";
    /// Not as many units as wanted.
    OutOfStock = "out_of_stock", CONFLICT, "Not enough in stock";
    /// No promotion and no gift card has this code.
    CodeUnknown = "code_unknown", UNPROCESSABLE_ENTITY, "Unknown code";
    /// The promotion has not begun.
    CodeNotYetValid = "code_not_yet_valid", UNPROCESSABLE_ENTITY, "Not valid yet";
    /// The promotion or the gift card is over.
    CodeExpired = "code_expired", UNPROCESSABLE_ENTITY, "No longer valid";
    /// The promotion was used as often as it may be, or the gift card is spent.
    CodeUsedUp = "code_used_up", UNPROCESSABLE_ENTITY, "Used up";
    /// The gift card is blocked.
    CodeBlocked = "code_blocked", UNPROCESSABLE_ENTITY, "Blocked";
    /// The goods cost too little for the promotion.
    CodeMinimumSpend = "code_minimum_spend", UNPROCESSABLE_ENTITY, "Minimum spend not reached";
    /// The promotion cannot be combined with a better one.
    CodeNotCombinable = "code_not_combinable", UNPROCESSABLE_ENTITY, "Cannot be combined";
    /// The promotion or the gift card is for another currency.
    CodeOtherCurrency = "code_other_currency", UNPROCESSABLE_ENTITY, "For another currency";
    /// The promotion gives nothing for what is in the cart.
    CodeNotForCart = "code_not_for_cart", UNPROCESSABLE_ENTITY, "Not for this cart";
    /// The cart holds as many codes as it can.
    CartCodesFull = "cart_codes_full", UNPROCESSABLE_ENTITY, "Too many codes";
    /// The code is not in the cart.
    CodeNotInCart = "code_not_in_cart", NOT_FOUND, "Not in the cart";
    /// No such promotion.
    PromotionNotFound = "promotion_not_found", NOT_FOUND, "No such promotion";
    /// Another promotion has the code.
    PromotionCodeTaken = "promotion_code_taken", CONFLICT, "The code is taken";
    /// No such gift card.
    GiftCardNotFound = "gift_card_not_found", NOT_FOUND, "No such gift card";
    /// The total is no longer what the shopper saw.
    TotalChanged = "total_changed", CONFLICT, "The total has changed";
    /// The payment provider refused.
    PaymentDeclined = "payment_declined", PAYMENT_REQUIRED, "The payment was declined";
    /// The outcome of the payment is not known yet.
    PaymentPending = "payment_pending", CONFLICT, "The payment is being settled";
    /// The bank has to confirm the payment, and the client has as much waiting or held as one may.
    TooManyUnconfirmed = "too_many_unconfirmed", CONFLICT, "Too many pieces wait for a confirmation";
    /// The address book holds as many addresses as it can.
    AddressBookFull = "address_book_full", UNPROCESSABLE_ENTITY, "The address book is full";
    /// No such order for this caller.
    OrderNotFound = "order_not_found", NOT_FOUND, "No such order";
    /// The order, shipment or return is not, or no longer, where this can be done.
    WrongState = "wrong_state", CONFLICT, "Not possible at this point";
    /// No such shipment of this order.
    ShipmentNotFound = "shipment_not_found", NOT_FOUND, "No such shipment";
    /// No such return of this order.
    ReturnNotFound = "return_not_found", NOT_FOUND, "No such return";
    /// Fewer units of the line are left.
    TooManyUnits = "too_many_units", CONFLICT, "Not that many pieces are left";
    /// More than came in and has not gone back.
    RefundTooLarge = "refund_too_large", CONFLICT, "Not that much is left to refund";
    /// The time to withdraw from the contract is over.
    WithdrawalOver = "withdrawal_over", CONFLICT, "The time to withdraw is over";
    /// The order has no such document.
    DocumentNotFound = "document_not_found", NOT_FOUND, "No such document";
    /// The e-mail address has an account already.
    EmailTaken = "email_taken", CONFLICT, "There is an account already";
    /// E-mail address and password do not belong together.
    WrongCredentials = "wrong_credentials", UNAUTHORIZED, "E-mail address or password is wrong";
    /// The code is none of the account's, was used, or is too old; or there were too many tries.
    SignInCodeWrong = "sign_in_code_wrong", UNPROCESSABLE_ENTITY, "The code is not right, or no longer";
    /// No link has this token: it was cut off on the way, or is long gone.
    LinkUnknown = "link_unknown", UNPROCESSABLE_ENTITY, "The link is not whole";
    /// The link's time is over.
    LinkExpired = "link_expired", UNPROCESSABLE_ENTITY, "The link is too old";
    /// The link, or the code beside it, was used; or the account was given another password or address since.
    LinkUsed = "link_used", UNPROCESSABLE_ENTITY, "The link was used";
    /// What the browser says of a passkey is not right: cut off, made elsewhere, or by another key.
    PasskeyRefused = "passkey_refused", UNPROCESSABLE_ENTITY, "The passkey was not accepted";
    /// No account has the passkey, or no longer.
    PasskeyUnknown = "passkey_unknown", UNPROCESSABLE_ENTITY, "The passkey is not known here";
    /// The question that the browser has answered is too old, was answered before, or was put to another browser.
    PasskeyExpired = "passkey_expired", UNPROCESSABLE_ENTITY, "It took too long";
    /// The passkey has counted less than it had before: there are two of it.
    PasskeyCopied = "passkey_copied", UNPROCESSABLE_ENTITY, "The passkey seems to be a copy";
    /// The account has as many passkeys as it can.
    PasskeysFull = "passkeys_full", CONFLICT, "Too many passkeys";
    /// The provider does not answer, or not in time, or not as one of its kind.
    OidcUnavailable = "oidc_unavailable", FAILED_DEPENDENCY, "The provider does not answer";
    /// The shopper, or the provider for them, has broken the sign-in off.
    OidcCancelled = "oidc_cancelled", UNPROCESSABLE_ENTITY, "Signing in was cancelled";
    /// What the provider was asked is too old, was answered before, or was asked in another browser.
    OidcExpired = "oidc_expired", UNPROCESSABLE_ENTITY, "It took too long";
    /// What was brought back from the provider is not right.
    OidcRefused = "oidc_refused", UNPROCESSABLE_ENTITY, "The provider's answer was not accepted";
    /// No such provider is set up.
    OidcUnknown = "oidc_unknown", UNPROCESSABLE_ENTITY, "The provider is not known here";
    /// Another account has the identity.
    IdentityTaken = "identity_taken", CONFLICT, "Another account has this identity";
    /// The account has as many identities as it can.
    IdentitiesFull = "identities_full", CONFLICT, "Too many identities";
    /// Without it nothing but a code by mail would open the account.
    LastWayIn = "last_way_in", CONFLICT, "It is the last way in";
    /// Only a session that was just opened may do this.
    RecentLoginNeeded = "recent_login_needed", FORBIDDEN, "Please log in once more";
    /// The challenge was not solved, was used before, is over, or was put to another client.
    ChallengeRefused = "challenge_refused", UNPROCESSABLE_ENTITY, "The challenge is not solved";
    /// No such webhook, or it was deleted.
    WebhookNotFound = "webhook_not_found", NOT_FOUND, "No such webhook";
    /// Nothing is sent to the webhook until it is enabled.
    WebhookDisabled = "webhook_disabled", CONFLICT, "The webhook is disabled";
    /// The webhook has no such delivery, or no longer.
    DeliveryNotFound = "delivery_not_found", NOT_FOUND, "No such delivery";
}

/// A refusal. Every reply outside 2xx is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[error("{}: {detail}", code.as_str())]
pub struct Problem {
    /// The HTTP status again, for readers that lost it.
    pub status: u16,
    /// What went wrong, for programs.
    pub code: Code,
    /// What went wrong in general.
    pub title: String,
    /// What went wrong this time and what to do, for people.
    pub detail: String,
    /// The field to mend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// In how many seconds it may go better, where that is known; the header `Retry-After` says it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The class for which a challenge may be solved instead of waiting ([`crate::challenge::CreateChallenge`]), where
    /// there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

impl Problem {
    /// A problem with a sentence for people.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let title = code.title().to_owned();
        let status = code.status().as_u16();
        Self { status, code, title, detail: detail.into(), field: None, retry_after: None, challenge: None }
    }

    /// The same problem about one field.
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same problem, which may be none in so many seconds.
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same problem, which is none for whoever solves a challenge of this class.
    pub fn or_challenge(mut self, class: &str) -> Self {
        self.challenge = Some(class.to_owned());
        self
    }

    /// A field that needs mending.
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Code::InvalidField, detail).at(field)
    }

    /// A failure of ours. Says nothing of its cause: that is logged where it happened.
    pub fn internal() -> Self {
        Self::new(Code::Internal, "Something went wrong on our side. Nothing was changed; please try again.")
    }

    /// A server that is needed does not answer.
    pub fn unavailable() -> Self {
        Self::new(
            Code::Unavailable,
            "The shop cannot do this right now. Nothing is lost: please try again in a moment.",
        )
    }
}

/// A [`Problem`] with the thing as it is now, for whoever was about to change it as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What went wrong.
    #[serde(flatten)]
    pub problem: Problem,
    /// The thing as a read of it answers.
    pub current: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_survives_the_wire() {
        let problem = Problem::field("email", "an e-mail address looks like name@example.com");
        let json = serde_json::to_string(&problem).expect("plain data");
        assert!(json.contains(r#""code":"invalid_field""#) && json.contains(r#""status":422"#), "{json}");
        assert_eq!(serde_json::from_str::<Problem>(&json).expect("round trip"), problem);
    }

    #[test]
    fn every_code_is_an_error_status_with_its_own_word() {
        let words: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| code.status().is_client_error() || code.status().is_server_error()));
    }
}
