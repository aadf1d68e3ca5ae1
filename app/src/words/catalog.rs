//! Texts of lists and products.

use domain::Locale;
use domain::inventory::Availability;

words! {
    /// Texts of the home page, lists and product pages.
    CatalogWords {
        shop_now: "See everything", "Alles ansehen";
        by_collection: "Shop by collection", "Nach Kollektion stöbern";
        featured: "Chosen for now", "Gerade ausgesucht";
        about: "Who we are", "Wer wir sind";
        why_made: "Made to be mended", "Gemacht zum Reparieren";
        why_made_more: "Natural materials, honest seams, and the workshop’s name on every piece.", "Natürliche Materialien, ehrliche Nähte und der Name der Werkstatt an jedem Stück.";
        why_price: "The price you see", "Der Preis, den Sie sehen";
        why_price_more: "Tax and delivery are shown before you order, to the cent.", "Steuern und Versand stehen auf den Cent fest, bevor Sie bestellen.";
        why_plain: "Plain dealing", "Klar und einfach";
        why_plain_more: "No account needed, nothing to click away, no one following you around.", "Kein Konto nötig, nichts wegzuklicken, niemand, der Ihnen folgt.";
        sort: "Sort by", "Sortieren nach";
        sort_go: "Sort", "Sortieren";
        sort_featured: "Our choice", "Unsere Auswahl";
        sort_newest: "Newest", "Neueste";
        sort_price_ascending: "Price, low to high", "Preis aufsteigend";
        sort_price_descending: "Price, high to low", "Preis absteigend";
        nothing_here: "There is nothing here at the moment.", "Hier ist im Moment nichts.";
        pages: "Pages", "Seiten";
        previous: "Previous", "Zurück";
        next: "Next", "Weiter";
        breadcrumbs: "You are here", "Sie sind hier";
        from: "from", "ab";
        former_price: "Former price", "Früherer Preis";
        price_now: "Price", "Preis";
        not_sold_here: "Not available in this currency", "In dieser Währung nicht erhältlich";
        in_stock: "In stock", "Auf Lager";
        backorder: "Can be ordered, comes later", "Bestellbar, kommt später";
        sold_out: "Sold out", "Ausverkauft";
        quantity: "Quantity", "Menge";
        add: "Add to cart", "In den Warenkorb";
        adding: "Adding …", "Wird hinzugefügt …";
        added: "Added to your cart.", "Liegt jetzt im Warenkorb.";
        tax_included: "Tax included.", "Inkl. MwSt.";
        tax_added: "Any tax is shown at checkout.", "Steuern stehen an der Kasse.";
        delivery_from: "Delivery from", "Versand ab";
        pictures: "Pictures", "Bilder";
        picture: "Picture", "Bild";
        description: "About this piece", "Beschreibung";
        details: "Details", "Einzelheiten";
        colours: "Colours", "Farben";
        found_none: "We found nothing for", "Wir haben nichts gefunden für";
        found_none_more: "Try a shorter or a more general word, or have a look around.", "Versuchen Sie es mit einem kürzeren oder allgemeineren Wort, oder stöbern Sie ein wenig.";
        results_for: "Results for", "Ergebnisse für";
    }
}

impl CatalogWords {
    /// What is said of a variant's stock.
    pub fn availability(locale: Locale, availability: Availability) -> String {
        match availability {
            Availability::InStock => Self::of(locale).in_stock.to_owned(),
            Availability::Low { left } => only_left(locale, left),
            Availability::Backorder => Self::of(locale).backorder.to_owned(),
            Availability::Out => Self::of(locale).sold_out.to_owned(),
        }
    }
}

/// “Only 2 left”.
pub fn only_left(locale: Locale, left: u32) -> String {
    match locale {
        Locale::En => format!("Only {left} left"),
        Locale::De => format!("Nur noch {left} da"),
    }
}

/// A shopper's own words, in quotation marks.
pub fn quoted(locale: Locale, text: &str) -> String {
    match locale {
        Locale::En => format!("“{text}”"),
        Locale::De => format!("„{text}“"),
    }
}

/// “24 products”.
pub fn products(locale: Locale, count: u64) -> String {
    match (locale, count) {
        (Locale::En, 1) => "1 product".to_owned(),
        (Locale::En, _) => format!("{count} products"),
        (Locale::De, 1) => "1 Produkt".to_owned(),
        (Locale::De, _) => format!("{count} Produkte"),
    }
}

/// “Page 2 of 5”.
pub fn page_of(locale: Locale, page: u32, pages: u32) -> String {
    match locale {
        Locale::En => format!("Page {page} of {pages}"),
        Locale::De => format!("Seite {page} von {pages}"),
    }
}
