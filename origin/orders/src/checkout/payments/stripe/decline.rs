//! Why a card was declined, for the shopper.

use super::client::StripeRejection;

/// The reason as part of a sentence: “The payment was declined: ….” For lost and stolen cards Stripe
/// asks not to say why.
pub fn sentence(rejection: &StripeRejection) -> &'static str {
    let code = rejection.decline_code.as_deref().or(rejection.code.as_deref()).unwrap_or_default();
    match code {
        "insufficient_funds" => "there is not enough money on the card’s account",
        "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" => "the card’s limit is reached",
        "expired_card" => "the card has expired",
        "incorrect_cvc" | "invalid_cvc" => "the card’s security code is wrong",
        "incorrect_number" | "invalid_number" => "the card’s number is wrong",
        "invalid_expiry_month" | "invalid_expiry_year" => "the card’s date of expiry is wrong",
        "incorrect_zip" | "incorrect_address" => "the card’s address is another",
        "incorrect_pin" | "invalid_pin" | "pin_try_exceeded" => "the card’s PIN is wrong",
        "card_not_supported" | "transaction_not_allowed" | "not_permitted" | "service_not_allowed" => {
            "the card is not meant for this kind of payment"
        }
        "currency_not_supported" => "the card cannot pay in this currency",
        "duplicate_transaction" => "the same amount was paid with this card a moment ago",
        "authentication_required" | "payment_intent_authentication_failure" | "authentication_not_handled" => {
            "it was not confirmed with the card’s bank"
        }
        "processing_error" | "issuer_not_available" | "try_again_later" | "reenter_transaction" | "approve_with_id" => {
            "the card’s bank could not be reached; in a few minutes it may work"
        }
        "testmode_decline" | "live_mode_test_card" => "it is a card for tests",
        "amount_too_large" => "the amount is more than can be paid by card",
        "amount_too_small" => "the amount is less than can be paid by card",
        "resource_missing" | "payment_method_unactivated" | "payment_method_unexpected_state" => {
            "the payment provider does not know this means of payment"
        }
        _ if rejection.kind == "card_error" => "the card’s bank refused it; it will tell you why if you ask",
        _ => "the payment provider does not take it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_s_reason_comes_first_and_every_refusal_has_one() {
        let said =
            |json: serde_json::Value| sentence(&serde_json::from_value::<StripeRejection>(json).expect("a refusal"));
        let poor =
            serde_json::json!({ "type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds" });
        assert_eq!(said(poor), "there is not enough money on the card’s account");
        assert_eq!(said(serde_json::json!({ "type": "card_error", "code": "expired_card" })), "the card has expired");
        let stolen =
            serde_json::json!({ "type": "card_error", "code": "card_declined", "decline_code": "stolen_card" });
        let plain =
            serde_json::json!({ "type": "card_error", "code": "card_declined", "decline_code": "generic_decline" });
        assert_eq!(said(stolen), said(plain));
        assert_eq!(said(serde_json::json!({})), "the payment provider does not take it");
    }
}
