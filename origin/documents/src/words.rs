//! The fixed phrases of documents.

use domain::Locale;
use domain::checkout::DeliveryMethod;
use domain::orders::DocumentKind;

/// The phrases in one language.
pub(crate) struct Words {
    pub(crate) invoice: &'static str,
    pub(crate) credit_note: &'static str,
    pub(crate) number: &'static str,
    pub(crate) date: &'static str,
    pub(crate) order: &'static str,
    pub(crate) ordered: &'static str,
    pub(crate) of_invoice: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) item: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) unit_price: &'static str,
    pub(crate) discount: &'static str,
    pub(crate) tax: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) goods: &'static str,
    pub(crate) delivery: &'static str,
    pub(crate) delivery_discount: &'static str,
    pub(crate) goodwill: &'static str,
    pub(crate) total: &'static str,
    pub(crate) credited: &'static str,
    pub(crate) rate: &'static str,
    pub(crate) net: &'static str,
    pub(crate) gross: &'static str,
    pub(crate) gift_card: &'static str,
    pub(crate) paid_online: &'static str,
    pub(crate) incl_tax: &'static str,
    pub(crate) plus_tax: &'static str,
    pub(crate) supplied: &'static str,
    pub(crate) corrects: &'static str,
    pub(crate) vat_id: &'static str,
    pub(crate) page: &'static str,
    pub(crate) of: &'static str,
}

const ENGLISH: Words = Words {
    invoice: "Invoice",
    credit_note: "Credit note",
    number: "Number",
    date: "Date",
    order: "Order",
    ordered: "Ordered on",
    of_invoice: "For invoice",
    reason: "Reason",
    item: "Item",
    quantity: "Qty",
    unit_price: "Unit price",
    discount: "Discount",
    tax: "Tax",
    amount: "Amount",
    goods: "Goods",
    delivery: "Delivery",
    delivery_discount: "Discount on delivery",
    goodwill: "Goodwill",
    total: "Total",
    credited: "Total credited",
    rate: "Tax rate",
    net: "Net",
    gross: "Gross",
    gift_card: "Paid by gift card",
    paid_online: "Paid online",
    incl_tax: "Prices include VAT.",
    plus_tax: "Tax is added to the prices.",
    supplied: "The date of supply is the day of dispatch, which our shipping notice tells. Thank you for your order.",
    corrects: "This credit note corrects the invoice named above. The amount goes back the way it was paid.",
    vat_id: "VAT ID",
    page: "Page",
    of: "of",
};

const GERMAN: Words = Words {
    invoice: "Rechnung",
    credit_note: "Gutschrift",
    number: "Nummer",
    date: "Datum",
    order: "Bestellung",
    ordered: "Bestellt am",
    of_invoice: "Zu Rechnung",
    reason: "Grund",
    item: "Artikel",
    quantity: "Menge",
    unit_price: "Einzelpreis",
    discount: "Rabatt",
    tax: "MwSt.",
    amount: "Betrag",
    goods: "Waren",
    delivery: "Versand",
    delivery_discount: "Rabatt auf den Versand",
    goodwill: "Kulanz",
    total: "Gesamtsumme",
    credited: "Gutschriftsumme",
    rate: "MwSt.-Satz",
    net: "Netto",
    gross: "Brutto",
    gift_card: "Mit Geschenkkarte bezahlt",
    paid_online: "Online bezahlt",
    incl_tax: "Die Preise enthalten die Mehrwertsteuer.",
    plus_tax: "Die Steuer kommt zu den Preisen hinzu.",
    supplied: "Der Tag der Lieferung ist der Versandtag laut unserer Versandmitteilung. Vielen Dank für Ihre Bestellung.",
    corrects: "Diese Gutschrift berichtigt die oben genannte Rechnung (Rechnungskorrektur). Der Betrag geht den Weg der Zahlung zurück.",
    vat_id: "USt-IdNr.",
    page: "Seite",
    of: "von",
};

impl Words {
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &ENGLISH,
            Locale::De => &GERMAN,
        }
    }

    pub(crate) const fn kind(&self, kind: DocumentKind) -> &'static str {
        match kind {
            DocumentKind::Invoice => self.invoice,
            DocumentKind::CreditNote => self.credit_note,
        }
    }
}

/// A way of delivery.
pub(crate) const fn method(locale: Locale, method: DeliveryMethod) -> &'static str {
    match (locale, method) {
        (_, DeliveryMethod::Standard) => "Standard",
        (_, DeliveryMethod::Express) => "Express",
        (Locale::En, DeliveryMethod::Pickup) => "Pickup",
        (Locale::De, DeliveryMethod::Pickup) => "Abholung",
    }
}

/// A rate of tax in basis points: “19 %”, “5,5 %”.
pub(crate) fn percent(locale: Locale, rate: u32) -> String {
    let (whole, rest) = (rate / 100, rate % 100);
    let point = match locale {
        Locale::En => '.',
        Locale::De => ',',
    };
    match (rest, rest % 10) {
        (0, _) => format!("{whole}\u{a0}%"),
        (_, 0) => format!("{whole}{point}{}\u{a0}%", rest / 10),
        _ => format!("{whole}{point}{rest:02}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_percent() {
        let check = |locale, rate, expect: &str| assert_eq!(percent(locale, rate).replace('\u{a0}', " "), expect);
        check(Locale::En, 1900, "19 %");
        check(Locale::De, 550, "5,5 %");
        check(Locale::En, 405, "4.05 %");
        check(Locale::En, 0, "0 %");
    }
}
