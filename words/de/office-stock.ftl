### Texte der Seiten des Büros über den Bestand einer Variante und wo er liegt.

# Eine Variante.
location = Lager
not-sold-from = von hier wird nichts verkauft
movements = Was sich bewegt hat, und warum
no-movements = Noch hat sich nichts bewegt.
movement-when = Wann
movement-units = Stück
movement-why = Warum
reason-counted = Gezählt oder importiert
reason-ordered = Bestellung
reason-order-refused = Bestellung, die nicht bezahlt wurde
reason-order-cancelled = Bestellung, die storniert wurde
reason-returned = Zurückgekommen
reason-transferred = In ein anderes Lager gebracht
reason-import-undone = Import zurückgenommen
count = Zählen
units-counted = Stück dort
units-counted-hint = Ohne die Stücke bezahlter Bestellungen; mit denen von Bestellungen, die noch auf Zahlung warten.
bring = Umlagern
bring-same = Die Stücke sind schon dort: Wählen Sie ein anderes Lager, in das sie kommen.
bring-too-many = So viele lassen sich nicht umlagern: mindestens 1, und höchstens so viele, wie in dem Lager verkäuflich sind.
from = Von
to = Nach
units-brought = Stück
policy = Wenn keine mehr da sind
policy-label = Der Shop
policy-tracked = verkauft keine mehr
policy-backorder = verkauft weiter und schuldet sie
policy-untracked = zählt sie nicht: es ist immer da
limit = Höchstens schulden
limit-hint = Für den Weiterverkauf. Leer: beliebig viele.

# Lager.
locations = Lager
locations-hint = Bestellungen nehmen zuerst aus dem Lager mit der niedrigsten Zahl. Eines, von dem nichts verkauft wird, behält seinen Bestand; im Shop ist davon nichts zu sehen.
new-location = Neues Lager
make-location = Lager anlegen
location-code = Kürzel
location-code-hint = Kleine Buchstaben, Ziffern und Bindestriche, etwa laden-berlin. Es ändert sich nie.
location-name = Name
location-turn = Reihenfolge
location-turn-hint = Aus niedrigeren Zahlen wird zuerst genommen; das Hauptlager hat 0, wenn Sie es nicht geändert haben. Leer: hinter dem letzten.
sold-from = Wird verkauft
always-sold-from = wird immer verkauft
bad-location = Ein Lager hat ein Kürzel aus kleinen Buchstaben, Ziffern und Bindestrichen und als Reihenfolge eine ganze Zahl.
location-outdated = Jemand anders hat dieses Lager geändert, seit Sie die Seite geöffnet haben
policy-outdated = Jemand anders hat geändert, wie dieser Bestand geführt wird, seit Sie die Seite geöffnet haben
