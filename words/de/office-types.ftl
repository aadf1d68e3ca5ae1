### Texte der Seiten des Büros über Produktarten und über ihre Felder im Editor eines Produkts.

product-types = Produktarten
product-type = Produktart
product-types-hint = Welche Arten von Produkten es gibt und welche Angaben jede verlangt. Ein Becher sagt, wie viel er fasst, ein Mantel seine Größen.
new-product-type = Neue Produktart
no-product-types = Noch gibt es keine Produktart.
delete-product-type = Diese Produktart löschen
delete-product-type-meaning = Die Produktart ist für immer fort. Was über ihre Angaben bekannt ist, bleibt.

# Variables:
#   $count (Number) - how many products
type-in-use = { $count ->
    [one] { $count } Produkt ist von dieser Art, vielleicht nicht im Verkauf. Geben Sie ihm zuerst eine andere oder keine.
   *[other] { $count } Produkte sind von dieser Art, manche vielleicht nicht im Verkauf. Geben Sie ihnen zuerst eine andere oder keine.
}
type-deleted = Die Produktart wurde gelöscht.
type-name-needed = Eine Produktart braucht einen Namen auf Englisch.
type-products = Produkte
handle = Kurzname
handle-hint = Unter diesem Namen kennen Dateien und Programme die Produktart. Er bleibt, wie er ist. Bleibt das Feld leer, entsteht er aus dem englischen Namen.
asked-attributes = Angaben, die sie verlangt
asked-hint = Der Editor eines Produkts zeigt sie in dieser Reihenfolge. Ohne die, die nötig sind, kommt kein Produkt dieser Art in den Verkauf.
asked-fact = Angabe
asked-place = Platz
asked-required = Pflichtangabe
ask-for-more = Mehr verlangen
known-fact = Angabe, die es bei Produkten gibt
choose-fact = Keine
made-fact = Eine Angabe, die noch kein Produkt hat
type-outdated = Inzwischen hat jemand anderes diese Produktart geändert. Hier steht, was jetzt gilt.
type-outdated-hint = Nichts wurde gespeichert. Der Name und was dazukommen sollte, stehen noch so da, wie Sie es geschrieben haben; ändern Sie das Übrige noch einmal, und speichern Sie wieder.

# Variables:
#   $count (Number) - how many products
gaps = { $count ->
    [0] Keinem Produkt im Verkauf fehlt eine dieser Angaben.
    [one] { $count } Produkt im Verkauf fehlt etwas
   *[other] { $count } Produkten im Verkauf fehlt etwas
}

# Variables:
#   $count (Number) - how many products
gaps-or-more = { $count ->
    [0] Keinem der ersten Produkte im Verkauf fehlt eine dieser Angaben. Es sind mehr, als hier angesehen werden.
    [one] Mindestens { $count } Produkt im Verkauf fehlt etwas
   *[other] Mindestens { $count } Produkten im Verkauf fehlt etwas
}
gaps-hint = Sie bleiben im Verkauf. Was fehlt, lässt sich im Editor jedes Produkts angeben.
gap-missing = fehlt
gap-wrong-kind = verlangt ist etwas anderes
gap-wrong-unit = verlangt ist eine andere Einheit

# Im Editor eines Produkts.
no-product-type = Keine
type-hint = Die Felder einer anderen Art kommen, wenn das Produkt gespeichert wird. Im Verkauf hat es alles, was seine Art nötig macht.
not-as-asked = Die Art dieses Produkts verlangt dies, und es fehlt oder ist etwas anderes.
lacks = Im Verkauf, aber seine Art verlangt mehr
of-a-choice = Steht in einer Auswahl des Produkts.
of-the-brand = Steht oben bei der Marke.
type-does-not-say = Nicht gesagt
