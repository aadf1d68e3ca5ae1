### Texte des Büros, in dem das Personal den Laden führt.

name = Büro
skip = Zum Inhalt springen
sections = Bereiche
products = Produkte
orders = Bestellungen
sign-in = Anmelden
sign-in-hint = Fügen Sie einen Schlüssel für Personal ein. Wer den Server des Ladens betreibt, macht einen mit „origin staff-key create“.
staff-key = Schlüssel
wrong-key = Dieser Schlüssel ist nicht bekannt oder wurde widerrufen. Prüfen Sie, ob er ganz eingefügt ist.
sign-out = Abmelden
form-stale = Dieses Formular gehört zu einer anderen Anmeldung oder kam von anderswo. Nichts wurde geändert. Öffnen Sie die Seite neu und wiederholen Sie, was Sie getan haben.
form-large = Was gesendet wurde, ist zu groß. Nichts wurde geändert.
not-allowed = Das dürfen Sie nicht
not-found = Unter dieser Adresse ist nichts
went-wrong = Das hat nicht geklappt
back = Zurück
search = Suchen
search-products-hint = Adresse, Titel, Marke oder Artikelnummer
search-orders-hint = Bestellnummer oder E-Mail-Adresse
show = Zeigen
all = Alle
state = Stand
life = Status
product = Produkt
brand = Marke
variants = Varianten
changed = Geändert
none-found = Nichts gefunden.
next-page = Nächste Seite
first-page = Erste Seite
new-product = Neues Produkt
draft = Entwurf
active = Im Verkauf
archived = Archiviert
texts = Texte
title = Titel
summary = Kurzfassung
description = Beschreibung
description-hint = Eine Leerzeile trennt Absätze.
address = Adresse
address-hint = Der letzte Teil der Adresse der Produktseite: kleine Buchstaben, Ziffern und Bindestriche. Eine frühere Adresse führt zur neuen.
sku = Artikelnummer
choice = Auswahl
on-hand = Auf Lager
on-hand-hint = Am Hauptlager gezählte Stücke. Was so bleibt, wie es war, wird nicht gesetzt.
remove = Entfernen
new-variant = Neue Variante
new-variant-hint = Lassen Sie die Artikelnummer leer, wenn keine dazukommt.
collections = Kollektionen
no-collections = Es gibt noch keine Kollektionen.
save = Speichern
make = Produkt anlegen
saved = Gespeichert
stock-refused = Das Produkt ist gespeichert. Der Bestand dieser Varianten wurde nicht gesetzt:
outdated = Jemand anderes hat dieses Produkt geändert, seit Sie es geöffnet haben
outdated-hint = Nichts wurde gespeichert. Was Sie geschrieben haben, steht noch da; wo das Produkt inzwischen etwas anderes sagt, steht es unter dem Feld. Speichern Sie noch einmal, wenn Ihre Fassung gelten soll.
now = Inzwischen:
nothing = nichts
see-in-shop = Im Laden ansehen
not-a-price = Das ist kein Preis. Schreiben Sie ihn wie 12,50 und ohne mehr Nachkommastellen, als die Währung hat.
not-a-count = Das ist keine Stückzahl.
not-an-address = Das kann keine Adresse sein: kleine Buchstaben, Ziffern und Bindestriche, sonst nichts.
not-a-sku = Das kann keine Artikelnummer sein: druckbarer Text in einer Zeile, ohne Leerzeichen davor und dahinter.
delete = Löschen
delete-question = Dieses Produkt endgültig löschen?
delete-meaning = Seine Seite sagt dann, dass es fort ist, und seine Texte und Preise sind verloren. Bestellungen behalten, was sie von ihm sagen. Um es eine Weile aus dem Verkauf zu nehmen, machen Sie es zum Entwurf; um es aufzubewahren, archivieren Sie es.
deleted = Das Produkt wurde gelöscht.
order = Bestellung
placed = Bestellt am
customer = Kunde
total = Summe
payment = Zahlung
lines = Bestellte Artikel
quantity = Anzahl
price = Preis
to-ship = Noch zu versenden
ship = Versenden
ship-hint = Lassen Sie weg oder verringern Sie, was noch nicht hinausgeht.
carrier = Versender
tracking-number = Sendungsnummer
tracking-url = Wo die Sendung verfolgt wird
tracking-url-hint = Beginnt mit https://
shipments = Sendungen
mark-shipped = Ist hinausgegangen
mark-delivered = Ist angekommen
cancel = Bestellung stornieren
cancel-meaning = Der Bestand geht zurück, und die Zahlung wird freigegeben oder erstattet. Das lässt sich nicht zurücknehmen.
reason = Grund
reason-hint = Nur für das Personal.
refund = Geld erstatten
refundable = Kann noch erstattet werden
goodwill = Betrag
refund-delivery = Auch die Versandkosten
refunds = Erstattet
timeline = Verlauf
nothing-to-ship = Wählen Sie mindestens ein Stück zum Versenden.
delivers-to = Lieferung an
subtotal = Ware
delivery = Versand

payment-state = { $state ->
    [pending] Offen
    [action-required] Muss bestätigt werden
    [authorised] Autorisiert
    [partially-captured] Teilweise eingezogen
    [captured] Eingezogen
    [voided] Aufgehoben
    [partially-refunded] Teilweise erstattet
    [refunded] Erstattet
   *[declined] Abgelehnt
}
