### Texte der Seiten des Büros über Bestellungen: was mehrere von ihnen aus den Regalen brauchen, und Geld, das von Hand eingezogen wird.

# Picklisten.
pick-list = Pickliste
pick-list-make = Pickliste erstellen
pick-list-hint = Wählen Sie oben Bestellungen: Die Liste sagt, was aus den Regalen zu nehmen ist, nach Lager und Artikelnummer, und für welche Bestellung.
pick-list-print = Als PDF drucken
pick-list-none = Es ist nichts zu nehmen: Alles ist in Sendungen, oder die Bestellungen sind nicht bezahlt oder storniert.
pick-list-no-choice = Wählen Sie mindestens eine Bestellung.
pick-list-of = Für diese Bestellungen
pick-list-left-out = Ausgelassen, weil nichts davon zu packen ist
pick-list-nowhere = Ohne Lager: der Bestand wird nicht gezählt
pick-list-shares = Davon für
pick-list-note = Was noch in keiner Sendung ist. Ein Set steht hier mit dem, woraus es besteht.
