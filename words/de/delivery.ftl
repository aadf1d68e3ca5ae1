delivery = Versand
intro = Jede Adresse liegt in einer Zone. Eine Zone hat ihre eigenen Versandarten, jede mit ihren Gebühren. Bestellungen behalten, was berechnet wurde.
built-in = Noch ist nichts eingestellt: Das sind die Gebühren, mit denen der Shop gebaut wurde.
zones = Zonen
zone = Zone
new-zone = Neue Zone
change = Ändern
places = Wohin
ways = Versandarten
none = Dorthin wird nichts versandt.
name = Name der Zone
name-hint = Nur das Team liest ihn.
countries = Ganze Länder
countries-hint = Ohne die Teile, die eine andere Zone unten nennt.
areas = Teile von Ländern
areas-hint = Einer je Zeile: ein Land mit dem Anfang seiner Postleitzahlen, etwa „DE 10-14“ oder „FR 20“, oder ein Gebiet mit seinem Wort, etwa „helgoland“ oder „canary_islands“.
offered = In dieser Zone angeboten
shown-name = Name für Kundschaft
shown-name-hint = Solange das leer ist, nimmt der Shop sein eigenes Wort.
carrier = Zustellt
days-from = Werktage, mindestens
days-to = Werktage, höchstens
days-hint = Eines von beiden genügt. Solange beide leer sind, sagt der Shop, was üblich ist.
fee-hint = Ein Betrag, etwa „4,90“. Nach Gewicht eine Zeile je Stufe: „1000 g: 4,90“, bis zu diesem Gewicht. Nach dem Preis der Ware eine Zeile je Stufe: „0: 6,90“, ab diesem Preis.
remove-zone = Zone entfernen
remove-meaning = Wer dort wohnt, erfährt, dass der Shop nicht dorthin liefert, es sei denn, eine andere Zone nennt die Adresse. Bestellungen bleiben, wie sie sind.
outdated = Jemand anders hat den Versand geändert, seit Sie diese Seite geöffnet haben
outdated-hint = Es wurde nichts gespeichert. Was Sie getippt haben, ist noch da; speichern Sie noch einmal, damit es gilt, zusätzlich zu dem, was geändert wurde.
try-it = Ausprobieren
try-hint = Was es kosten würde, etwas irgendwohin zu schicken, nach dem, was jetzt eingestellt ist.
market = Markt
country = Land
postal-code = Postleitzahl
value = Preis der Ware
grams = Gewicht in Gramm
tax-class = Wie sie besteuert wird
on = Bestellt am
on-hint = Ein Tag wie 2027-01-01; heute, wenn es leer ist.
result = Was es kosten würde
way = Art
fee = Gebühr
tax = Steuer
total = Summe
not-offered = Dorthin nicht angeboten
bad-name = Geben Sie der Zone einen Namen, an dem das Team sie erkennt.
bad-place = Eine Zeile nennt keinen Teil eines Landes. Schreiben Sie „DE 10-14“, „FR 20“ oder „helgoland“.
bad-days = Das ist keine Zahl von Werktagen. Schreiben Sie ganze Zahlen, die kleinere zuerst, oder lassen Sie beide leer.
bad-fee = Eine Gebühr ist nicht lesbar. Schreiben Sie einen Betrag wie „4,90“ oder eine Stufe je Zeile wie „1000 g: 4,90“ oder „30: 3,90“, und nicht beides.
bad-number = Schreiben Sie eine Zahl ohne Vorzeichen und mit höchstens so vielen Nachkommastellen, wie die Währung hat.

fee-in = Gebühr in { $currency }

free-from-in = Frei ab, in { $currency }

remove-question = Die Zone „{ $zone }“ entfernen?

saved = Die Zone „{ $zone }“ ist gespeichert. Seiten und Warenkörbe folgen sofort.

class = { $class ->
    [standard] Regelsatz
    [intermediate] mittlerer Satz
    [reduced] ermäßigter Satz
    [super-reduced] stark ermäßigter Satz
   *[zero] gar nicht
}
