//! Texts of the cart and its drawer.

use domain::{Locale, Money};

words! {
    /// Texts of the cart.
    CartWords {
        cart: "Cart", "Warenkorb";
        your_cart: "Your cart", "Ihr Warenkorb";
        close: "Close", "Schließen";
        empty: "Your cart is empty.", "Ihr Warenkorb ist leer.";
        empty_more: "Things you add stay here for 30 days.", "Was Sie hineinlegen, bleibt 30 Tage hier.";
        loading: "Fetching your cart …", "Ihr Warenkorb wird geholt …";
        view_cart: "View cart", "Warenkorb ansehen";
        checkout: "Checkout", "Zur Kasse";
        continue_shopping: "Continue shopping", "Weiter einkaufen";
        subtotal: "Subtotal", "Zwischensumme";
        delivery_later: "Delivery is shown at checkout. Tax is included.", "Der Versand wird an der Kasse gezeigt. Inkl. MwSt.";
        discounted: "After discounts", "Nach Rabatten";
        code: "Discount code or gift card", "Rabattcode oder Geschenkkarte";
        apply: "Apply", "Einlösen";
        codes: "Your codes", "Ihre Codes";
        remove: "Remove", "Entfernen";
        update: "Update", "Aktualisieren";
        quantity: "Quantity", "Menge";
        fewer: "One fewer", "Eins weniger";
        more: "One more", "Eins mehr";
        each: "each", "pro Stück";
        removed: "Removed from your cart.", "Aus dem Warenkorb entfernt.";
        updated: "Cart updated.", "Warenkorb aktualisiert.";
        unavailable_line: "No longer available. Please remove it to go on.", "Nicht mehr erhältlich. Bitte entfernen, um fortzufahren.";
    }
}

/// “3 items”.
pub fn pieces(locale: Locale, count: u32) -> String {
    match (locale, count) {
        (Locale::En, 1) => "1 item".to_owned(),
        (Locale::En, _) => format!("{count} items"),
        (Locale::De, _) => format!("{count} Artikel"),
    }
}

/// How much more makes delivery free.
pub fn free_delivery(locale: Locale, missing: Money) -> String {
    let missing = missing.display(locale);
    match locale {
        Locale::En => format!("Spend {missing} more for free delivery."),
        Locale::De => format!("Noch {missing} bis zum kostenlosen Versand."),
    }
}

/// What is left on a gift card.
pub fn balance_left(locale: Locale, balance: Money) -> String {
    let balance = balance.display(locale);
    match locale {
        Locale::En => format!("{balance} on it"),
        Locale::De => format!("{balance} Guthaben"),
    }
}
