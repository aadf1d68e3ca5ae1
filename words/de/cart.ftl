### Texte des Warenkorbs.

cart = Warenkorb
your-cart = Ihr Warenkorb
close = Schließen
empty = Ihr Warenkorb ist leer.
empty-more = Was Sie hineinlegen, bleibt 30 Tage hier.
loading = Ihr Warenkorb wird geholt …
view-cart = Warenkorb ansehen
checkout = Zur Kasse
continue-shopping = Weiter einkaufen
subtotal = Zwischensumme
delivery-later = Der Versand wird an der Kasse gezeigt. Inkl. MwSt.
discounted = Nach Rabatten
code = Rabattcode oder Geschenkkarte
apply = Einlösen
codes = Ihre Codes
remove = Entfernen
update = Aktualisieren
quantity = Menge
fewer = Eins weniger
more = Eins mehr
each = pro Stück
removed = Aus dem Warenkorb entfernt.
updated = Warenkorb aktualisiert.
merged = Ihr Warenkorb ist wieder da, zusammen mit dem, was Sie gerade hineingelegt haben.
sold-out-line = Ausverkauft. Bitte entfernen, um fortzufahren.
unavailable-line = Nicht mehr erhältlich. Bitte entfernen, um fortzufahren.

items = { $count } Artikel

free-delivery = Noch { $missing } bis zum kostenlosen Versand.

balance-left = { $balance } Guthaben

price-changed = Preis geändert von { $was } auf { $now }.{" "}

reduce = Nur noch { $left } da: bitte Menge verringern

left-out = Während Sie offline waren, ging nicht alles in Ihrem Warenkorb
left-out-gone = Ein Produkt, das nicht mehr im Shop ist

merged-joined = { $name }: jetzt { $quantity } Stück aus beiden Warenkörben.

merged-limited = { $name }: { $quantity } statt { $wanted }, mehr fasst eine Bestellung nicht.

merged-short = { $name }: { $quantity } statt { $wanted }, mehr sind nicht mehr da.

merged-left-out = { $name } fehlt, weil der Warenkorb voll ist.

codes-full = Ein Warenkorb fasst höchstens { $most } Codes. Nehmen Sie zuerst einen heraus.

too-many-codes = Das waren zu viele Codes, die es nicht gibt. Bitte versuchen Sie es in { $minutes } Minuten noch einmal.

your-price = Ihr Preis statt { $price }

quantity-price = Mengenpreis statt { $price }
