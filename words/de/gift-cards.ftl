### Warum eine Geschenkkarte nicht bezahlt, in einem Satz, mit dem sich etwas anfangen lässt.

blocked = Diese Geschenkkarte ist gesperrt; bitte fragen Sie bei uns nach.
expired = Diese Geschenkkarte ist abgelaufen.

not-in-currency = Diese Geschenkkarte ist in { $currency } und bezahlt nur Bestellungen in { $currency }.

empty = Auf dieser Geschenkkarte ist nichts mehr.
