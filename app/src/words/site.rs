//! Texts of the frame around every page, and of pages about trouble.

words! {
    /// Texts of the frame around every page.
    SiteWords {
        skip: "Skip to content", "Zum Inhalt springen";
        home: "Home", "Startseite";
        navigation: "Main", "Hauptnavigation";
        all_products: "All products", "Alle Produkte";
        collections: "Collections", "Kollektionen";
        search: "Search", "Suche";
        search_label: "Search the shop", "Shop durchsuchen";
        search_hint: "Mug, blanket, backpack …", "Becher, Decke, Rucksack …";
        search_go: "Search", "Suchen";
        account: "Account", "Konto";
        region: "Language and currency", "Sprache und Währung";
        shop: "Shop", "Shop";
        service: "Your orders", "Ihre Bestellungen";
        test_shop: "A demonstration shop: nothing is charged and nothing is sent.", "Ein Vorführshop: Es wird nichts abgebucht und nichts verschickt.";
        tax_note: "All prices include tax.", "Alle Preise inklusive Mehrwertsteuer.";
        back_to_shop: "Back to the shop", "Zurück zum Shop";
        not_found: "This page is not here", "Diese Seite gibt es nicht";
        not_found_more: "The address may be mistyped, or what was here has left the shop. Searching helps, and so does a look at everything we have.", "Vielleicht ist die Adresse vertippt, oder was hier war, ist nicht mehr im Shop. Die Suche hilft, oder ein Blick auf alles, was wir haben.";
        down: "The shop is taking a breath", "Der Shop holt kurz Luft";
        down_more: "We cannot reach our shelves right now. Pages you see in the shop’s navigation may still open from our cache; searching, the cart and checkout will be back in a moment. Your cart is safe.", "Wir erreichen unsere Regale gerade nicht. Seiten aus der Navigation öffnen sich vielleicht noch aus dem Zwischenspeicher; Suche, Warenkorb und Kasse sind gleich wieder da. Ihr Warenkorb bleibt erhalten.";
        failed: "Something went wrong on our side", "Bei uns ist etwas schiefgegangen";
        failed_more: "Nothing was changed. Please try again; if it keeps happening, come back a little later.", "Es wurde nichts verändert. Bitte versuchen Sie es noch einmal oder etwas später.";
        try_again: "Try again", "Noch einmal versuchen";
        errors_title: "Please check these fields", "Bitte prüfen Sie diese Felder";
        optional: "optional", "freiwillig";
    }
}
