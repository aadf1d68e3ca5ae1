//! What is said to shoppers when the shop refuses something.

use api::Code;
use domain::Locale;

/// A sentence for `code` that says what to do.
pub const fn problem(locale: Locale, code: Code) -> &'static str {
    match locale {
        Locale::En => english(code),
        Locale::De => german(code),
    }
}

const fn english(code: Code) -> &'static str {
    match code {
        Code::OutOfStock => "There are not that many left. Please choose fewer, or something else.",
        Code::NotSoldHere => "This is not sold in this currency.",
        Code::VariantNotFound | Code::ProductNotFound => "This has left the shop.",
        Code::CollectionNotFound | Code::NotFound => "There is nothing at this address.",
        Code::CartFull => "The cart holds as many different things as it can. Please order these first.",
        Code::CartEmpty | Code::CartNotFound => "Your cart is empty.",
        Code::LineNotFound => "This is no longer in your cart.",
        Code::CodeUnknown => "We do not know this code. Please check it for typing mistakes.",
        Code::CodeNotYetValid => "This code is not valid yet.",
        Code::CodeExpired => "This code is no longer valid.",
        Code::CodeUsedUp => "This code has been used up.",
        Code::CodeBlocked => "This gift card is blocked. Please ask us about it.",
        Code::CodeMinimumSpend => "The goods this code is for cost too little to use it.",
        Code::CodeNotCombinable => "This code cannot be combined with the better offer you already have.",
        Code::CodeOtherCurrency => "This code is for another currency.",
        Code::CodeNotForCart => "This code gives nothing for what is in your cart.",
        Code::CartCodesFull => "The cart holds as many codes as it can. Take one out first.",
        Code::CodeNotInCart => "This code is not in your cart any more.",
        Code::TotalChanged => "Prices, discounts or delivery have changed. Please check the new total and order again.",
        Code::PaymentDeclined => {
            "The payment was declined and nothing was charged. Please choose another means of payment."
        }
        Code::PaymentPending => {
            "Your payment is still being settled. Please wait a moment; ordering again will not charge you twice."
        }
        Code::OrderNotFound => "There is no such order.",
        Code::WrongState | Code::TooManyPieces => {
            "The order has moved on meanwhile. Please look at it again and choose anew."
        }
        Code::WithdrawalOver => "The fourteen days to withdraw are over. You can still ask to return the goods.",
        Code::DocumentNotFound => "The order has no such document.",
        Code::EmailTaken => "There is an account with this e-mail address already. Please log in.",
        Code::WrongCredentials => "E-mail address and password do not belong together. Please check both.",
        Code::Unauthenticated | Code::Forbidden => "Please log in to do this.",
        Code::TooManyRequests => "That was a bit fast. Please wait a minute and try again.",
        Code::InvalidField => "Something needs correcting.",
        Code::Unavailable => {
            "The shop cannot do this right now. Looking around still works; please try again in a moment."
        }
        Code::IdempotencyKeyReused => "This form was sent before. Please check it and send it again.",
        Code::InvalidRequest
        | Code::UnsupportedMediaType
        | Code::TooLarge
        | Code::MethodNotAllowed
        | Code::IdempotencyKeyMissing
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
        | Code::SignatureMissing
        | Code::SignatureInvalid
        | Code::SignatureExpired
        | Code::SignatureReplayed
        | Code::Internal => "Something went wrong on our side. Nothing was changed; please try again.",
    }
}

const fn german(code: Code) -> &'static str {
    match code {
        Code::OutOfStock => "So viele sind nicht mehr da. Bitte wählen Sie weniger oder etwas anderes.",
        Code::NotSoldHere => "Das wird in dieser Währung nicht verkauft.",
        Code::VariantNotFound | Code::ProductNotFound => "Das ist nicht mehr im Shop.",
        Code::CollectionNotFound | Code::NotFound => "Unter dieser Adresse ist nichts.",
        Code::CartFull => "Mehr verschiedene Dinge fasst der Warenkorb nicht. Bitte bestellen Sie zuerst diese.",
        Code::CartEmpty | Code::CartNotFound => "Ihr Warenkorb ist leer.",
        Code::LineNotFound => "Das liegt nicht mehr im Warenkorb.",
        Code::CodeUnknown => "Diesen Code kennen wir nicht. Bitte prüfen Sie ihn auf Tippfehler.",
        Code::CodeNotYetValid => "Dieser Code gilt noch nicht.",
        Code::CodeExpired => "Dieser Code gilt nicht mehr.",
        Code::CodeUsedUp => "Dieser Code ist aufgebraucht.",
        Code::CodeBlocked => "Diese Geschenkkarte ist gesperrt. Bitte fragen Sie bei uns nach.",
        Code::CodeMinimumSpend => "Die Waren, für die dieser Code gilt, kosten dafür zu wenig.",
        Code::CodeNotCombinable => {
            "Dieser Code lässt sich nicht mit dem besseren Angebot verbinden, das Sie schon haben."
        }
        Code::CodeOtherCurrency => "Dieser Code gilt für eine andere Währung.",
        Code::CodeNotForCart => "Dieser Code bringt nichts für das, was in Ihrem Warenkorb liegt.",
        Code::CartCodesFull => "Mehr Codes fasst der Warenkorb nicht. Nehmen Sie zuerst einen heraus.",
        Code::CodeNotInCart => "Dieser Code ist nicht mehr im Warenkorb.",
        Code::TotalChanged => {
            "Preise, Rabatte oder Versand haben sich geändert. Bitte prüfen Sie die neue Summe und bestellen Sie noch einmal."
        }
        Code::PaymentDeclined => {
            "Die Zahlung wurde abgelehnt, es wurde nichts abgebucht. Bitte wählen Sie eine andere Zahlungsart."
        }
        Code::PaymentPending => {
            "Ihre Zahlung wird noch geklärt. Bitte warten Sie einen Moment; eine zweite Bestellung wird nicht doppelt berechnet."
        }
        Code::OrderNotFound => "Diese Bestellung gibt es nicht.",
        Code::WrongState | Code::TooManyPieces => {
            "Bei der Bestellung hat sich inzwischen etwas getan. Bitte sehen Sie sie noch einmal an und wählen Sie neu."
        }
        Code::WithdrawalOver => {
            "Die vierzehn Tage für den Widerruf sind vorbei. Sie können die Rückgabe trotzdem anfragen."
        }
        Code::DocumentNotFound => "Zu dieser Bestellung gibt es kein solches Dokument.",
        Code::EmailTaken => "Zu dieser E-Mail-Adresse gibt es schon ein Konto. Bitte melden Sie sich an.",
        Code::WrongCredentials => "E-Mail-Adresse und Passwort gehören nicht zusammen. Bitte prüfen Sie beides.",
        Code::Unauthenticated | Code::Forbidden => "Bitte melden Sie sich dafür an.",
        Code::TooManyRequests => {
            "Das ging etwas schnell. Bitte warten Sie eine Minute und versuchen Sie es noch einmal."
        }
        Code::InvalidField => "Etwas muss berichtigt werden.",
        Code::Unavailable => {
            "Der Shop kann das gerade nicht. Umsehen geht weiterhin; bitte versuchen Sie es gleich noch einmal."
        }
        Code::IdempotencyKeyReused => {
            "Dieses Formular wurde schon gesendet. Bitte prüfen Sie es und senden Sie es noch einmal."
        }
        Code::InvalidRequest
        | Code::UnsupportedMediaType
        | Code::TooLarge
        | Code::MethodNotAllowed
        | Code::IdempotencyKeyMissing
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
        | Code::SignatureMissing
        | Code::SignatureInvalid
        | Code::SignatureExpired
        | Code::SignatureReplayed
        | Code::Internal => {
            "Bei uns ist etwas schiefgegangen. Es wurde nichts verändert; bitte versuchen Sie es noch einmal."
        }
    }
}
