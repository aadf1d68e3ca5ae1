//! What is said to shoppers when the shop refuses something.

use api::Code;
use domain::Locale;

use crate::problems;

/// A sentence for `code` that says what to do.
pub const fn problem(locale: Locale, code: Code) -> &'static str {
    let words = problems(locale);
    match code {
        Code::CollectionNotFound | Code::CollectionGone | Code::PageNotFound | Code::PageGone => {
            words.collection_not_found()
        }
        Code::CodeUnknown => words.code_unknown(),
        Code::CodeNotYetValid => words.code_not_yet_valid(),
        Code::CodeExpired => words.code_expired(),
        Code::CodeUsedUp => words.code_used_up(),
        Code::CodeBlocked => words.code_blocked(),
        Code::CodeMinimumSpend => words.code_minimum_spend(),
        Code::CodeNotCombinable => words.code_not_combinable(),
        Code::CodeOtherCurrency => words.code_other_currency(),
        Code::CodeNotForCart => words.code_not_for_cart(),
        Code::CartCodesFull => words.cart_codes_full(),
        Code::CodeNotInCart => words.code_not_in_cart(),
        Code::TotalChanged => words.total_changed(),
        Code::PaymentDeclined => words.payment_declined(),
        Code::PaymentPending => words.payment_pending(),
        Code::TooManyUnconfirmed => words.too_many_unconfirmed(),
        Code::AddressBookFull => words.address_book_full(),
        Code::OrderNotFound => words.order_not_found(),
        Code::WithdrawalOver => words.withdrawal_over(),
        Code::DocumentNotFound => words.document_not_found(),
        Code::EmailTaken => words.email_taken(),
        Code::WrongCredentials => words.wrong_credentials(),
        Code::SignInCodeWrong => words.sign_in_code_wrong(),
        Code::LinkUnknown => words.link_unknown(),
        Code::LinkExpired => words.link_expired(),
        Code::LinkUsed => words.link_used(),
        Code::PasskeyRefused => words.passkey_refused(),
        Code::PasskeyUnknown => words.passkey_unknown(),
        Code::PasskeyExpired => words.passkey_expired(),
        Code::PasskeyCopied => words.passkey_copied(),
        Code::PasskeysFull => words.passkeys_full(),
        Code::OidcUnavailable => words.oidc_unavailable(),
        Code::OidcCancelled => words.oidc_cancelled(),
        Code::OidcExpired => words.oidc_expired(),
        Code::OidcRefused => words.oidc_refused(),
        Code::OidcUnknown => words.oidc_unknown(),
        Code::IdentityTaken => words.identity_taken(),
        Code::IdentitiesFull => words.identities_full(),
        Code::LastWayIn => words.last_way_in(),
        Code::RecentLoginNeeded => words.recent_login_needed(),
        Code::OutOfStock
        | Code::NotSoldHere
        | Code::VariantNotFound
        | Code::ProductNotFound
        | Code::ProductGone
        | Code::NotFound
        | Code::CartFull
        | Code::CartEmpty
        | Code::CartNotFound
        | Code::LineNotFound
        | Code::WrongState
        | Code::TooManyUnits
        | Code::ChallengeRefused
        | Code::Unauthenticated
        | Code::Forbidden
        | Code::TooManyRequests
        | Code::InvalidField
        | Code::Unavailable
        | Code::IdempotencyKeyReused
        | Code::InvalidRequest
        | Code::UnsupportedMediaType
        | Code::TooLarge
        | Code::MethodNotAllowed
        | Code::IdempotencyKeyMissing
        | Code::MediaNotFound
        | Code::MediaInUse
        | Code::WebhookNotFound
        | Code::WebhookDisabled
        | Code::DeliveryNotFound
        | Code::ShipmentNotFound
        | Code::ReturnNotFound
        | Code::RefundTooLarge
        | Code::PromotionNotFound
        | Code::PromotionCodeTaken
        | Code::GiftCardNotFound
        | Code::LocationNotFound
        | Code::SlugTaken
        | Code::VersionMissing
        | Code::VersionOutdated
        | Code::SignatureMissing
        | Code::SignatureInvalid
        | Code::SignatureExpired
        | Code::SignatureReplayed
        | Code::Internal => cart_problem(locale, code),
    }
}

/// The same of what a call about a cart is refused with. Browsers are sent these sentences and no others, so that what
/// no such call answers is told as a fault of ours.
pub const fn cart_problem(locale: Locale, code: Code) -> &'static str {
    let words = problems(locale);
    match code {
        Code::OutOfStock => words.out_of_stock(),
        Code::NotSoldHere => words.not_sold_here(),
        Code::VariantNotFound | Code::ProductNotFound | Code::ProductGone => words.variant_not_found(),
        Code::NotFound => words.collection_not_found(),
        Code::CartFull => words.cart_full(),
        Code::CartEmpty | Code::CartNotFound => words.cart_empty(),
        Code::LineNotFound => words.line_not_found(),
        Code::WrongState | Code::TooManyUnits => words.wrong_state(),
        Code::ChallengeRefused => words.challenge_refused(),
        Code::Unauthenticated | Code::Forbidden => words.unauthenticated(),
        Code::TooManyRequests => words.too_many_requests(),
        Code::InvalidField => words.invalid_field(),
        Code::Unavailable => words.unavailable(),
        Code::IdempotencyKeyReused => words.idempotency_key_reused(),
        _ => words.internal(),
    }
}
