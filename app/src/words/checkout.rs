//! Texts of the checkout.

use domain::checkout::{Country, DeliveryMethod};
use domain::{Locale, Money};

words! {
    /// Texts of the checkout.
    CheckoutWords {
        title: "Checkout", "Kasse";
        back_to_cart: "Back to cart", "Zurück zum Warenkorb";
        change_cart: "Change the cart", "Warenkorb ändern";
        contact: "Contact", "Kontakt";
        email: "E-mail address", "E-Mail-Adresse";
        email_hint: "For the order confirmation only.", "Nur für die Bestellbestätigung.";
        have_account: "Have an account? Log in", "Schon ein Konto? Anmelden";
        address: "Delivery address", "Lieferadresse";
        name: "Full name", "Vor- und Nachname";
        street: "Street and number", "Straße und Hausnummer";
        billing: "Billing address", "Rechnungsadresse";
        other_billing: "Send the invoice to another address", "Rechnung an eine andere Adresse";
        add_extra: "Add flat, floor or company", "Wohnung, Etage oder Firma ergänzen";
        extra: "Flat, floor, company", "Wohnung, Etage, Firma";
        postal_code: "Postal code", "Postleitzahl";
        city: "Town", "Ort";
        country: "Country", "Land";
        choose: "Please choose", "Bitte wählen";
        delivery: "Delivery", "Versand";
        free: "Free", "Kostenlos";
        payment: "Payment", "Zahlung";
        test_mode: "Test mode: these cards are not real and no money moves.", "Testmodus: Diese Karten sind nicht echt, es fließt kein Geld.";
        test_accept: "Test card that succeeds", "Testkarte, die angenommen wird";
        test_decline: "Test card that is declined", "Testkarte, die abgelehnt wird";
        test_challenge: "Test card whose bank asks you to confirm", "Testkarte, deren Bank um Bestätigung bittet";
        test_async: "Test transfer that is decided later", "Testüberweisung, über die später entschieden wird";
        card: "Card", "Karte";
        card_hint: "Your card goes to Stripe and never touches this shop.", "Ihre Karte geht an Stripe und berührt diesen Shop nicht.";
        card_no_script: "Cards are entered in Stripe’s own form, which needs JavaScript. Turn it on for this page to pay.", "Karten werden in Stripes eigenem Formular eingegeben, das JavaScript braucht. Schalten Sie es für diese Seite ein, um zu bezahlen.";
        card_unavailable: "Stripe cannot be reached right now. Your cart is kept; try again in a moment.", "Stripe ist gerade nicht erreichbar. Ihr Warenkorb bleibt erhalten; versuchen Sie es gleich noch einmal.";
        card_not_set_up: "This shop cannot take cards at the moment. Your cart is kept.", "Dieser Shop kann gerade keine Karten annehmen. Ihr Warenkorb bleibt erhalten.";
        summary: "Your order", "Ihre Bestellung";
        total: "Total", "Gesamtsumme";
        to_pay: "To pay", "Zu zahlen";
        have_code: "Have a discount code or gift card? Enter it in the cart", "Rabattcode oder Geschenkkarte? Im Warenkorb einlösen";
        covered: "Your gift cards pay for everything. Nothing else will be charged.", "Ihre Geschenkkarten bezahlen alles. Sonst wird nichts abgebucht.";
        tax: "Tax", "Steuern";
        place: "Order and pay", "Zahlungspflichtig bestellen";
        secure: "Your details are sent encrypted and used for this order only.", "Ihre Angaben werden verschlüsselt übertragen und nur für diese Bestellung verwendet.";
        bad_email: "Enter an e-mail address such as name@example.com.", "Geben Sie eine E-Mail-Adresse wie name@example.com ein.";
        bad_name: "Enter the name for the parcel, at most 120 characters.", "Geben Sie den Namen für das Paket ein, höchstens 120 Zeichen.";
        bad_street: "Enter street and number, at most 120 characters.", "Geben Sie Straße und Hausnummer ein, höchstens 120 Zeichen.";
        bad_extra: "Keep this line to 120 characters.", "Kürzen Sie diese Zeile auf 120 Zeichen.";
        bad_postal_code: "Enter the postal code.", "Geben Sie die Postleitzahl ein.";
        bad_city: "Enter the town, at most 120 characters.", "Geben Sie den Ort ein, höchstens 120 Zeichen.";
        bad_country: "Choose a country.", "Wählen Sie ein Land.";
        bad_delivery: "Choose a way of delivery.", "Wählen Sie eine Versandart.";
        bad_payment: "Choose a means of payment.", "Wählen Sie eine Zahlungsart.";
    }
}

/// “Gift card •••• W0HE”.
pub fn gift_card(locale: Locale, last_four: &str) -> String {
    match locale {
        Locale::En => format!("Gift card •••• {last_four}"),
        Locale::De => format!("Geschenkkarte •••• {last_four}"),
    }
}

/// “SUMMER10 does not apply: …”, with the reason.
pub fn code_refused(locale: Locale, code: &str, why: &str) -> String {
    match locale {
        Locale::En => format!("{code} does not apply: {why}"),
        Locale::De => format!("{code} gilt nicht: {why}"),
    }
}

/// For how much longer the order's pieces are held.
pub fn held(locale: Locale, minutes: u32) -> String {
    match (locale, minutes) {
        (Locale::En, 1) => "Held for you for 1 minute.".to_owned(),
        (Locale::En, _) => format!("Held for you for {minutes} minutes."),
        (Locale::De, 1) => "Noch 1 Minute für Sie reserviert.".to_owned(),
        (Locale::De, _) => format!("Noch {minutes} Minuten für Sie reserviert."),
    }
}

/// A way of delivery and how long it takes.
pub const fn delivery(locale: Locale, method: DeliveryMethod) -> (&'static str, &'static str) {
    match (locale, method) {
        (Locale::En, DeliveryMethod::Standard) => ("Standard", "3 to 5 working days"),
        (Locale::En, DeliveryMethod::Express) => ("Express", "next working day"),
        (Locale::En, DeliveryMethod::Pickup) => ("Pickup", "you come for it"),
        (Locale::De, DeliveryMethod::Standard) => ("Standard", "3 bis 5 Werktage"),
        (Locale::De, DeliveryMethod::Express) => ("Express", "nächster Werktag"),
        (Locale::De, DeliveryMethod::Pickup) => ("Abholung", "Sie holen es ab"),
    }
}

/// “includes €3.80 VAT”; nothing where prices hold no tax.
pub fn includes_tax(locale: Locale, tax: Money) -> Option<String> {
    let amount = (tax.minor > 0).then(|| tax.display(locale))?;
    Some(match locale {
        Locale::En => format!("includes {amount} VAT"),
        Locale::De => format!("inkl. {amount} MwSt."),
    })
}

/// A country's name.
pub fn country(locale: Locale, country: Country) -> &'static str {
    let entry = Country::ALL.iter().find(|entry| entry.0 == country);
    entry.map_or("", |entry| match locale {
        Locale::En => entry.2,
        Locale::De => entry.3,
    })
}
