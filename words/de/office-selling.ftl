### Texte der Seiten des Büros darüber, was verkauft wird und an wen: Aktionen, Geschenkkarten, Kollektionen, Suchen, Kundschaft.

promotions = Aktionen
promotions-none = Es gibt noch keine Aktionen.
new-promotion = Neue Aktion
make-promotion = Aktion anlegen
what-shoppers-read = Was die Kundschaft liest
code = Code
code-hint = Was man eingibt, um sie zu bekommen, etwa SUMMER10. Leer: Sie gilt von selbst.
by-itself = von selbst
what-it-gives = Was sie gewährt
kind-percent = Prozent Nachlass
kind-amount = Ein Betrag Nachlass
kind-free-delivery = Kostenloser Versand
kind-buy-get = Einige kaufen, einige billiger bekommen
percent = Prozent
percent-hint = Für Prozent Nachlass; und wie viel billiger die Stücke sind, die man bekommt: ganz umsonst, wenn leer.
amount = Betrag
buy = Gekaufte Stücke
buy-hint = Für „Einige kaufen, einige billiger bekommen“.
get = Billigere Stücke
free-by = Kostenlos nur mit
free-by-hint = Nichts gewählt: mit jeder Versandart.
what-for = Wofür sie gilt
what-for-hint = Nichts gewählt: für die ganze Bestellung.
skus = Einzelne Artikelnummern, eine in jeder Zeile
minimum = Mindestens muss ausgegeben werden
minimum-hint = Für das, wofür sie gilt. In einer Währung, die leer bleibt, während eine andere es nicht ist, gibt es die Aktion nicht.
when = Wann und wie oft
starts = Ab
ends = Bis
uses = Höchstens so viele Bestellungen
uses-each = Höchstens so viele Bestellungen einer Person
empty-hint = Leer: ohne Grenze.
beside-others = Neben anderen Aktionen
priority = Reihenfolge
priority-hint = Niedrigere Zahlen kommen zuerst.
exclusive = Sie teilt sich nie eine Bestellung mit einer anderen
used = Benutzt
promotion-on = Zu haben
promotion-off = Beendet
promotion-fixed = Was sie gewährt, ändert sich nie, denn Bestellungen beziehen sich darauf. Beenden Sie sie und legen Sie eine andere an.
end-promotion = Beenden
end-promotion-meaning = Ab jetzt ist sie nicht mehr zu haben. Sie lässt sich wieder aufnehmen.
resume-promotion = Wieder aufnehmen
whole-order = Die ganze Bestellung
bad-amount = Das ist kein Betrag. Schreiben Sie ihn wie 12,50 und ohne mehr Nachkommastellen, als die Währung hat.
bad-percent = Das sind keine Prozent von 0,01 bis 100.
bad-number = Das ist keine ganze Zahl.
bad-code = Ein Code hat 3 bis 40 Buchstaben, Ziffern und Bindestriche.
bad-time = Das ist kein Tag mit Uhrzeit.
bad-sku = Eine dieser Zeilen ist keine Artikelnummer.
no-kind = Wählen Sie, was die Aktion gewährt.
delivery-method = { $method ->
    [standard] Standard
    [express] Express
   *[pickup] Abholung
}

gift-cards = Geschenkkarten
gift-cards-none = Es gibt noch keine Geschenkkarten.
issue-gift-card = Geschenkkarte ausstellen
currency = Währung
expires = Läuft ab
note = Notiz
note-hint = Wofür sie ausgestellt wird. Nur für das Personal.
balance = Guthaben
block = Sperren
unblock = Wieder zahlen lassen
blocked = Gesperrt
pays = Gültig
gift-card-once = Kopieren Sie den Code jetzt: Er wird nur dieses eine Mal gezeigt, und niemand bewahrt ihn auf.
gift-card-shown = Der Code wurde schon gezeigt, und niemand bewahrt ihn auf. Sperren Sie die Karte und stellen Sie eine andere aus.
gift-card-issued = Eine Geschenkkarte über { $amount } ist ausgestellt

new-collection = Neue Kollektion
on-sale = Produkte im Verkauf
place-among = Platz (niedrigster zuerst)
collection-stands-under = Steht unter
collection-stands-under-hint = Ihre Seite zeigt dann den Weg zu ihr, und die Seite der Kollektion darüber führt zu ihr. Was unter ihr steht, zieht mit um.
collection-at-the-top = keiner: ganz oben
collection-address-hint = Eine Adresse, die sie hatte, führt dauerhaft zu der, die sie hat.
collection-has-others = Sie lässt sich nicht löschen, solange diese unter ihr stehen. Ordnen Sie diese anderswo ein, oder löschen Sie sie zuerst.
collection-has-rule = Eine Regel füllt sie. Speichern Sie die Regel ohne Bedingung, dann ist nichts darin, oder beenden Sie die Regel und nehmen Sie die Produkte heraus; dann lässt sie sich löschen.
collection-has-products = Es sind Produkte darin, vielleicht auch welche, die nicht im Verkauf sind. Nehmen Sie sie heraus, dann lässt sie sich löschen.
no-picture = kein Bild
collection-picture = Bild
collection-picture-hint = Zur Wahl stehen die neuesten Bilder des Shops.
picture-kept = Wie jetzt
collection-products = Was darin ist
collection-products-hint = Adressen oder Artikelnummern von Produkten, eine in jeder Zeile. In der Liste der Produkte geht es für mehrere auf einmal.
put-in = Aufnehmen
take-out = Herausnehmen
collection-by-rule = Eine Regel nimmt sie auf und heraus.
to-its-rule = Zu ihrer Regel
see-collection-products = Die Produkte darin ansehen
take-all-out = Alle herausnehmen
collection-count = { $count ->
    [0] Es ist kein Produkt darin.
    [one] { $count } Produkt ist darin, im Verkauf oder nicht.
   *[other] { $count } Produkte sind darin, im Verkauf oder nicht.
}
collection-order = In welcher Reihenfolge
come-first = Diese kommen zuerst
come-first-hint = Adressen oder Artikelnummern von Produkten, die darin im Verkauf sind, eine in jeder Zeile, in ihrer Reihenfolge. Die anderen folgen, wie sie angelegt wurden.
order-outdated = Nichts wurde gespeichert. Was Sie geschrieben haben, steht noch da; speichern Sie noch einmal, wenn es gelten soll.
collection-rule = Von einer Regel gefüllt
collection-rule-none = Sie wird bisher von Hand gefüllt.
collection-rule-filling = Sie wird gerade gefüllt: Noch ist nicht jedes Produkt angesehen.
collection-rule-hint = Was so ist, kommt von selbst hinein und geht, wenn es nicht mehr so ist: sofort, wo ein Produkt geändert wird, sonst binnen einiger Sekunden. Ohne Bedingung ist nichts darin.
collection-rule-match = Von den Bedingungen
collection-rule-all = müssen alle gelten
collection-rule-any = genügt eine
condition = Bedingung
condition-name = Angabe oder Währung
condition-value = Wert
condition-brand = Marke ist
condition-title = Name enthält
condition-attribute = Angabe ist
condition-price-from = Preis ab
condition-price-to = Preis bis
condition-reduced = Reduziert
condition-released = Vor höchstens so vielen Tagen erschienen
condition-hint = Zu „Angabe ist“ gehört der Schlüssel der Angabe, zu Preisen eine Währung wie EUR; „Reduziert“ braucht nichts.
condition-bad = Eine Bedingung ist nicht zu lesen. Ein Preis braucht eine Währung wie EUR und einen Betrag wie 12,50; Tage sind eine ganze Zahl.
save-collection-rule = Regel speichern
see-what-it-finds = Ansehen, was sie findet
end-collection-rule-meaning = Die Regel ist dann fort. Was in der Kollektion ist, bleibt darin, und Sie nehmen von Hand auf und heraus.
end-collection-rule = Wieder von Hand füllen, mit dem, was darin ist
by-rule = nach Regel
rule-finds = { $found ->
    [one] Sie findet { $found } Produkt.
   *[other] Sie findet { $found } Produkte.
}
rule-looked-at = Nur die ersten { $examined } Produkte wurden angesehen.
delete-collection = Diese Kollektion endgültig löschen?
delete-collection-meaning = Ihre Adresse führt dann nirgendwohin. Löschen lässt sich nur eine Kollektion, in der nichts ist und unter der keine steht.
collection-deleted = Die Kollektion wurde gelöscht.
collection-outdated = Jemand anderes hat diese Kollektion geändert, seit Sie sie geöffnet haben
outdated-hint = Nichts wurde gespeichert. Was Sie geschrieben haben, steht noch da; wo inzwischen etwas anderes eingestellt ist, steht es unter dem Feld. Speichern Sie noch einmal, wenn Ihre Fassung gelten soll.
no-such-product = Es gibt kein Produkt „{ $line }“. Schreiben Sie seine Adresse, etwa harbour-mug, oder eine Artikelnummer.
no-such-collection-address = „{ $line }“ ist keine Adresse einer Kollektion. Schreiben Sie sie, wie sie im Browser steht, etwa becher.

search-rules = Suchregeln
search-rules-hint = Wörter, die dasselbe bedeuten oder nichts sagen, was zuerst, früher oder zuletzt kommt, und Seiten, die bei genau dieser Suche gezeigt werden. Regeln gelten für die Kundschaft einer Sprache.
search-rules-none = Es gibt noch keine Regeln.
new-rule = Neue Regel
make-rule = Regel anlegen
rule-does = Was sie tut
rule-synonyms = Diese bedeuten dasselbe
rule-one-way = Wer danach sucht, findet auch diese
rule-stop = Diese sagen nichts und werden nicht gesucht
rule-pin = Diese Produkte kommen zuerst
rule-boost = Diese Produkte kommen etwas früher
rule-boost-brands = Produkte dieser Marken kommen etwas früher
rule-boost-collections = Produkte dieser Kollektionen kommen etwas früher
rule-bury = Diese Produkte kommen zuletzt
rule-redirect = Die Suche führt zu dieser Seite
rule-language = Sprache
rule-phrase = Suche
rule-phrase-hint = Leer lassen bei Wörtern, die dasselbe bedeuten oder nichts sagen. Was früher kommt, tut das bei jeder Suche, wenn das Feld leer ist.
rule-lines = Wörter, Produkte oder eine Seite
rule-lines-hint = Eines in jeder Zeile: Wörter oder Wendungen; oder Adressen oder Artikelnummern von Produkten, in der Reihenfolge, in der sie kommen; oder Marken; oder Adressen von Kollektionen. Von einer Seite ihr Pfad, etwa /pages/returns.
rule-gone-meaning = Ab jetzt finden Suchen wieder, was sie vorher fanden.
pinned = „{ $query }“: zuerst kommen
buried = „{ $query }“: zuletzt kommen
boosted = „{ $query }“: etwas früher kommen
boosted-always = Bei jeder Suche kommen etwas früher
stopped = Nicht gesucht: { $phrases }

fetches = Geholte Bilder
fetches-hint = Bilder werden nur von Rechnern geholt, die erlaubt wurden.
fetches-none = Noch wurde kein Bild geholt.
fetch = Bild holen
fetch-again = Noch einmal holen
fetch-address = Wo es liegt
fetch-product = Für welches Produkt
fetch-product-hint = Seine Adresse oder eine Artikelnummer. Es wird das letzte Bild des Produkts; leer: für keines.
fetch-asked = Das Bild wird geholt.
fetch-waiting = Wird geholt
fetch-done = Ist da
fetch-failed = Wurde nicht geholt

customers = Kundschaft
search-customers-hint = Wie die E-Mail-Adresse beginnt
customer-name = Name
opened = Konto eröffnet
confirmed = Adresse bestätigt
not-confirmed = noch nicht
no-orders = Noch keine Bestellungen.
market = Markt
all-orders = Alle Bestellungen
their-browsers = Wo angemeldet ist
log-out = Überall abmelden
log-out-meaning = Für alle, die ein Gerät verloren haben und Sie darum bitten: Jeder Browser ist sofort abgemeldet. Passwort, Passkeys und verknüpfte Anmeldungen bleiben, wie sie sind. Dass Sie es getan haben, wird festgehalten.
logged-out = Das Konto ist überall abgemeldet.
their-rights = Was gespeichert ist
export = Alles Gespeicherte ausgeben
export-meaning = Wer danach fragt, kann alles bekommen, was der Shop speichert, und das Konto beenden lassen. Dass Sie es ausgegeben haben, wird festgehalten.
erase = Konto beenden
erase-question = Dieses Konto endgültig beenden?
erase-meaning = Name, Adresse, Adressbuch, Einwilligungen und Warenkörbe sind fort, und überall wird abgemeldet. Bestellungen bleiben so lange, wie das Gesetz es verlangt, ohne das Konto. Das lässt sich nicht zurücknehmen.
erase-type = Geben Sie die E-Mail-Adresse noch einmal ein
erase-mistyped = Das ist nicht die Adresse des Kontos. Nichts wurde getan.
customer-erased = Das Konto wurde beendet.

price-lists = Preislisten
price-lists-none = Es gibt noch keine Preisliste.
price-lists-meaning = Niedrigere Preise ab einer Menge, für alle oder für eine Kundengruppe. In Warenkorb und Bestellung gilt der niedrigste Preis, der erreicht ist.
new-price-list = Neue Preisliste
price-list-name = Name
price-list-name-hint = Nur für Sie; Kunden sehen ihn nicht.
price-list-group = Für wen
price-list-group-hint = Preise einer Gruppe sieht, wer in ihr ist, im eigenen Warenkorb. Die für alle stehen auch auf den Produktseiten.
price-list-prices = Preise
price-list-prices-hint = Einer je Zeile: Artikelnummer; ab wie vielen Stück; Preis je Stück, etwa BECHER; 10; 8,90. Für alle ab 2 Stück.
price-list-delete = Preisliste entfernen
price-list-delete-meaning = Warenkörbe kosten von da an, was die Varianten kosten. Bestellungen behalten ihre Preise.
everybody = Alle
bad-group = Diese Kundengruppe gibt es nicht. Wählen Sie eine aus der Liste.
customer-groups = Kundengruppen
customer-groups-none = Es gibt noch keine Gruppe.
customer-groups-meaning = Wer in einer Gruppe ist, zahlt die Preise ihrer Preislisten. In eine Gruppe nehmen Sie ein Konto auf dessen Seite auf.
new-customer-group = Name einer neuen Gruppe
make-customer-group = Gruppe anlegen
customer-group = Gruppe
customer-group-hint = Nach ihr richtet sich, welche Preislisten im Warenkorb gelten.
no-customer-group = Keine
members = Konten
group-gone-meaning = { $members ->
    [0] Niemand ist darin.
    [one] { $members } Konto zahlt dann die gewöhnlichen Preise. Dass es in der Gruppe war, wird nicht aufgehoben.
   *[other] { $members } Konten zahlen dann die gewöhnlichen Preise. Dass sie in der Gruppe waren, wird nicht aufgehoben.
}

bad-price-line = Zeile { $number } ist nicht wie „BECHER; 10; 8,90“: Artikelnummer; ab 1 bis 99 Stück; Preis je Stück, ohne mehr Nachkommastellen, als die Währung hat.
promotion-outdated = Jemand anders hat diese Aktion geändert, seit Sie sie geöffnet haben
