//! What staff are told when the office could not do something.

use api::Code;
use domain::Locale;

use crate::{office_problems, problem};

/// A sentence for `code` that says what to do.
pub const fn staff_problem(locale: Locale, code: Code) -> &'static str {
    let words = office_problems(locale);
    match code {
        Code::InvalidRequest
        | Code::MethodNotAllowed
        | Code::IdempotencyKeyMissing
        | Code::VersionMissing
        | Code::SignatureMissing
        | Code::SignatureInvalid
        | Code::SignatureExpired
        | Code::SignatureReplayed => words.invalid_request(),
        Code::InvalidField => words.invalid_field(),
        Code::UnsupportedMediaType => words.unsupported_media_type(),
        Code::TooLarge => words.too_large(),
        Code::NotFound => words.not_found(),
        Code::ShipmentNotFound => words.not_found_shipment(),
        Code::ReturnNotFound => words.not_found_return(),
        Code::DocumentNotFound => words.not_found_document(),
        Code::Unauthenticated => words.unauthenticated(),
        Code::Forbidden => words.forbidden(),
        Code::IdempotencyKeyReused => words.sent_before(),
        Code::TooManyRequests => words.too_many_requests(),
        Code::Internal => words.internal(),
        Code::Unavailable => words.unavailable(),
        Code::ProductNotFound | Code::ProductGone => words.product_not_found(),
        Code::SlugTaken => words.slug_taken(),
        Code::VersionOutdated => words.version_outdated(),
        Code::CollectionNotFound | Code::CollectionGone => words.collection_not_found(),
        Code::MediaNotFound => words.media_not_found(),
        Code::MediaInUse => words.media_in_use(),
        Code::VariantNotFound => words.variant_not_found(),
        Code::NotSoldHere => words.not_sold_here(),
        Code::LocationNotFound => words.location_not_found(),
        Code::PageNotFound | Code::PageGone => words.page_not_found(),
        Code::OutOfStock => words.out_of_stock(),
        Code::PromotionCodeTaken => words.code_taken(),
        Code::PromotionNotFound => words.promotion_not_found(),
        Code::GiftCardNotFound => words.gift_card_not_found(),
        Code::OrderNotFound => words.order_not_found(),
        Code::WrongState => words.wrong_state(),
        Code::TooManyUnits => words.too_many_units(),
        Code::RefundTooLarge => words.refund_too_large(),
        Code::PaymentPending => words.payment_pending(),
        Code::PaymentDeclined => words.payment_declined(),
        Code::EmailTaken => words.email_taken(),
        Code::WrongCredentials => words.wrong_credentials(),
        Code::SignInCodeWrong => words.sign_in_code_wrong(),
        Code::LinkUnknown => words.link_unknown(),
        Code::LinkExpired => words.link_expired(),
        Code::LinkUsed => words.link_used(),
        Code::RecentLoginNeeded => words.recent_login_needed(),
        Code::LastWayIn => words.last_way_in(),
        Code::WebhookNotFound => words.webhook_not_found(),
        Code::WebhookDisabled => words.webhook_disabled(),
        Code::DeliveryNotFound => words.delivery_not_found(),
        // What nobody but shoppers can do is told in their words.
        Code::CartNotFound
        | Code::LineNotFound
        | Code::CartFull
        | Code::CartEmpty
        | Code::CodeUnknown
        | Code::CodeNotYetValid
        | Code::CodeExpired
        | Code::CodeUsedUp
        | Code::CodeBlocked
        | Code::CodeMinimumSpend
        | Code::CodeNotCombinable
        | Code::CodeOtherCurrency
        | Code::CodeNotForCart
        | Code::CartCodesFull
        | Code::CodeNotInCart
        | Code::TotalChanged
        | Code::TooManyUnconfirmed
        | Code::AddressBookFull
        | Code::WithdrawalOver
        | Code::PasskeyRefused
        | Code::PasskeyUnknown
        | Code::PasskeyExpired
        | Code::PasskeyCopied
        | Code::PasskeysFull
        | Code::OidcUnavailable
        | Code::OidcCancelled
        | Code::OidcExpired
        | Code::OidcRefused
        | Code::OidcUnknown
        | Code::IdentityTaken
        | Code::IdentitiesFull
        | Code::ChallengeRefused => problem(locale, code),
    }
}

/// Whether that sentence says all there is to say. Of the others the problem's own detail says more: which field, which
/// piece, what stands in the way.
pub const fn says_all(code: Code) -> bool {
    !matches!(
        code,
        Code::InvalidRequest
            | Code::InvalidField
            | Code::UnsupportedMediaType
            | Code::TooLarge
            | Code::NotFound
            | Code::Forbidden
            | Code::TooManyRequests
            | Code::SlugTaken
            | Code::MediaInUse
            | Code::OutOfStock
            | Code::WrongState
            | Code::TooManyUnits
            | Code::RefundTooLarge
            | Code::PaymentDeclined
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_told_to_staff_in_their_language() {
        for code in Code::ALL.iter().copied() {
            let [english, german] = [Locale::En, Locale::De].map(|locale| staff_problem(locale, code));
            assert!(english.ends_with('.') && german.ends_with('.'), "{}: {english} {german}", code.as_str());
            assert_ne!(english, german, "{}", code.as_str());
        }
    }

    #[test]
    fn only_a_failure_of_ours_is_told_as_one() {
        let failures = Code::ALL.iter().filter(|code| {
            let told = staff_problem(Locale::De, **code);
            told == office_problems(Locale::De).internal() || told == crate::problems(Locale::De).internal()
        });
        assert_eq!(failures.copied().collect::<Vec<_>>(), [Code::Internal]);
    }
}
