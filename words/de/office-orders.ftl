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

# Eine Zahlung von Hand einziehen.
capture = Zahlung jetzt einziehen
capture-now = { $amount } einziehen
capture-meaning = Für diese Bestellung sind { $amount } vorgemerkt: alles, was nicht storniert wurde. Von selbst wird der Betrag eingezogen, wenn die erste Sendung das Haus verlässt. Eine Zahlung wird einmal eingezogen, und was übrig bleibt, gibt der Zahlungsanbieter frei: Stornieren Sie vorher, was Sie nicht versenden. Was eingezogen ist, geht nur als Erstattung zurück.
capture-under-way = Die Zahlung wird gerade eingezogen. Sehen Sie in einer Minute noch einmal nach.
capture-refused = Die Zahlung konnte nicht eingezogen werden
capture-refused-meaning = Es wurde nichts eingezogen. Was eine Bank für eine Bestellung vormerkt, endet nach einigen Tagen. Ist es wieder vorgemerkt, versuchen Sie es noch einmal; sonst bitten Sie die Kundin oder den Kunden, neu zu bestellen, und stornieren Sie diese Bestellung.

# Mails, die noch einmal gehen.
mail-under-way = Die Mail ist unterwegs.
