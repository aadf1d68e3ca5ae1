### Texte der Startseite, der Listen, der Produktseiten und der Suche.

shop-now = Alles ansehen
by-collection = Nach Kollektion stöbern
collections-below = Kollektionen darin
featured = Gerade ausgesucht
see-all = Alle ansehen
about = Wer wir sind
why-made = Gemacht zum Reparieren
why-made-more = Natürliche Materialien, ehrliche Nähte und der Name der Werkstatt an jedem Stück.
why-price = Der Preis, den Sie sehen
why-price-more = Steuern und Versand stehen auf den Cent fest, bevor Sie bestellen.
why-plain = Klar und einfach
why-plain-more = Kein Konto nötig, nichts wegzuklicken, niemand, der Ihnen folgt.
sort = Sortieren nach
sort-go = Sortieren
sort-best = Beste Treffer
sort-featured = Unsere Auswahl
sort-best-selling = Meistverkauft
sort-newest = Neueste
sort-price-ascending = Preis aufsteigend
sort-price-descending = Preis absteigend
nothing-here = Hier ist im Moment nichts.
filters = Filter
filters-go = Produkte anzeigen
filters-clear = Alle Filter entfernen
filters-chosen = Gewählte Filter
filtered-by = gefiltert nach
filter-remove = entfernen
filter-more = Mehr
filter-brand = Marke
filter-in-stock = Auf Lager
filter-from = ab
filter-to = bis
no-such-filter = Diesen Filter gibt es hier nicht
no-such-filter-more = Kein Produkt hat, wonach diese Adresse fragt, oder sie fragt nach zu viel auf einmal.
range-left-out = Dieser Bereich wurde weggelassen
no-such-sort = So lässt sich diese Liste nicht sortieren
no-such-sort-more = Diese Adresse fragt nach einer Sortierung, die es nicht gibt. Die Liste gibt es weiterhin: Wählen Sie über ihr eine Sortierung.
list-instead = Die Liste anzeigen
whole-list = Die ganze Liste anzeigen
filtered-none = Kein Produkt hat all das. Entfernen Sie einen Filter, um mehr zu sehen.
pages = Seiten
previous = Zurück
next = Weiter
first-page = Zur ersten Seite
breadcrumbs = Sie sind hier
from = ab
former-price = Früherer Preis
lowest-before = niedrigster Preis der 30 Tage zuvor
unit-price-label = Grundpreis
price-each = Preis je Stück
price-now = Preis
not-sold-here = In dieser Währung nicht erhältlich
in-stock = Auf Lager
backorder = Bestellbar, kommt später
sold-out = Ausverkauft
not-available = Nicht erhältlich
quantity = Menge
add = In den Warenkorb
adding = Wird hinzugefügt …
added = Liegt jetzt im Warenkorb.
tax-included = Inkl. MwSt.
tax-added = Steuern stehen an der Kasse.
delivery-free = Versand kostenlos.
delivery-from = Versand ab
pictures = Bilder
picture = Bild
description = Beschreibung
safety = Hersteller und Sicherheit
maker = Hersteller
responsible = Verantwortlich in der EU
details = Einzelheiten
colours = Farben
found-none = Wir haben nichts gefunden für
found-none-more = Versuchen Sie es mit einem kürzeren oder allgemeineren Wort, oder stöbern Sie ein wenig.
results-for = Ergebnisse für
showing-for = Wir zeigen Ergebnisse für
search-instead = Stattdessen suchen nach
did-you-mean = Meinten Sie:

only-left = Nur noch { $left } da

quoted = „{ $text }“

search-loosened = Kein Produkt hat { $missing }. Gezeigt wird, was { $others } hat.
either = { $first } oder { $last }

filter-price = Preis in { $currency }
price-at-least = ab { $price }
price-at-most = bis { $price }
range-backwards = { $from } ist mehr als { $to }. Geben Sie zuerst die kleinere Zahl ein.
range-unreadable = „{ $text }“ ist keine Zahl. Geben Sie Ziffern ein, etwa 2,5.
price-unreadable = „{ $text }“ ist hier kein Preis. Geben Sie eine ganze Zahl ein, etwa 25.
prices-between = Sie kosten { $lowest } bis { $highest }.

products = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}

page-of = Seite { $page } von { $pages }

price-of = { $price } / { $amount }

from-units = ab { $count }

single-things = { $count ->
    [one] Stück
   *[other] { $count } Stück
}

yes = Ja
no = Nein

no-such-page = Eine Seite { $page } gibt es hier nicht
bought-together = Oft zusammen gekauft
alike = Das könnte auch gefallen
home-preview = So wurde die Startseite zuletzt gespeichert. Kundinnen und Kunden sehen sie so, sobald sie gezeigt wird.
home-preview-title = Die Startseite, wie sie zuletzt gespeichert wurde
