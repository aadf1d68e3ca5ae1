### Mails an Kundinnen und Kunden über ihre Bestellungen.

## In mehreren Mails

items = Artikel
delivery = Versand
see-order = Ihre Bestellung ansehen

## Die Bestellung ist da

placed-subject = Ihre Bestellung { $number }
placed = Vielen Dank für Ihre Bestellung. Wir packen sie gerade.

placed-delivery = { $method ->
    [standard] { delivery } (Standard)
    [express] { delivery } (Express)
   *[pickup] { delivery } (Abholung)
}

subtotal = Zwischensumme
tax = Steuern
total = Gesamtsumme
included-tax = Enthaltene MwSt.

gift-card = Geschenkkarte •••• { $last-four }
paid-otherwise = Anders bezahlt
goes-to = Sie geht an

## Das Geld ist da

paid-subject = Rechnung zu Ihrer Bestellung { $number }

paid = Wir haben Ihre Zahlung über { $total } erhalten. Vielen Dank.
invoice-attached = Ihre Rechnung liegt dieser E-Mail bei.

## Eine Sendung ist unterwegs

shipped-subject = Unterwegs: Ihre Bestellung { $number }
shipped = Diese Artikel sind auf dem Weg zu Ihnen.
handed-over = Wir haben diese Artikel übergeben.
go-to = Sie gehen an
carrier = Zusteller
tracking-number = Sendungsnummer
track = Sendung verfolgen

## Geld geht zurück

refunded-subject = Erstattung zu Ihrer Bestellung { $number }

refunded = Wir haben Ihnen { $amount } auf dem Weg Ihrer Zahlung zurückgegeben. Bis Sie es sehen, können einige Tage vergehen.

refund-reason = Grund: { $reason }
goodwill = Kulanz
refund-total = Summe
credit-note-attached = Die Gutschrift liegt dieser E-Mail bei.

## Die Bestellung ist storniert

cancelled-subject = Storniert: Ihre Bestellung { $number }
cancelled = Ihre Bestellung wurde storniert, es wird nichts davon verschickt. Was auf Ihrer Karte vorgemerkt war, wird freigegeben; was schon abgebucht war, bekommen Sie zurück, worüber Sie eine weitere E-Mail erhalten.

## Etwas kommt zurück

withdrawal-subject = Widerruf eingegangen: Ihre Bestellung { $number }

withdrawal = Ihr Widerruf ist am { $day } um { $time } Uhr (UTC) bei uns eingegangen.
withdrawal-covers = Er gilt für die unten genannten Artikel. Wir schreiben Ihnen, wohin Sie sie schicken.

return-approved-subject = Ihre Rücksendung, Bestellung { $number }
return-approved = Bitte schicken Sie uns diese Artikel zurück und legen Sie die Nummer Ihrer Bestellung bei.
send-to = Senden Sie es an

return-rejected-subject = Ihre Rücksendung wurde abgelehnt, Bestellung { $number }
return-rejected = Wir können diese Artikel nicht zurücknehmen, und zwar aus diesem Grund:

## Jemand möchte den Link zu einer Bestellung

link-subject = Der Link zu Ihrer Bestellung { $number }
link = Sie haben um den Link zu Ihrer Bestellung gebeten. Wer ihn hat, sieht die Bestellung; geben Sie ihn nicht weiter. Links, die wir vorher geschickt haben, sind abgelaufen. Falls Sie nicht darum gebeten haben, müssen Sie nichts tun.
