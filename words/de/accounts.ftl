### Texte zu Konten.

login = Anmelden
register = Konto eröffnen
account = Ihr Konto
email = E-Mail-Adresse
password = Passwort
new-password = Passwort wählen
password-hint = Mindestens 10 Zeichen. Ein paar zufällige Wörter sind leicht zu merken und schwer zu erraten.
name = Ihr Name
no-account = Neu hier?
have-account = Schon ein Konto?
why = Mit einem Konto finden Sie Ihre Bestellungen wieder. Bestellen können Sie auch ohne.
logout = Abmelden
hello = Guten Tag
bad-email = Geben Sie eine E-Mail-Adresse wie name@example.com ein.
bad-password = Wählen Sie ein Passwort mit 10 bis 200 Zeichen.
bad-name = Geben Sie Ihren Namen ein: höchstens 80 Zeichen, keine davon unsichtbar.
no-password = Geben Sie Ihr Passwort ein.
delete = Konto löschen
delete-goes = Ihr Name, Ihre E-Mail-Adresse, Ihre gespeicherten Adressen und Ihr Passwort werden sofort gelöscht, und Sie werden überall abgemeldet. Das lässt sich nicht rückgängig machen.
delete-stays = Ihre Bestellungen und Rechnungen bleiben so lange, wie das Steuerrecht es verlangt, gehören aber zu keinem Konto mehr. Die Links in unseren Mails dazu öffnen sie weiterhin.
wrong-password = Das ist nicht das Passwort Ihres Kontos.
delete-now = Mein Konto jetzt löschen
delete-not = Konto behalten
deleted = Ihr Konto wurde gelöscht
deleted-more = Sie sind abgemeldet, und was im Konto stand, ist weg.

## Mit Code oder Link anmelden

code-login = Mit einem Code anmelden
code-why = Wir schicken einen Code an Ihre E-Mail-Adresse. Ein Passwort brauchen Sie dafür nicht.
forgotten = Passwort vergessen?
forgotten-more = Wir schicken einen Code an Ihre E-Mail-Adresse. Wenn Sie ihn eingegeben haben, wählen Sie ein neues Passwort.
code-send = Code schicken
code-have = Ich habe einen Code
code-sent = Falls es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Code dorthin unterwegs.
code-sent-more = Das kann eine Minute dauern. Nichts da? Sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse. Von mehreren E-Mails zählt die neueste.
code-too-often = Eben wurden zu oft Codes angefordert. Wenn eine E-Mail gekommen ist, verwenden Sie die neueste; sonst versuchen Sie es bitte in einer Viertelstunde noch einmal.
registered = Bitte sehen Sie in Ihr Postfach
registered-more = Eine E-Mail ist unterwegs an die Adresse, die Sie angegeben haben. Geben Sie den Code daraus hier ein, oder öffnen Sie den Link darin in diesem Browser: Dann sind Sie angemeldet.
registered-guest = Sie müssen nicht warten: Was Sie inzwischen mit dieser Adresse bestellen, steht in Ihrem Konto, sobald die Adresse bestätigt ist.
registered-checkout = Weiter zur Kasse
registered-shop = Weiter einkaufen
code = Code
code-hint = Acht Ziffern; sie gelten einmal und 10 Minuten lang.
bad-code = Geben Sie die acht Ziffern aus der E-Mail ein.
code-again = Neuen Code schicken
link-login = Anmelden
link-more = Sie haben den Link aus unserer E-Mail geöffnet. Mit diesem Knopf melden Sie sich hier an.
link-replaces = Hier ist schon jemand angemeldet. Mit diesem Knopf tritt das Konto an die Stelle, um das es in der E-Mail geht.
link-missing = Der Link ist nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie ihn bis zum letzten Buchstaben.
verify = Bitte bestätigen Sie Ihre E-Mail-Adresse
verify-more = Wir haben Ihnen eine E-Mail mit einem Code geschickt. Bestellungen, die Sie mit der Adresse ohne Anmeldung aufgegeben haben, stehen hier erst, wenn sie bestätigt ist.
verify-now = Adresse bestätigen

## Das Passwort ändern

new-password-title = Neues Passwort wählen
change-password = Passwort ändern
change-password-more = Sie werden überall sonst abgemeldet, und Codes, die wir vorher geschickt haben, gelten nicht mehr.
common-password = Dieses Passwort wird als erstes geraten. Bitte wählen Sie ein anderes.
password-changed = Das Passwort wurde geändert. Sie sind überall sonst abgemeldet.
recent-needed = Dafür müssen Sie sich in den letzten zehn Minuten angemeldet haben.
login-again = Noch einmal anmelden

## Die E-Mail-Adresse ändern

change-email = E-Mail-Adresse ändern
change-email-more = Wir schicken einen Code an die neue Adresse. Bis Sie ihn hier eingegeben haben, ändert sich nichts.
new-email = Neue E-Mail-Adresse
email-now = Ihre Adresse ist { $email }.
email-code-sent = Falls diese Adresse genommen werden kann, ist eine E-Mail mit einem Code dorthin unterwegs.
email-changed = Die E-Mail-Adresse wurde geändert. Sie sind überall sonst abgemeldet.

## Wo jemand angemeldet ist

sessions = Wo Sie angemeldet sind
session-here = Dieser Browser
session-unknown = Unbekannter Browser
session-used = Zuletzt benutzt am { $day }, { $time } UTC
session-opened = Angemeldet seit { $day }, { $time } UTC
session-end = Dort abmelden
sessions-end = Überall sonst abmelden
session-end-which = Von { $browser } abmelden

## Passkeys

passkey-login = Mit Passkey anmelden
passkeys = Passkeys
passkeys-why = Ein Passkey meldet Sie mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts an. Sie müssen sich nichts merken, und er gilt auf keiner Seite außer unserer.
passkeys-none = Ihr Konto hat noch keinen Passkey.
passkey-add = Passkey hinzufügen
passkey-added = Der Passkey wurde hinzugefügt.
passkey-recent = Um einen Passkey hinzuzufügen, müssen Sie sich in den letzten zehn Minuten angemeldet haben.
passkey-needs-script = Passkeys brauchen JavaScript. Passwort und Code gehen ohne.
passkey-unsupported = Dieser Browser hat hier keine Passkeys. Passwort und Code gehen wie bisher.
passkey-cancelled = Es ist nichts geschehen: Es wurde abgebrochen oder dauerte zu lange. Bitte versuchen Sie es noch einmal, oder melden Sie sich anders an.
passkey-not-made = Es wurde kein Passkey angelegt: Es wurde abgebrochen oder dauerte zu lange. Sie können es noch einmal versuchen.
passkey-there = Dieses Gerät hat schon einen Passkey Ihres Kontos.
passkey-broken = Ihr Browser konnte das hier nicht. Bitte versuchen Sie es noch einmal, oder nehmen Sie Passwort oder Code.
passkey-unnamed = Passkey
passkey-name = Wie Sie ihn nennen
bad-passkey-name = Nennen Sie ihn irgendwie: höchstens 60 Zeichen, keines davon unsichtbar.
passkey-rename = Umbenennen
passkey-rename-which = { $name } umbenennen
passkey-remove = Entfernen
passkey-remove-which = { $name } entfernen
passkey-made = Hinzugefügt am { $day }
passkey-used = Zuletzt benutzt am { $day }
passkey-unused = Noch nicht benutzt
passkey-elsewhere = Was Sie hier entfernen, führt Ihr Gerät weiter auf, bis Sie es auch dort löschen.

## Anmelden über einen Anbieter

provider-login = Weiter mit { $provider }
identities = Verknüpfte Anmeldungen
identities-why = Melden Sie sich hier mit einem Konto an, das Sie anderswo haben. Wir erfahren, wer Sie dort sind, und Adresse und Namen, wenn Sie es erlauben.
identities-none = Mit Ihrem Konto ist keine Anmeldung von anderswo verknüpft.
identity-add = { $provider } verknüpfen
identity-recent = Um eine Anmeldung zu verknüpfen, müssen Sie sich in den letzten zehn Minuten angemeldet haben.
identity-made = Verknüpft am { $day }
identity-last = Danach öffnet nur noch ein Code per Mail Ihr Konto. Erreicht Sie die Post an Ihre Adresse noch?
identity-remove-anyway = { $name } trotzdem entfernen
identity-elsewhere = Was Sie hier entfernen, können Sie wieder verknüpfen. Auf der anderen Seite ändert sich nichts.
join = Noch ein Schritt
join-new = { $provider } hat uns gesagt, dass Sie es sind. Damit ist noch kein Konto bei uns verknüpft.
join-as = Dort sind Sie { $who }.
join-open = Neues Konto eröffnen
join-open-more = Wir schicken einen Code an die Adresse, um zu sehen, dass Post Sie erreicht. Ein Passwort brauchen Sie nicht.
join-link = Mit einem Konto verknüpfen, das Sie hier haben
join-link-more = Melden Sie sich so an, wie Sie es gewohnt sind. Dann können Sie { $provider } verknüpfen.
join-logged-in = Sie sind hier als { $email } angemeldet. Möchten Sie dieses Konto von jetzt an auch so öffnen?

## Was ein Konto über seinen Menschen sagt

details = Name, Sprache und Währung
details-market = Sprache und Währung
details-market-hint = So sehen Sie den Shop, wenn Sie sich angemeldet haben.
details-save = Speichern

## Das Adressbuch

addresses = Ihre Adressen
addresses-more = An der Kasse füllt ein Klick sie ein.
addresses-none = Noch ist keine Adresse gespeichert.
address-add = Adresse hinzufügen
address-edit = Adresse ändern
address-save = Adresse speichern
address-change = Ändern
address-change-which = { $address } ändern
address-remove = Entfernen
address-remove-which = { $address } entfernen
address-for-parcels = Pakete gehen hierhin
address-for-invoices = Rechnungen gehen hierhin
address-use-for-parcels = Pakete hierhin schicken, wenn ich nichts anderes sage
address-use-for-invoices = Rechnungen hierhin schicken, wenn ich nichts anderes sage

## Was gespeichert ist, und wozu zugestimmt wurde

data = Ihre Daten
newsletter = Newsletter
newsletter-text = Der Shop darf mir Neues über seine Produkte per E-Mail schicken. Ich kann das hier jederzeit beenden.
newsletter-agree = Ich stimme zu
newsletter-since = Sie haben am { $day } zugestimmt.
newsletter-end = Newsletter beenden
confirm-first = Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse, auf der Seite Ihres Kontos.
export = Eine Kopie Ihrer Daten
export-more = Eine Datei (JSON) mit allem, was wir über Sie gespeichert haben: Konto, Adressen, Zustimmungen, Sitzungen, Bestellungen und Warenkörbe. Der Link geht zehn Minuten lang, nachdem Sie sich angemeldet haben.
export-now = Kopie herunterladen

## Karten

cards = Ihre Karten
cards-more = Der Zahlungsdienst hebt diese Karten für Sie auf; der Shop kennt ihre Nummern nicht. An der Kasse zahlen Sie mit einem Klick, und Ihre Bank bittet Sie vielleicht um eine Bestätigung.
cards-none = Es ist keine Karte aufgehoben. Wenn Sie bestellen, können Sie eine aufheben lassen.
card-remove = Entfernen
card-remove-which = { $card } entfernen
