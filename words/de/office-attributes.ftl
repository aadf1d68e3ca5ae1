### Texte der Seiten des Büros über die Angaben zu einem Produkt und darüber, wonach Listen eingegrenzt werden.

attributes = Angaben
attributes-hint = Woraus ein Produkt ist, wie viel es fasst, ob man es waschen darf. Sie stehen unter der Beschreibung, und Listen lassen sich nach ihnen eingrenzen. Eine Angabe ohne Wert fällt weg. Mehrere Werte stehen je in einer Zeile.
new-fact = Weitere Angabe

# Variables:
#   $language (Text) - a language, by its own name
fact-name = Name ({ $language })

# Variables:
#   $language (Text) - a language, by its own name
fact-value = Wert ({ $language })
fact-kind = Was es ist
fact-unit = Einheit
kind-text = Wörter
kind-number = Eine Zahl
kind-yes = Ja
kind-no = Nein
kind-truth = Ja oder nein
kind-colour = Eine Farbe
fact-nameless = Dieser Wert hat keinen Namen auf Englisch.
fact-not-a-number = Das ist keine Zahl.
fact-uneven = Der Wert fehlt auf Englisch, oder die Sprachen haben nicht gleich viele Zeilen.
fact-named-twice = Diese Angabe gibt es schon, oder ihr Name hat keine Buchstaben.

# Wonach Listen eingegrenzt werden.
filters = Filter
filter = Filter
filters-hint = Wonach sich Listen eingrenzen lassen: jede Angabe und jede Auswahl, die es bei Produkten gibt. Sie stehen in der Reihenfolge ihrer Plätze, bei gleichen zuerst, was die meisten Produkte haben.
search-filters-hint = Name eines Filters
filter-place = Platz
filterable = Als Filter angeboten
not-a-place = Ein Platz ist eine ganze Zahl.

# Variables:
#   $count (Number) - how many
filters-more = { $count ->
    [one] { $count } weiterer ist über seinen Namen zu finden.
   *[other] { $count } weitere sind über ihre Namen zu finden.
}

# Was an einem Produkt geändert wurde.
history = Verlauf
history-hint = Jede Änderung, die jemand an diesem Produkt vorgenommen hat. Texte, Produktart, Angaben, Kollektionen und Sicherheit lassen sich zurücksetzen, wie sie vor einer Änderung waren; auch das ist eine Änderung.
history-none = Noch wurde nichts geändert.
history-made = Das Produkt wurde angelegt.
history-safety = Sicherheit
history-released-on = Erscheinungstag
put-back = Zurücksetzen, wie es vorher war
not-put-back = Von dieser Änderung lässt sich nichts zurücksetzen.
