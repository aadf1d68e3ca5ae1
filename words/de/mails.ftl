### Mails an Kundinnen und Kunden über ihre Bestellungen und Konten.

## In mehreren Mails

subject-of-shop = { $subject } ({ $shop })
items = Artikel
delivery = Versand
see-order = Ihre Bestellung ansehen
terms = Die Bedingungen, denen Sie zugestimmt haben

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

part-cancelled-subject = Teilweise storniert: Ihre Bestellung { $number }
part-cancelled = Wir haben diese Artikel Ihrer Bestellung storniert und verschicken sie nicht. Alles andere bleibt, wie es war.

part-released = Dafür berechnen wir { $amount } nicht. Was auf Ihrer Karte dafür vorgemerkt war, wird freigegeben; was eine Geschenkkarte bezahlt hatte, ist wieder darauf.
part-refunded = Was Sie dafür bezahlt haben, bekommen Sie zurück, worüber Sie eine weitere E-Mail erhalten.

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

## Jemand möchte sich anmelden oder eine Adresse bestätigen

code-subject = Ihr Code zum Anmelden
code-use = Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben, oder öffnen Sie den Link. Beides gilt einmal und 10 Minuten lang.
code = Code
code-link = Anmelden
code-not-you = Falls Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein. Geben Sie den Code niemandem weiter; wir fragen nie danach.
verification-subject = Bitte bestätigen Sie Ihre E-Mail-Adresse
verification = Jemand möchte mit dieser Adresse ein Konto eröffnen. Wenn Sie das sind, geben Sie diesen Code dort ein, wo Sie es getan haben, oder öffnen Sie den Link im selben Browser. Beides gilt einmal und 10 Minuten lang; danach können Sie sich auf der Seite zum Anmelden einen neuen schicken lassen.
verification-link = Adresse bestätigen
verification-not-you = Falls Sie das nicht waren, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein, und was nicht bestätigt wird, wird vergessen. Geben Sie den Code niemandem weiter; wir fragen nie danach.
known-address-subject = Sie haben schon ein Konto
known-address = Jemand wollte mit dieser Adresse ein Konto eröffnen; es gibt aber schon eines. Wenn Sie das waren, geben Sie diesen Code dort ein, wo Sie es getan haben, oder öffnen Sie den Link: Beides meldet Sie in dem Konto an, das Sie haben, einmal und 10 Minuten lang. Falls Sie das Passwort vergessen haben, können Sie dann ein anderes wählen.
known-address-not-you = Falls Sie das nicht waren, müssen Sie nichts tun: Es wurde nichts geändert, und wer immer es war, hat nicht erfahren, dass es ein Konto gibt. Geben Sie den Code niemandem weiter; wir fragen nie danach.
email-change-subject = Ihr Code für die neue E-Mail-Adresse
email-change = Jemand möchte diese Adresse für ein Konto bei uns verwenden. Wenn Sie das waren, geben Sie diesen Code dort ein, wo Sie ihn angefordert haben. Er gilt einmal und 10 Minuten lang.
email-change-not-you = Falls Sie das nicht waren, müssen Sie nichts tun. Geben Sie den Code niemandem weiter.

## Was ein Konto öffnet, wurde geändert

password-changed-subject = Ihr Passwort wurde geändert
password-changed = Das Passwort Ihres Kontos wurde eben geändert, und das Konto wurde überall sonst abgemeldet.
email-changed-subject = Ihre E-Mail-Adresse wurde geändert
email-changed = Ihr Konto hat ab jetzt eine andere E-Mail-Adresse. Wir schreiben dorthin und nicht mehr an diese Adresse.
changed-not-you = Falls Sie das nicht waren, antworten Sie bitte sofort auf diese E-Mail.
password-changed-not-you = Falls Sie das nicht waren, wählen Sie sofort ein neues Passwort: Melden Sie sich auf der Seite unten mit einem Code an.
password-changed-link = Mit einem Code anmelden
passkey-added-subject = Ihrem Konto wurde ein Passkey hinzugefügt
passkey-added = Ihrem Konto wurde eben ein Passkey hinzugefügt. Wer das Gerät hat, in dem er ist, kann sich damit anmelden.
passkey-added-not-you = Falls Sie das nicht waren, entfernen Sie ihn sofort auf der Seite unten, wählen Sie ein neues Passwort und melden Sie sich überall sonst ab.
passkey-added-link = Ihre Passkeys
identity-added-subject = Mit Ihrem Konto wurde eine Anmeldung verknüpft
identity-added = Mit Ihrem Konto wurde eben eine Anmeldung von anderswo verknüpft. Wer das andere Konto hat, kann sich in diesem anmelden.
identity-added-not-you = Falls Sie das nicht waren, entfernen Sie sie sofort auf der Seite unten, wählen Sie ein neues Passwort und melden Sie sich überall sonst ab.
identity-added-link = Ihre verknüpften Anmeldungen

## Jemand soll ein Konto des Teams bekommen

invitation-subject = Ihr Konto für das Büro des Shops
invitation = Sie sind eingeladen, beim Betrieb des Shops zu helfen. Öffnen Sie den Link, wählen Sie Namen und Passwort und richten Sie einen Authenticator ein. Der Link gilt drei Tage lang und einmal.
invitation-link = Einladung annehmen
invitation-not-you = Geben Sie den Link nicht weiter: Wer ihn zuerst öffnet, bekommt das Konto. Wenn Sie nicht wissen, worum es geht, müssen Sie nichts tun.
staff-credential-subject = Ein weiterer Zugang zu Ihrem Konto im Büro des Shops
staff-passkey-added = Ihrem Konto im Büro des Shops wurde gerade ein Passkey hinzugefügt. Ab jetzt meldet er an.
staff-authenticator-set = Eine Einladung in Ihr Konto im Büro des Shops wurde gerade angenommen, mit neuem Passwort, neuem Authenticator und neuen Ersatzcodes. Was es vorher geöffnet hat, tut es nicht mehr.
staff-credential-not-you = Wenn Sie das nicht waren, sagen Sie es sofort denen, die den Shop betreiben: Ein Inhaber kann das Konto beenden, und über die Kommandozeile werden Sie neu eingeladen.
