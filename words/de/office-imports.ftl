### Texte des Büros über Spalten einer Datei, deren Namen ein Import nicht kennt.

columns = Was steht in diesen Spalten?
columns-hint = Der Import kennt sie nicht beim Namen. Sagen Sie zu jeder, was sie ist: ein Feld des Produkts, eine Angabe, die Kunden lesen und nach der sie filtern, oder nichts. Dann wird die Datei noch einmal angesehen, und geändert wird noch nichts. Die nächste Datei mit denselben Spalten zeigt, was Sie hier sagen.
from-before = Das wurde zur letzten Datei mit denselben Spalten gesagt. Prüfen Sie es, und lassen Sie die Datei noch einmal ansehen.
column = Spalte
first-values = Erste Werte
it-is = Das ist
fact = Name der Angabe
open = nicht gesagt: bleibt weg
ignored = nichts zum Übernehmen
a-fact = eine Angabe, genannt …
look-again = Datei noch einmal ansehen
picture = Bild
