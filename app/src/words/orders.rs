//! Texts of orders.

use api::orders::TransferState;
use domain::Locale;
use domain::orders::{OrderState, ReturnKind, ReturnState, ShipmentState};

words! {
    /// Texts of orders.
    OrderWords {
        thanks: "Thank you for your order", "Vielen Dank für Ihre Bestellung";
        order: "Order", "Bestellung";
        sent_to: "We are sending a confirmation to", "Wir senden eine Bestätigung an";
        pending: "Your payment is being settled", "Ihre Zahlung wird geklärt";
        pending_more: "Open this page again in a moment to see the outcome. There is no need to order again.", "Öffnen Sie diese Seite gleich noch einmal, um das Ergebnis zu sehen. Sie müssen nicht noch einmal bestellen.";
        unconfirmed: "Your bank asks you to confirm", "Ihre Bank bittet um Bestätigung";
        unconfirmed_more: "Your things are kept for you for half an hour. The order is placed as soon as you have confirmed the payment.", "Ihre Sachen sind eine halbe Stunde für Sie zurückgelegt. Bestellt ist, sobald Sie die Zahlung bestätigt haben.";
        confirm: "Confirm the payment", "Zahlung bestätigen";
        look_again: "Look again", "Noch einmal nachsehen";
        back_to_checkout: "Back to checkout", "Zurück zur Kasse";
        refused: "The payment was declined", "Die Zahlung wurde abgelehnt";
        refused_more: "Nothing was charged. What you wanted is in your cart again.", "Es wurde nichts abgebucht. Was Sie wollten, liegt wieder in Ihrem Warenkorb.";
        partly_sent: "Part of your order is on its way", "Ein Teil Ihrer Bestellung ist unterwegs";
        partly_sent_more: "The rest follows as soon as we can hand it over.", "Der Rest folgt, sobald wir ihn übergeben können.";
        sent: "Your order is on its way", "Ihre Bestellung ist unterwegs";
        sent_more: "Everything you ordered was handed over.", "Alles, was Sie bestellt haben, ist übergeben.";
        cancelled: "The order was cancelled", "Die Bestellung wurde storniert";
        cancelled_more: "Nothing of it will be sent. If money was held or taken for it, that is given back.", "Es wird nichts davon verschickt. Falls Geld dafür vorgemerkt oder abgebucht war, bekommen Sie es zurück.";
        items: "What you ordered", "Was Sie bestellt haben";
        placed: "Placed on", "Bestellt am";
        status: "Status", "Stand";
        delivers_to: "Delivers to", "Lieferung an";
        total: "Total", "Gesamtsumme";
        your_orders: "Your orders", "Ihre Bestellungen";
        none: "No orders yet.", "Noch keine Bestellungen.";
        shipments: "Shipments", "Sendungen";
        shipment: "Shipment", "Sendung";
        tracking_number: "Tracking number", "Sendungsnummer";
        track: "Follow this parcel", "Sendung verfolgen";
        refunds: "Refunds", "Erstattungen";
        for_delivery: "Delivery", "Versand";
        for_goodwill: "Goodwill", "Kulanz";
        returns: "Returns", "Rücksendungen";
        our_answer: "Our answer", "Unsere Antwort";
        you_said: "You wrote", "Sie schrieben";
        exchange_sent: "See the order that brings your exchange", "Zur Bestellung mit Ihrem Ersatz";
        change: "Changed your mind?", "Doch anders überlegt?";
        cancel: "Cancel this order", "Diese Bestellung stornieren";
        cancel_more: "Nothing is packed yet, so you can still cancel the whole order. What was held for it is released.", "Es ist noch nichts gepackt, Sie können also noch die ganze Bestellung stornieren. Was dafür vorgemerkt war, wird freigegeben.";
        cancel_now: "Cancel the order now", "Bestellung jetzt stornieren";
        withdraw: "Withdraw from the contract here", "Vertrag hier widerrufen";
        withdraw_more: "You may withdraw without giving a reason until fourteen days after everything has arrived.", "Sie können ohne Angabe von Gründen widerrufen, bis vierzehn Tage nach Ankunft der letzten Sendung.";
        withdraw_until: "You may withdraw without giving a reason until", "Sie können ohne Angabe von Gründen widerrufen bis";
        send_back: "Return or exchange something", "Etwas zurückgeben oder umtauschen";
        choose_withdrawal: "Choose what the withdrawal is about. You see it once more before anything is sent.", "Wählen Sie, was Sie widerrufen. Bevor etwas abgeschickt wird, sehen Sie es noch einmal.";
        choose_return: "Choose what you would like to send back. You see it once more before anything is sent.", "Wählen Sie, was Sie zurückschicken möchten. Bevor etwas abgeschickt wird, sehen Sie es noch einmal.";
        which: "Which pieces", "Welche Stücke";
        none_of_it: "none", "keines";
        what_instead: "What would you like?", "Was möchten Sie?";
        want_money: "My money back", "Mein Geld zurück";
        want_other: "Something else instead", "Etwas anderes dafür";
        reason: "Tell us more", "Sagen Sie uns mehr";
        reason_hint: "What was wrong, or what you would like instead. You may leave this empty if you want your money back.", "Was nicht gestimmt hat oder was Sie stattdessen möchten. Möchten Sie Ihr Geld zurück, kann das leer bleiben.";
        next: "Continue", "Weiter";
        check_withdrawal: "Confirm your withdrawal", "Bestätigen Sie Ihren Widerruf";
        check_withdrawal_more: "With this you withdraw from the contract about:", "Hiermit widerrufen Sie den Vertrag über:";
        check_return: "Is this right?", "Stimmt das so?";
        check_return_more: "You would like to send back:", "Sie möchten zurückschicken:";
        confirm_withdrawal: "Confirm withdrawal", "Widerruf bestätigen";
        confirm_return: "Send the request", "Anfrage abschicken";
        receipt_to: "Receipt goes to", "Eingangsbestätigung an";
        your_name: "Name", "Name";
        back_to_order: "Back to the order", "Zurück zur Bestellung";
        nothing_to_return: "There is nothing of this order that could be sent back now.", "Von dieser Bestellung lässt sich gerade nichts zurückschicken.";
        choose_pieces: "Choose at least one piece.", "Wählen Sie mindestens ein Stück.";
        say_what_instead: "Say what you would like instead.", "Sagen Sie, was Sie stattdessen möchten.";
        keep_link: "Keep this page’s address: it opens your order again without an account.", "Heben Sie die Adresse dieser Seite auf: Sie öffnet Ihre Bestellung auch ohne Konto.";
    }
}

/// Where an order stands.
pub const fn state(locale: Locale, state: OrderState) -> &'static str {
    match (locale, state) {
        (Locale::En, OrderState::AwaitingPayment) => "Awaiting payment",
        (Locale::En, OrderState::Placed) => "Placed",
        (Locale::En, OrderState::PartiallyFulfilled) => "Partly sent",
        (Locale::En, OrderState::Fulfilled) => "Sent",
        (Locale::En, OrderState::Cancelled) => "Cancelled",
        (Locale::En, OrderState::Refused) => "Payment declined",
        (Locale::De, OrderState::AwaitingPayment) => "Zahlung offen",
        (Locale::De, OrderState::Placed) => "Bestellt",
        (Locale::De, OrderState::PartiallyFulfilled) => "Teilweise verschickt",
        (Locale::De, OrderState::Fulfilled) => "Verschickt",
        (Locale::De, OrderState::Cancelled) => "Storniert",
        (Locale::De, OrderState::Refused) => "Zahlung abgelehnt",
    }
}

/// Where a shipment is.
pub const fn shipment_state(locale: Locale, state: ShipmentState) -> &'static str {
    match (locale, state) {
        (Locale::En, ShipmentState::Packed) => "Packed",
        (Locale::En, ShipmentState::Shipped) => "On its way",
        (Locale::En, ShipmentState::Delivered) => "Delivered",
        (Locale::En, ShipmentState::Lost) => "Lost; we are looking into it",
        (Locale::De, ShipmentState::Packed) => "Gepackt",
        (Locale::De, ShipmentState::Shipped) => "Unterwegs",
        (Locale::De, ShipmentState::Delivered) => "Zugestellt",
        (Locale::De, ShipmentState::Lost) => "Verloren; wir kümmern uns darum",
    }
}

/// How far money that goes back has come.
pub const fn refund_state(locale: Locale, state: TransferState) -> &'static str {
    match (locale, state) {
        (Locale::En, TransferState::Due) => "On its way",
        (Locale::En, TransferState::Done) => "Paid back",
        (Locale::En, TransferState::Refused) => "Did not arrive; we are looking into it",
        (Locale::De, TransferState::Due) => "Unterwegs",
        (Locale::De, TransferState::Done) => "Zurückgezahlt",
        (Locale::De, TransferState::Refused) => "Nicht angekommen; wir kümmern uns darum",
    }
}

/// By what right something comes back.
pub const fn return_kind(locale: Locale, kind: ReturnKind) -> &'static str {
    match (locale, kind) {
        (Locale::En, ReturnKind::Withdrawal) => "Withdrawal",
        (Locale::En, ReturnKind::Return) => "Return",
        (Locale::En, ReturnKind::Exchange) => "Exchange",
        (Locale::De, ReturnKind::Withdrawal) => "Widerruf",
        (Locale::De, ReturnKind::Return) => "Rückgabe",
        (Locale::De, ReturnKind::Exchange) => "Umtausch",
    }
}

/// Where a return stands.
pub const fn return_state(locale: Locale, state: ReturnState) -> &'static str {
    match (locale, state) {
        (Locale::En, ReturnState::Requested) => "We have your request",
        (Locale::En, ReturnState::Approved) => "Please send it back",
        (Locale::En, ReturnState::Received | ReturnState::Restocked) => "It is here; your money follows",
        (Locale::En, ReturnState::Refunded) => "Settled",
        (Locale::En, ReturnState::Rejected) => "Not accepted",
        (Locale::De, ReturnState::Requested) => "Ihre Anfrage ist da",
        (Locale::De, ReturnState::Approved) => "Bitte schicken Sie es zurück",
        (Locale::De, ReturnState::Received | ReturnState::Restocked) => "Es ist da; Ihr Geld folgt",
        (Locale::De, ReturnState::Refunded) => "Erledigt",
        (Locale::De, ReturnState::Rejected) => "Nicht angenommen",
    }
}

/// “No. 1042”; empty for an order without a number yet.
pub fn order_number(locale: Locale, number: Option<i64>) -> String {
    match (locale, number) {
        (_, None) => String::new(),
        (Locale::En, Some(number)) => format!("No. {number}"),
        (Locale::De, Some(number)) => format!("Nr. {number}"),
    }
}
