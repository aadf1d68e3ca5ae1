//! The problem that says why a code gives nothing.

use api::problem::{Code, Problem};
use domain::Locale;
use domain::checkout::{GiftCardRejection, PromotionRejection};

/// The problem of a promotion's code that does not help.
pub(crate) fn promotion_problem(rejection: PromotionRejection, locale: Locale) -> Problem {
    let code = match rejection {
        PromotionRejection::NotYet { .. } => Code::CodeNotYetValid,
        PromotionRejection::Expired { .. } => Code::CodeExpired,
        PromotionRejection::UsedUp | PromotionRejection::UsedUpByCustomer => Code::CodeUsedUp,
        PromotionRejection::NotInCurrency { .. } => Code::CodeOtherCurrency,
        PromotionRejection::MinimumSpend { .. } => Code::CodeMinimumSpend,
        PromotionRejection::Outdone => Code::CodeNotCombinable,
        PromotionRejection::NotForTheseGoods
        | PromotionRejection::TooFewUnits { .. }
        | PromotionRejection::NoDeliveryChosen
        | PromotionRejection::NotForDelivery { .. }
        | PromotionRejection::NothingLeft => Code::CodeNotForCart,
    };
    Problem::new(code, words::promotions(locale).rejection(rejection)).at("code")
}

/// The problem of a gift card that does not pay.
pub(crate) fn gift_card_problem(rejection: GiftCardRejection, locale: Locale) -> Problem {
    let code = match rejection {
        GiftCardRejection::Blocked => Code::CodeBlocked,
        GiftCardRejection::Expired { .. } => Code::CodeExpired,
        GiftCardRejection::NotInCurrency { .. } => Code::CodeOtherCurrency,
        GiftCardRejection::Empty => Code::CodeUsedUp,
    };
    Problem::new(code, words::gift_cards(locale).rejection(rejection)).at("code")
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};

    use super::*;

    #[test]
    fn a_refusal_is_a_sentence_in_the_market_s_language() {
        let missing = PromotionRejection::MinimumSpend { missing: Money::new(1250, Currency::Eur) };
        let check = |rejection, locale, code: Code, detail: &str| {
            let problem = promotion_problem(rejection, locale);
            assert_eq!((problem.code, problem.detail.as_str()), (code, detail));
        };
        let english = "Spend €12.50 more on what this promotion is for to use it.";
        check(missing, Locale::En, Code::CodeMinimumSpend, english);
        let german = "Es fehlen noch 12,50\u{a0}€ an Waren, für die diese Aktion gilt.";
        check(missing, Locale::De, Code::CodeMinimumSpend, german);
        check(PromotionRejection::Expired { ends_at: 0 }, Locale::De, Code::CodeExpired, "Diese Aktion ist vorbei.");
        let card = gift_card_problem(GiftCardRejection::NotInCurrency { currency: Currency::Usd }, Locale::En);
        assert_eq!(card.code, Code::CodeOtherCurrency);
        assert_eq!(card.detail, "This gift card is in USD and pays only for orders in USD.");
    }
}
