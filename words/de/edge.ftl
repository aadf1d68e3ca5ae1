### Seiten des Edge selbst, wo es keine des Shops gibt.

title-missing = Hier ist nichts
title-refused = Das geht nicht
title-busy = Einen Moment bitte
title-failed = Bei uns ist etwas schiefgegangen

bad-path = Diese Adresse ist nicht richtig geschrieben.
bad-host = Eine Anfrage muss genau einen Host nennen.
not-found = Unter dieser Adresse gibt es nichts.
method = Dies kann nur gelesen werden.
body-too-large = Was gesendet wurde, ist größer als das, was hier gesendet werden kann: 64 KiB.
bodies-full = Gerade wird sehr viel an den Shop gesendet. Bitte versuchen Sie es gleich noch einmal.
https-only = Hier wird nur über HTTPS geantwortet. Ein Schlüssel oder Token, der so gesendet wurde, kann unterwegs gelesen worden sein: Ersetzen Sie ihn.
too-often = Das kam von Ihrem Anschluss zu oft. Bitte warten Sie ein wenig und versuchen Sie es noch einmal.
bad-length = Eine Anfrage muss genau einmal sagen, wie lang sie ist.
too-many-bodies = Sie senden gerade zu viel auf einmal. Bitte versuchen Sie es gleich noch einmal.
body-incomplete = Was gesendet wurde, kam nicht vollständig an. Bitte senden Sie es noch einmal.
starting = Der Shop öffnet gerade. Bitte versuchen Sie es gleich noch einmal.
overloaded = Im Shop ist gerade sehr viel los. Bitte versuchen Sie es gleich noch einmal.
waited = Diese Seite wird gerade gemacht, und das dauert länger als sonst. Bitte versuchen Sie es gleich noch einmal.
worker-failed = Diese Seite konnte nicht gemacht werden. Bitte versuchen Sie es noch einmal.
worker-timed-out = Es dauerte zu lange, diese Seite zu machen. Bitte versuchen Sie es noch einmal.

# Variables:
#   $seconds (Text) - wie viele
again-in = In { $seconds } s können Sie es noch einmal versuchen.
go-on = Ohne zu warten weitermachen (öffnet einen neuen Tab)
go-back = Gehen Sie dann zurück und senden Sie das Formular noch einmal.

# Variables:
#   $id (Text) - wie die Anfrage im Protokoll heißt
request = Anfrage { $id }
to-the-shop = Zum Shop
