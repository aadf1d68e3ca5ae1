//! Texts of orders.

use domain::Locale;
use domain::orders::OrderState;

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

/// “No. 1042”; empty for an order without a number yet.
pub fn order_number(locale: Locale, number: Option<i64>) -> String {
    match (locale, number) {
        (_, None) => String::new(),
        (Locale::En, Some(number)) => format!("No. {number}"),
        (Locale::De, Some(number)) => format!("Nr. {number}"),
    }
}

/// The day of an RFC 3339 time as people write it: “12 March 2026”. Other text stays as it is.
pub fn date(locale: Locale, time: &str) -> String {
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DE: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let day = || {
        let mut parts = time.get(..10)?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?);
        let day: u8 = day.parse().ok()?;
        Some(match locale {
            Locale::En => format!("{day} {} {year}", EN.get(month.checked_sub(1)?)?),
            Locale::De => format!("{day}. {} {year}", DE.get(month.checked_sub(1)?)?),
        })
    };
    day().unwrap_or_else(|| time.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_out() {
        assert_eq!(date(Locale::En, "2026-03-09T10:00:00Z"), "9 March 2026");
        assert_eq!(date(Locale::De, "2026-12-24T10:00:00Z"), "24. Dezember 2026");
        assert_eq!(date(Locale::En, "2026-13-09"), "2026-13-09");
        assert_eq!(date(Locale::En, "soon"), "soon");
    }
}
