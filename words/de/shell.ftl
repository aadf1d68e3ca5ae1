### Texte des Rahmens um jede Seite und der Seiten über Störungen.

skip = Zum Inhalt springen
home = Startseite
navigation = Hauptnavigation
all-products = Alle Produkte
collections = Kollektionen
search = Suche
search-label = Shop durchsuchen
search-hint = Becher, Decke, Rucksack …
search-go = Suchen
account = Konto
region = Sprache und Währung
shop = Shop
service = Ihre Bestellungen
tax-note = Alle Preise inklusive Mehrwertsteuer.
tax-note-added = Preise ohne Steuern; was anfällt, kommt an der Kasse dazu.
back-to-shop = Zurück zum Shop
not-found = Diese Seite gibt es nicht
not-found-more = Vielleicht ist die Adresse vertippt, oder was hier war, ist nicht mehr im Shop. Die Suche hilft, oder ein Blick auf alles, was wir haben.
gone = Das gibt es hier nicht mehr
gone-more = Was hier war, wird nicht mehr hergestellt oder verkauft und kommt nicht wieder. Vielleicht gibt es etwas Ähnliches: Die Suche hilft, oder ein Blick auf alles, was wir haben.
down = Der Shop holt kurz Luft
down-more = Wir erreichen unsere Regale gerade nicht. Seiten aus der Navigation öffnen sich vielleicht noch aus dem Zwischenspeicher; Suche, Warenkorb und Kasse sind gleich wieder da. Ihr Warenkorb bleibt erhalten.
refused = Das geht so nicht
failed = Bei uns ist etwas schiefgegangen
failed-more = Es wurde nichts verändert. Bitte versuchen Sie es noch einmal oder etwas später.
try-again = Noch einmal versuchen
errors-title = Bitte prüfen Sie diese Felder
optional = freiwillig

language = Deutsch
