### Texte des Büros über die Preise eines Produkts.

price = Preis
former-price = Früherer Preis
former-price-hint = Geben Sie zu einem gesenkten Preis den früheren an. In der EU sehen Käufer stattdessen den niedrigsten Preis der 30 Tage zuvor, wie ihn der Shop festgehalten hat; war er nicht höher, wird keiner gezeigt.
price-changes = Was vorher verlangt wurde
price-changes-hint = Die letzten hundert Änderungen. Jede wird 400 Tage aufbewahrt.
since = Seit
variant = Variante
not-sold-in = Nicht verkauft in
