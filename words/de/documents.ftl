### Texte der Rechnungen und Gutschriften, auf Seiten und auf Papier.

documents = Dokumente

kind = { $kind ->
    [invoice] Rechnung
   *[credit-note] Gutschrift
}

title = { $kind ->
    [invoice] Rechnung
   *[credit-note] Gutschrift
} { $number }
