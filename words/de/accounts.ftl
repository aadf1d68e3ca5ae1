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
delete-goes = Ihr Name, Ihre E-Mail-Adresse und Ihr Passwort werden sofort gelöscht, und Sie werden überall abgemeldet. Das lässt sich nicht rückgängig machen.
delete-stays = Ihre Bestellungen und Rechnungen bleiben so lange, wie das Steuerrecht es verlangt, gehören aber zu keinem Konto mehr. Die Links in unseren Mails dazu öffnen sie weiterhin.
delete-now = Mein Konto jetzt löschen
delete-not = Konto behalten
deleted = Ihr Konto wurde gelöscht
deleted-more = Sie sind abgemeldet, und was im Konto stand, ist weg.
