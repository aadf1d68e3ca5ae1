### Texte zu Bestellungen.

thanks = Vielen Dank für Ihre Bestellung
order = Bestellung
sent-to = Die Bestätigung geht an
pending = Ihre Zahlung wird geklärt
pending-more = Öffnen Sie diese Seite gleich noch einmal, um das Ergebnis zu sehen. Sie müssen nicht noch einmal bestellen.
unconfirmed = Ihre Bank bittet um Bestätigung
unconfirmed-more = Ihre Sachen sind eine halbe Stunde für Sie zurückgelegt. Bestellt ist, sobald Sie die Zahlung bestätigt haben.
confirm = Zahlung bestätigen
look-again = Noch einmal nachsehen
back-to-checkout = Zurück zur Kasse
refused = Die Zahlung wurde abgelehnt
refused-more = Es wurde nichts abgebucht. Was Sie wollten, liegt wieder in Ihrem Warenkorb.
partly-sent = Ein Teil Ihrer Bestellung ist unterwegs
partly-sent-more = Der Rest folgt, sobald wir ihn übergeben können.
sent = Ihre Bestellung ist unterwegs
sent-more = Alles, was Sie bestellt haben, ist übergeben.
cancelled = Die Bestellung wurde storniert
cancelled-more = Es wird nichts davon verschickt. Falls Geld dafür vorgemerkt oder abgebucht war, bekommen Sie es zurück.
again = Noch einmal bestellen
again-more = Was davon noch verkauft wird, kommt zu heutigen Preisen in Ihren Warenkorb.
again-missing = Das ist nicht im Warenkorb: Es ist ausverkauft oder wird nicht mehr verkauft
again-cart = Zum Warenkorb
items = Was Sie bestellt haben
placed = Bestellt am
status = Stand
delivers-to = Lieferung an
total = Gesamtsumme
your-orders = Ihre Bestellungen
none = Noch keine Bestellungen.
shipments = Sendungen
shipment = Sendung
tracking-number = Sendungsnummer
track = Sendung verfolgen
cancelled-parts = Storniert

left-of-total = Verbleibt
of-them-cancelled = davon { $units } storniert
not-charged = { $amount } nicht berechnet

refunds = Erstattungen
for-delivery = Versand
for-goodwill = Kulanz
returns = Rücksendungen
our-answer = Unsere Antwort
you-said = Sie schrieben
exchange-sent = Zur Bestellung mit Ihrem Ersatz
change = Doch anders überlegt?
cancel = Diese Bestellung stornieren
cancel-more = Es hat noch nichts das Haus verlassen, Sie können also noch die ganze Bestellung stornieren. Was dafür vorgemerkt war, wird freigegeben.
cancel-now = Bestellung jetzt stornieren
withdraw = Vertrag hier widerrufen
withdraw-more = Sie können ohne Angabe von Gründen widerrufen, bis vierzehn Tage nach Ankunft der letzten Sendung.
withdraw-until = Sie können ohne Angabe von Gründen widerrufen bis
send-back = Etwas zurückgeben oder umtauschen
choose-withdrawal = Wählen Sie, was Sie widerrufen. Bevor etwas abgeschickt wird, sehen Sie es noch einmal.
choose-return = Wählen Sie, was Sie zurückschicken möchten. Bevor etwas abgeschickt wird, sehen Sie es noch einmal.
which = Welche Stücke
none-of-it = keines
what-instead = Was möchten Sie?
want-money = Mein Geld zurück
want-other = Etwas anderes dafür
reason = Sagen Sie uns mehr
reason-hint = Was nicht gestimmt hat oder was Sie stattdessen möchten. Möchten Sie Ihr Geld zurück, kann das leer bleiben.
next = Weiter
check-withdrawal = Bestätigen Sie Ihren Widerruf
check-withdrawal-more = Hiermit widerrufen Sie den Vertrag über:
check-return = Stimmt das so?
check-return-more = Sie möchten zurückschicken:
confirm-withdrawal = Widerruf bestätigen
confirm-return = Anfrage abschicken
receipt-to = Eingangsbestätigung an
your-name = Name
back-to-order = Zurück zur Bestellung
nothing-to-return = Von dieser Bestellung lässt sich gerade nichts zurückschicken.
choose-units = Wählen Sie mindestens ein Stück.
say-what-instead = Sagen Sie, was Sie stattdessen möchten.
keep-link = Unsere Mails zu dieser Bestellung enthalten einen Link, der sie ohne Konto wieder öffnet.
closed = Diese Bestellung öffnet sich hier nicht
closed-more = Links zu einer Bestellung enden nach einiger Zeit, und sobald ein neuer verschickt wird. Wir schicken einen neuen an die Adresse, mit der Sie bestellt haben. Wenn Sie mit einem Konto bestellt haben, melden Sie sich an.
email-again = Die Adresse, mit der Sie bestellt haben. Wir fragen danach, damit niemand Ihre Bestellung ändert, der nur den Link hat.
email-again-fault = Geben Sie die E-Mail-Adresse an, mit der bestellt wurde.
find = Bestellung finden
find-more = Geben Sie die Nummer Ihrer Bestellung und die E-Mail-Adresse ein, mit der Sie bestellt haben. Wir schicken den Link zu Ihrer Bestellung an diese Adresse.
find-number = Bestellnummer
find-number-hint = Sie steht im Betreff unserer E-Mails.
find-bad-number = Geben Sie die Nummer der Bestellung ein, zum Beispiel 1042.
find-email = E-Mail-Adresse
find-bad-email = Geben Sie eine E-Mail-Adresse wie name@example.com ein.
find-send = Link schicken
find-sent = Falls es eine solche Bestellung gibt, haben wir einen Link an diese Adresse geschickt.
find-sent-more = Nach ein paar Minuten nichts da? Sehen Sie im Spam-Ordner nach und prüfen Sie Nummer und Adresse. Wir schicken den Link einmal in zehn Minuten.

state = { $state ->
    [awaiting-payment] Zahlung offen
    [placed] Bestellt
    [partially-fulfilled] Teilweise verschickt
    [fulfilled] Verschickt
    [cancelled] Storniert
   *[refused] Zahlung abgelehnt
}

shipment-state = { $state ->
    [packed] Gepackt
    [shipped] Unterwegs
    [delivered] Zugestellt
   *[lost] Verloren; wir kümmern uns darum
}

refund-state = { $state ->
    [due] Unterwegs
    [done] Zurückgezahlt
   *[refused] Nicht angekommen; wir kümmern uns darum
}

return-kind = { $kind ->
    [withdrawal] Widerruf
    [return] Rückgabe
   *[exchange] Umtausch
}

return-state = { $state ->
    [requested] Ihre Anfrage ist da
    [approved] Bitte schicken Sie es zurück
    [received] Es ist da; Ihr Geld folgt
    [restocked] Es ist da; Ihr Geld folgt
    [refunded] Erledigt
   *[rejected] Nicht angenommen
}
withdrawal-received = Ihr Widerruf ist da

number = Nr. { $number }
