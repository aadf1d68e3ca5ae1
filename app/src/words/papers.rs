//! Texts of the documents about an order, and of finding an order again.

use domain::Locale;
use domain::orders::DocumentKind;

words! {
    /// Texts of the documents about an order, and of finding an order again.
    PaperWords {
        documents: "Documents", "Dokumente";
        find: "Find an order", "Bestellung finden";
        find_more: "Enter the number of your order and the e-mail address you ordered with. We send the link to your order to that address.", "Geben Sie die Nummer Ihrer Bestellung und die E-Mail-Adresse ein, mit der Sie bestellt haben. Wir schicken den Link zu Ihrer Bestellung an diese Adresse.";
        number: "Order number", "Bestellnummer";
        number_hint: "It is in the subject of our mails.", "Sie steht im Betreff unserer E-Mails.";
        bad_number: "Enter the number of the order, such as 1042.", "Geben Sie die Nummer der Bestellung ein, zum Beispiel 1042.";
        email: "E-mail address", "E-Mail-Adresse";
        bad_email: "Enter an e-mail address such as name@example.com.", "Geben Sie eine E-Mail-Adresse wie name@example.com ein.";
        send: "Send the link", "Link schicken";
        sent: "If there is such an order we have sent a link to that address.", "Falls es eine solche Bestellung gibt, haben wir einen Link an diese Adresse geschickt.";
        sent_more: "Nothing there after a few minutes? Look into the spam folder, and check number and address. We send a link once in ten minutes.", "Nach ein paar Minuten nichts da? Sehen Sie im Spam-Ordner nach und prüfen Sie Nummer und Adresse. Wir schicken den Link einmal in zehn Minuten.";
    }
}

/// A document by its kind and number: “Invoice 17”.
pub fn document(locale: Locale, kind: DocumentKind, number: i64) -> String {
    let kind = match (locale, kind) {
        (Locale::En, DocumentKind::Invoice) => "Invoice",
        (Locale::En, DocumentKind::CreditNote) => "Credit note",
        (Locale::De, DocumentKind::Invoice) => "Rechnung",
        (Locale::De, DocumentKind::CreditNote) => "Gutschrift",
    };
    format!("{kind} {number}")
}
