### Texte des Büros über Adressen, die anderswohin führen.

redirects = Alte Adressen
intro = Adressen des Shops, den Sie vorher hatten, und wohin sie jetzt führen. Eine führt nur so lange anderswohin, wie unter ihr keine Seite steht: Was der Shop hat, wird nie verdeckt.
count = { $count ->
    [one] { $count } Adresse führt anderswohin.
   *[other] { $count } Adressen führen anderswohin.
}
none = Noch führt keine Adresse anderswohin.
lead = Eine Adresse anderswohin führen
old = Alte Adresse
old-hint = Ihr Pfad, etwa /products/mug.html. Gilt sie nur für einen Markt, beginnt sie mit dessen Kürzel; sonst gilt sie in allen.
target = Neue Adresse
target-hint = Eine Seite dieses Shops, etwa /products/harbour-mug.
kind = Art
kind-308 = dauerhaft (308)
kind-301 = dauerhaft, für alte Programme (301)
several = Mehrere auf einmal
lines = Zeilen
lines-hint = Je Zeile: alte Adresse, neue Adresse und, wenn Sie möchten, 301 oder 308; getrennt durch Kommas, Semikolons oder Tabulatoren, wie Tabellen und andere Shops sie schreiben. Höchstens 2.000 Zeilen; mehr geben Sie nacheinander.
file = Oder eine Datei (CSV)
look = Ansehen
keep = Alle übernehmen
looked = Noch ist nichts übernommen: Das würde aus jeder
refused-some = Nichts wurde übernommen: Einige Zeilen sind erst zu ändern
too-many = Es sind zu viele Zeilen oder Spalten, oder gar keine Zeilen. Geben Sie höchstens 2.000 Zeilen.
result = Was daraus wird
note = Was zu ändern ist
made = neu
changed = führt anderswohin als vorher
unchanged = wie vorher
removed = entfernt
refused = abgelehnt
remove = Entfernen
remove-meaning = Wer über diese Adresse kommt, findet dort dann nichts mehr. Um das rückgängig zu machen, sind beide Adressen neu einzutragen.
remove-one = { $path } entfernen
export = Alle als Datei (CSV)
search = Suchen
