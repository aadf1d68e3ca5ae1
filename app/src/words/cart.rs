//! Texts of the cart and its drawer.

#[cfg(feature = "ssr")]
use api::cart::MergedLine;
use domain::{Locale, Money};

use super::catalog::only_left;

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
        merged: "Your cart is here again, together with what you had just put in.", "Ihr Warenkorb ist wieder da, zusammen mit dem, was Sie gerade hineingelegt haben.";
        sold_out_line: "Sold out. Please remove it to go on.", "Ausverkauft. Bitte entfernen, um fortzufahren.";
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

/// “Price changed from €20.00 to €22.00. ”, to go on after.
pub fn price_changed(locale: Locale, was: &str, now: &str) -> String {
    match locale {
        Locale::En => ["Price changed from ", was, " to ", now, ". "].concat(),
        Locale::De => ["Preis geändert von ", was, " auf ", now, ". "].concat(),
    }
}

/// “Only 2 left: reduce the quantity”.
pub fn reduce(locale: Locale, left: u32) -> String {
    let more = match locale {
        Locale::En => ": reduce the quantity",
        Locale::De => ": bitte Menge verringern",
    };
    only_left(locale, left) + more
}

/// What became of a line when two carts were made one: “Harbour mug, Oat: 5 now”.
#[cfg(feature = "ssr")]
pub fn merged_line(locale: Locale, line: &MergedLine) -> String {
    use domain::cart::MergeOutcome::{Added, Joined, LeftOut, Limited, Short};

    let MergedLine { name, wanted, quantity, .. } = line;
    match (locale, line.outcome) {
        (Locale::En, Added | Joined) => format!("{name}: {quantity} pieces now, both carts together."),
        (Locale::En, Limited) => format!("{name}: {quantity} instead of {wanted}, the most one order takes."),
        (Locale::En, Short) => format!("{name}: {quantity} instead of {wanted}, because no more are left."),
        (Locale::En, LeftOut) => format!("{name} was left out, because the cart is full."),
        (Locale::De, Added | Joined) => format!("{name}: jetzt {quantity} Stück aus beiden Warenkörben."),
        (Locale::De, Limited) => format!("{name}: {quantity} statt {wanted}, mehr fasst eine Bestellung nicht."),
        (Locale::De, Short) => format!("{name}: {quantity} statt {wanted}, mehr sind nicht mehr da."),
        (Locale::De, LeftOut) => format!("{name} fehlt, weil der Warenkorb voll ist."),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::cart::MergeOutcome;

    use super::*;

    #[test]
    fn what_became_of_each_line_is_said_in_both_languages() {
        let line = |outcome, quantity| MergedLine {
            sku: "MUG".parse().expect("a SKU"),
            name: "Mug".to_owned(),
            wanted: 5,
            quantity,
            outcome,
        };
        let short = line(MergeOutcome::Short, 3);
        assert_eq!(merged_line(Locale::En, &short), "Mug: 3 instead of 5, because no more are left.");
        assert_eq!(merged_line(Locale::De, &short), "Mug: 3 statt 5, mehr sind nicht mehr da.");
        assert_eq!(reduce(Locale::En, 2), "Only 2 left: reduce the quantity");
        assert_eq!(price_changed(Locale::De, "20,00", "22,00"), "Preis geändert von 20,00 auf 22,00. ");
    }
}
