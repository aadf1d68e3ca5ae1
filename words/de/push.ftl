### Nachrichten, die ein Browser zeigt, während keine Seite des Shops offen ist, und der Knopf, mit dem man sie bestellt.

## Eine Sendung ist unterwegs

shipped = Ihre Bestellung { $number } ist unterwegs
shipped-more = Sehen Sie, was im Paket und wo es ist.

handed-over = Wir haben Ihre Bestellung { $number } übergeben
handed-over-more = Sehen Sie, was davon Sie jetzt haben.

## Geld geht zurück

refunded = { $amount } gehen an Sie zurück, Bestellung { $number }
refunded-more = Bis Sie es sehen, können einige Tage vergehen.

## Eine Variante ist wieder zu haben

available = Wieder auf Lager: { $title }
available-more = Sie haben uns gebeten, es Ihnen zu sagen.

## Der Knopf auf der Seite einer Bestellung

of-order = Nachrichten zu dieser Bestellung
of-order-more = Dieser Browser kann es Ihnen sagen, wenn etwas verschickt wird oder Geld zurückgeht, auch wenn keine Seite von uns offen ist.
tell = Sagen Sie es mir
of-order-on = Dieser Browser sagt Ihnen, wenn mit dieser Bestellung etwas geschieht.
stop = Nicht mehr

## Der Knopf auf der Seite einer ausverkauften Variante

of-variant = Wenn dies wieder da ist
of-variant-more = Dieser Browser kann es Ihnen einmal sagen, wenn dies wieder da ist, auch wenn keine Seite von uns offen ist.
of-variant-on = Dieser Browser sagt Ihnen, wenn dies wieder da ist.

## Was einen Browser daran hindert

denied = Dieser Browser lässt uns keine Nachrichten zeigen. In seinen Einstellungen für diese Seite lässt sich das ändern.
failed = Das hat nicht geklappt. Bitte versuchen Sie es später noch einmal.
