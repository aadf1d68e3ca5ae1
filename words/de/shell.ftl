### Texte des Rahmens um jede Seite und der Seiten über Störungen.

skip = Zum Inhalt springen
home = Startseite
navigation = Hauptnavigation
all-products = Alle Produkte
collections = Kollektionen
search = Suche
search-label = Shop durchsuchen
search-hint = Wonach suchen Sie?
search-go = Suchen

suggestions = Vorschläge
suggested-queries = Suchen
suggested-brands = Marken
suggested-products = Produkte
suggestions-found = Vorschläge: { $count }

account = Konto
region = Sprache und Währung
shop = Shop
service = Ihre Bestellungen
information = Informationen
contact = Kontakt
tax-note = Alle Preise inklusive Mehrwertsteuer.
tax-note-added = Preise ohne Steuern; was anfällt, kommt an der Kasse dazu.
back-to-shop = Zurück zum Shop
not-found = Diese Seite gibt es nicht
not-found-more = Vielleicht ist die Adresse vertippt, oder was hier war, ist nicht mehr im Shop. Die Suche hilft, oder ein Blick auf alles, was wir haben.
gone = Das gibt es hier nicht mehr
gone-more = Was hier war, wird nicht mehr hergestellt oder verkauft und kommt nicht wieder. Vielleicht gibt es etwas Ähnliches: Die Suche hilft, oder ein Blick auf alles, was wir haben.
collection-gone = Diese Kollektion gibt es nicht mehr
collection-gone-more = Sie wurde entfernt und kommt nicht wieder. Was darin war, gibt es vielleicht noch: Die Suche hilft, oder ein Blick auf alles, was wir haben.
page-gone = Diese Seite gibt es nicht mehr
page-gone-more = Was hier stand, wurde entfernt und kommt nicht wieder. Was der Shop heute zu sagen hat, ist am Ende jeder Seite verlinkt.
former-version = So lautete diese Seite früher.
current-version = Heutige Fassung lesen
english-only = Diesen Text gibt es nur auf Englisch.
changed-on = Zuletzt geändert am { $day }.
down = Der Shop holt kurz Luft
down-more = Wir erreichen unsere Regale gerade nicht. Seiten aus der Navigation öffnen sich vielleicht noch aus dem Zwischenspeicher; Suche, Warenkorb und Kasse sind gleich wieder da. Ihr Warenkorb bleibt erhalten.
refused = Das geht so nicht
failed = Bei uns ist etwas schiefgegangen
failed-more = Es wurde nichts verändert. Bitte versuchen Sie es noch einmal oder etwas später.
try-again = Noch einmal versuchen

offline = Sie sind offline
offline-more = Diese Seite braucht das Netz. Was Sie zuvor angesehen haben, können Sie wieder lesen.
offline-checkout = Ihren Warenkorb können Sie weiter füllen: Was Sie ändern, wird gesendet, sobald Sie wieder online sind. Zum Bestellen braucht es das Netz: Solange Sie offline sind, wird nichts bestellt.

no-answer = Es kam keine Antwort
no-answer-more = Die Verbindung brach ab, während etwas an uns gesendet wurde. Wir wissen nicht, ob es angekommen ist.
order-unknown = Ist Ihre Bestellung angekommen, findet die Kasse sie, wenn Sie dort noch einmal fragen: Sie wird nur einmal aufgegeben, so oft Sie auch fragen. Was Sie eingetippt haben, bleibt eine Weile auf diesem Gerät.
look-again = Noch einmal nachsehen

cart-as-known = Das ist Ihr Warenkorb, wie dieses Gerät ihn kennt. Preise sind die zuletzt gesehenen; Rabatte werden berechnet und Codes angenommen, wenn Sie wieder online sind.

kept-pages = Auf diesem Gerät aufgehoben

kept-search = Im Aufgehobenen suchen
none-kept = Nichts, was hier aufgehoben ist, heißt so.

network-lost = Sie sind offline. Angesehene Seiten können Sie weiter lesen.
network-lost-at-checkout = Sie sind offline. Zum Bestellen braucht es das Netz: Es wurde nichts gesendet. Lassen Sie diese Seite offen, dann ist alles Eingetippte noch da, wenn Sie wieder online sind.

waiting = Änderungen an Ihrem Warenkorb, die noch gesendet werden: { $count }.

not-all = Nicht alles konnte in Ihren Warenkorb gelegt werden. Öffnen Sie ihn, um zu sehen, was.

install-title = Der Shop auf diesem Gerät
install-more = Installieren Sie ihn, um ihn wie eine App zu öffnen. Was Sie angesehen haben und Ihr Warenkorb sind auch ohne Netz da.
install = Installieren
not-now = Nicht jetzt

kept-as-of = Der Shop ist nicht erreichbar. Sie sehen diese Seite, wie sie am { $time } war; Preise und Bestand können sich geändert haben.

errors-title = Bitte prüfen Sie diese Felder
optional = freiwillig

language = Deutsch

vat-id = USt-IdNr.: { $id }
