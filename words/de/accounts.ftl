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
