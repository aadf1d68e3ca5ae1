### Texte der Rechnungen und Gutschriften, auf Seiten und auf Papier.

documents = Dokumente

kind = { $kind ->
    [invoice] Rechnung
   *[credit-note] Gutschrift
}

title = { $kind ->
    [invoice] Rechnung
   *[credit-note] Gutschrift
} { $number }

## Auf Papier

number = Nummer
date = Datum
order = Bestellung
ordered = Bestellt am
of-invoice = Zu Rechnung
reason = Grund
item = Artikel
quantity = Menge
unit-price = Einzelpreis
discount = Rabatt
tax = MwSt.
amount = Betrag
goods = Waren
delivery = Versand
delivery-discount = Rabatt auf den Versand
goodwill = Kulanz
total = Gesamtsumme
credited = Gutschriftsumme
rate = MwSt.-Satz
net = Netto
gross = Brutto
gift-card = Mit Geschenkkarte bezahlt
paid-online = Online bezahlt
incl-tax = Die Preise enthalten die Mehrwertsteuer.
no-tax = Für diese Lieferung wird keine Mehrwertsteuer berechnet.
plus-tax = Die Steuer kommt zu den Preisen hinzu.
supplied = Der Tag der Lieferung ist der Versandtag laut unserer Versandmitteilung. Vielen Dank für Ihre Bestellung.
corrects = Diese Gutschrift berichtigt die oben genannte Rechnung (Rechnungskorrektur). Der Betrag geht den Weg der Zahlung zurück.
vat-id = USt-IdNr.

page = Seite { $page } von { $pages }

export = Steuerfreie Ausfuhrlieferung nach { $place }, außerhalb des Gebiets der Mehrwertsteuer.

released = Vom Gesamtbetrag wurden { $amount } storniert, bevor Sie bezahlt haben, und weder abgebucht noch von einer Geschenkkarte einbehalten. Eine Gutschrift nennt die Artikel.
corrects-released = Diese Gutschrift berichtigt die oben genannte Rechnung (Rechnungskorrektur). Der Betrag wurde nicht eingezogen.

# Lieferscheine.
packing-slip = Lieferschein
parcel = Paket
sku = Artikelnummer
packing-slip-thanks = Vielen Dank für Ihre Bestellung. Wenn etwas fehlt oder unterwegs beschädigt wurde, schreiben Sie uns bitte.

# Picklisten.
pick-list = Pickliste
orders = Bestellungen
no-location = Ohne Lager: der Bestand wird nicht gezählt
pick-list-note = Was noch in keiner Sendung ist. Ein Set steht hier mit dem, woraus es besteht.
