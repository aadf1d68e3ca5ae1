### Texte des Büros über Webhooks: Programme des Händlers, denen gesagt wird, was geschieht.

webhooks = Webhooks
webhooks-hint = Programme von Ihnen, denen gesagt wird, was im Shop geschieht: Jedes Ereignis geht signiert an ihre Adresse, bis sie es annehmen. Es sagt mit Nummer, worum es geht; das Übrige fragt das Programm über die API.
none = Noch wird keinem Programm etwas gesagt.
new-webhook = Weiterer Webhook
url = Adresse des Programms
url-hint = Eine https-Adresse, die vom Internet aus zu erreichen ist, etwa https://example.com/events. Schlüssel darin sieht sonst niemand: Der Verlauf der Änderungen zeigt nur den Rechner.
events = Ereignisse
others = Weitere Ereignisse, je Zeile eines
others-hint = Mit ihren Namen, wie die Dokumentation der Webhooks sie nennt: shop.orders.* ist alles über Bestellungen, shop.> alles.
make = Anlegen
subject-unfit = Das ist kein Ereignis. Namen sehen aus wie shop.orders.placed, shop.orders.* oder shop.>

# Wovon einem Webhook gesagt wird.
order-placed = Eine Bestellung wurde aufgegeben und bezahlt
order-paid = Das Geld einer Bestellung ist eingezogen
order-shipped = Eine Sendung ging ab
order-cancelled = Eine Bestellung wurde storniert
order-part-cancelled = Ein Teil einer Bestellung wurde storniert
order-refunded = Geld einer Bestellung ging zurück
return-changed = Eine Rücksendung kam voran
product-changed = Ein Produkt änderte sich
prices-changed = Preise änderten sich
collection-changed = Eine Kollektion änderte sich
product-type-changed = Eine Produktart änderte sich
availability-changed = Eine Variante kam auf Lager oder ging aus
customer-deleted = Jemand hat das eigene Konto gelöscht

# Wie es steht.
sending = Ereignisse werden gesendet
paused = Angehalten
paused-since = Angehalten seit
failing-since = nimmt nichts an seit
last-taken = nahm zuletzt eines an

waiting = { $count ->
    [one] { $count } wartet
   *[other] { $count } warten
}

# Was damit getan wird.
ping = Testnachricht senden
pinged = Eine Testnachricht ist unterwegs. Sehen Sie gleich noch einmal nach.
pause = Anhalten
pause-hint = Solange er angehalten ist, werden Ereignisse weder gesendet noch für ihn aufgehoben. Was schon wartet, bleibt.
resume = Wieder aufnehmen
resume-hint = Was wartet, geht sofort hinaus. Ereignisse der Pause, bis zu sieben Tage zurück, lassen sich unten senden.
settings = Adresse und Ereignisse
new-secret = Neues Geheimnis
new-secret-meaning = Das neue Geheimnis wird einmal gezeigt. Das vorige signiert einen Tag lang daneben, damit Sie es in Ihrem Programm tauschen können.
remove = Entfernen
remove-meaning = Ihm wird nichts mehr gesendet, und was gesendet wurde, ist vergessen. Das lässt sich nicht zurücknehmen.
outdated = Dieser Webhook wurde geändert, seit Sie ihn geöffnet haben
outdated-deed-hint = Es wurde nichts getan. Sehen Sie nach, wie er jetzt steht, und entscheiden Sie noch einmal.
secret-made = Das ist sein Geheimnis. Es wird nur dieses eine Mal gezeigt.
secret-hint = Hinterlegen Sie es in Ihrem Programm: Daran erkennt es, dass eine Nachricht wirklich von diesem Shop ist (Standard Webhooks).
secret-before = Das vorige Geheimnis gilt bis

# Was gesendet wurde.
deliveries = Die letzten Zustellungen
deliveries-none = In den letzten dreißig Tagen wurde nichts gesendet.
sequence = Nummer
event = Ereignis
happened = Vermerkt
outcome = Ergebnis
delivered = Angenommen
failed = Aufgegeben
still-waiting = Wartet
send-again = Noch einmal senden
since = Alles noch einmal senden seit
since-hint = Höchstens sieben Tage zurück; was ohnehin wartet, geht nicht doppelt hinaus.
not-since = Das sind kein Tag und keine Zeit.
sent-none = Es gab nichts, was noch einmal zu senden war.
sent-again = Es wird noch einmal gesendet.
is-again = noch einmal
next-attempt = nächster
test-message = Testnachricht

attempts = { $count ->
    [one] { $count } Versuch
   *[other] { $count } Versuche
}

answered = Antwort { $status }
