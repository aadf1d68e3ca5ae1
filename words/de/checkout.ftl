### Texte der Kasse.

title = Kasse
back-to-cart = Zurück zum Warenkorb
change-cart = Warenkorb ändern
not-held = Das ist gerade sehr gefragt und kann nicht für Sie reserviert werden, während Sie tippen. Es gehört Ihnen, sobald Sie bestellen.
unanswered = Ihre Bestellung wurde gesendet, aber es kam keine Antwort
unanswered-more = Fragen Sie noch einmal: Ist die Bestellung angekommen, sehen Sie sie; wenn nicht, wird sie jetzt aufgegeben. Es ist in jedem Fall eine einzige Bestellung.
ask-again = Noch einmal fragen
forget = Nicht fragen

contact = Kontakt
email = E-Mail-Adresse
email-hint = Nur für die Bestellbestätigung.
have-account = Schon ein Konto? Anmelden
address = Lieferadresse
name = Vor- und Nachname
saved-addresses = Eine Ihrer Adressen verwenden
keep-address = Diese Adresse in meinem Konto aufheben
street = Straße und Hausnummer
billing = Rechnungsadresse
other-billing = Rechnung an eine andere Adresse
add-extra = Wohnung, Etage oder Firma ergänzen
extra = Wohnung, Etage, Firma
postal-code = Postleitzahl
city = Ort
region = Bundesstaat oder Provinz
country = Land
choose = Bitte wählen
delivery = Versand
free = Kostenlos
payment = Zahlung
test-mode = Testmodus: Diese Karten sind nicht echt, es fließt kein Geld.
test-accept = Testkarte, die angenommen wird
test-decline = Testkarte, die abgelehnt wird
test-challenge = Testkarte, deren Bank um Bestätigung bittet
test-async = Testüberweisung, über die später entschieden wird
card = Karte
card-hint = Ihre Karte geht an Stripe und berührt diesen Shop nicht.
other-card = Eine andere Karte
keep-card = Diese Karte für mein Konto aufheben
keep-card-more = Der Zahlungsdienst hebt sie auf, nicht der Shop. In Ihrem Konto können Sie sie jederzeit entfernen.
card-in-short = { $brand } mit den Endziffern { $last4 }, gültig bis { $expires }
card-no-script = Karten werden in Stripes eigenem Formular eingegeben, das JavaScript braucht. Schalten Sie es für diese Seite ein, um zu bezahlen.
card-unavailable = Stripe ist gerade nicht erreichbar. Ihr Warenkorb bleibt erhalten; versuchen Sie es gleich noch einmal.
card-not-set-up = Dieser Shop kann gerade keine Karten annehmen. Ihr Warenkorb bleibt erhalten.
summary = Ihre Bestellung
total = Gesamtsumme
to-pay = Zu zahlen
have-code = Rabattcode oder Geschenkkarte? Im Warenkorb einlösen
covered = Ihre Geschenkkarten bezahlen alles. Sonst wird nichts abgebucht.
tax = Steuern
place = Zahlungspflichtig bestellen
agreed = Mit der Bestellung stimmen Sie zu (öffnet einen neuen Tab):
read-also = Bitte lesen Sie auch (öffnet einen neuen Tab):
secure = Ihre Angaben werden verschlüsselt übertragen und nur für diese Bestellung verwendet.
bad-email = Geben Sie eine E-Mail-Adresse wie name@example.com ein.
bad-name = Geben Sie den Namen für das Paket ein: höchstens 120 Zeichen, keine davon unsichtbar.
bad-street = Geben Sie Straße und Hausnummer ein, höchstens 120 Zeichen.
bad-extra = Kürzen Sie diese Zeile auf 120 Zeichen.
bad-postal-code = Geben Sie die Postleitzahl so ein, wie sie im Land geschrieben wird.
bad-city = Geben Sie den Ort ein, höchstens 120 Zeichen.
bad-region = Geben Sie den Bundesstaat oder die Provinz ein, etwa CA oder California.
bad-country = Wählen Sie ein Land.
bad-delivery = Wählen Sie eine Versandart.
bad-payment = Wählen Sie eine Zahlungsart.

gift-card = Geschenkkarte •••• { $last-four }

code-refused = { $code } gilt nicht: { $why }

held = { $minutes ->
    [one] Noch { $minutes } Minute für Sie reserviert.
   *[other] Noch { $minutes } Minuten für Sie reserviert.
}

too-many-declines = { $minutes ->
    [one] Zu viele Zahlungen wurden abgelehnt. Ihr Warenkorb bleibt erhalten: Bitte warten Sie { $minutes } Minute und versuchen Sie es dann noch einmal oder zahlen Sie anders.
   *[other] Zu viele Zahlungen wurden abgelehnt. Ihr Warenkorb bleibt erhalten: Bitte warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal oder zahlen Sie anders.
}

delivery-method = { $method ->
    [standard] Standard
    [express] Express
   *[pickup] Abholung
}

delivery-time = { $method ->
    [standard] 3 bis 5 Werktage
    [express] nächster Werktag
   *[pickup] Sie holen es ab
}

delivery-days = { $from } bis { $to } Werktage

delivery-in-days = { $days ->
    [0] am selben Werktag
    [one] nächster Werktag
   *[other] { $days } Werktage
}

delivery-by = mit { $carrier }

no-delivery = An diese Adresse liefern wir nicht, was in Ihrem Warenkorb liegt. Bitte wählen Sie eine andere, oder bestellen Sie weniger.

includes-tax = inkl. { $tax } MwSt.

no-tax-in = Für Lieferungen nach { $place } wird keine Mehrwertsteuer berechnet. Bei der Einfuhr können dort Abgaben anfallen.
