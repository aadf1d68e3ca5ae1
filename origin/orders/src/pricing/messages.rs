//! Why a code gives nothing, as shoppers read it.

use api::problem::{Code, Problem};
use domain::Locale;
use domain::checkout::{DeliveryMethod, GiftCardRejection, PromotionRejection};

/// The problem of a promotion's code that does not help.
pub(crate) fn promotion_problem(refusal: PromotionRejection, locale: Locale) -> Problem {
    let code = match refusal {
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
    Problem::new(code, promotion_rejection(refusal, locale)).at("code")
}

/// The problem of a gift card that does not pay.
pub(crate) fn gift_card_problem(refusal: GiftCardRejection, locale: Locale) -> Problem {
    let code = match refusal {
        GiftCardRejection::Blocked => Code::CodeBlocked,
        GiftCardRejection::Expired { .. } => Code::CodeExpired,
        GiftCardRejection::NotInCurrency { .. } => Code::CodeOtherCurrency,
        GiftCardRejection::Empty => Code::CodeUsedUp,
    };
    Problem::new(code, gift_card_rejection(refusal, locale)).at("code")
}

/// Why a promotion does not apply, as a sentence.
pub(crate) fn promotion_rejection(refusal: PromotionRejection, locale: Locale) -> String {
    match (locale, refusal) {
        (Locale::En, PromotionRejection::NoDeliveryChosen) => {
            "Taken off at checkout, once delivery is chosen.".to_owned()
        }
        (Locale::En, refusal) => sentence(&refusal.to_string()),
        (Locale::De, refusal) => german(refusal),
    }
}

/// Why a gift card does not pay, as a sentence.
pub(crate) fn gift_card_rejection(refusal: GiftCardRejection, locale: Locale) -> String {
    match (locale, refusal) {
        (Locale::En, refusal) => sentence(&refusal.to_string()),
        (Locale::De, GiftCardRejection::Blocked) => {
            "Diese Geschenkkarte ist gesperrt; bitte fragen Sie bei uns nach.".to_owned()
        }
        (Locale::De, GiftCardRejection::Expired { .. }) => "Diese Geschenkkarte ist abgelaufen.".to_owned(),
        (Locale::De, GiftCardRejection::NotInCurrency { currency }) => {
            format!("Diese Geschenkkarte ist in {currency} und bezahlt nur Bestellungen in {currency}.")
        }
        (Locale::De, GiftCardRejection::Empty) => "Auf dieser Geschenkkarte ist nichts mehr.".to_owned(),
    }
}

fn german(refusal: PromotionRejection) -> String {
    match refusal {
        PromotionRejection::NotYet { .. } => {
            "Diese Aktion hat noch nicht begonnen; versuchen Sie es später noch einmal.".to_owned()
        }
        PromotionRejection::Expired { .. } => "Diese Aktion ist vorbei.".to_owned(),
        PromotionRejection::UsedUp => "Diese Aktion ist aufgebraucht.".to_owned(),
        PromotionRejection::UsedUpByCustomer => {
            "Sie haben diese Aktion schon so oft genutzt, wie es möglich ist.".to_owned()
        }
        PromotionRejection::NotInCurrency { currency } => format!("Diese Aktion gibt es nicht in {currency}."),
        PromotionRejection::NotForTheseGoods => "Diese Aktion gilt für nichts in Ihrem Warenkorb.".to_owned(),
        PromotionRejection::MinimumSpend { missing } => {
            format!("Es fehlen noch {} an Waren, für die diese Aktion gilt.", missing.display(Locale::De))
        }
        PromotionRejection::TooFewUnits { missing } => {
            format!("Legen Sie noch {missing} Stück dazu, für die diese Aktion gilt.")
        }
        PromotionRejection::NoDeliveryChosen => {
            "Wird an der Kasse abgezogen, sobald der Versand gewählt ist.".to_owned()
        }
        PromotionRejection::NotForDelivery { method } => {
            let method = match method {
                DeliveryMethod::Standard => "Standard",
                DeliveryMethod::Express => "Express",
                DeliveryMethod::Pickup => "Abholung",
            };
            format!("Diese Aktion gilt nicht für den Versand „{method}“; wählen Sie einen anderen.")
        }
        PromotionRejection::NothingLeft => "Es ist nichts übrig, wovon diese Aktion etwas abziehen könnte.".to_owned(),
        PromotionRejection::Outdone => {
            "Diese Aktion lässt sich nicht mit dem besseren Angebot verbinden, das Sie schon haben.".to_owned()
        }
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};

    use super::*;

    #[test]
    fn a_refusal_is_a_sentence_in_the_market_s_language() {
        let missing = PromotionRejection::MinimumSpend { missing: Money::new(1250, Currency::Eur) };
        let check = |refusal, locale, code: Code, detail: &str| {
            let problem = promotion_problem(refusal, locale);
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
