### Texte des Büros über Startseite, Aussehen, Mails, Teile des Shops, Zahlung und Einrichten.

## Die Startseite

home = Startseite
home-intro = Blöcke von oben nach unten. Verschieben, Hinzufügen und Entfernen ändert nur diese Seite; Kunden sehen es, wenn Sie es zeigen.
home-built-in = Kunden sehen die Startseite, die der Shop selbst macht. Unten steht sie als Blöcke, zum Anfangen.
home-shown = Kunden sehen Fassung { $version }.
home-draft = Kunden sehen noch Fassung { $version }; was unten steht, ist ein Entwurf.
home-not-saved = Noch ist nichts gespeichert
home-not-saved-hint = Speichern Sie es als Entwurf, oder zeigen Sie es.
home-outdated = Jemand anders hat die Startseite gespeichert, seit Sie sie geöffnet haben
home-outdated-hint = Nichts wurde gespeichert. Was Sie eingestellt haben, ist noch da. Sehen Sie sich an, was die anderen gemacht haben, und speichern Sie dann noch einmal, wenn Ihres gelten soll.
home-now = Was jetzt gespeichert ist
save-draft = Als Entwurf speichern
publish = Zeigen
withdraw = Wieder vom Shop machen lassen
add = Block hinzufügen
block = Block { $number }: { $kind }
up = Nach oben
down = Nach unten
remove = Entfernen
kind-hero = Großes Bild
kind-collections = Reihe von Kollektionen
kind-products = Reihe von Produkten
kind-text = Text
kind-announcement = Hinweis
kind-about = Über den Shop
about-hint = Was der Shop von sich sagt. Der Text steht in den Einstellungen; solange keiner da ist, steht hier der eingebaute mit drei Versprechen.
heading = Überschrift
hero-heading-hint = Leer ist es die Zeile, die sagt, was der Shop verkauft.
collections-heading-hint = Leer hat der Shop eigene Worte.
products-heading-hint = Leer ist es der Name der Kollektion, sonst die eigenen Worte des Shops.
sentence = Text
body = Text
body-hint = Markdown: **fett**, [ein Link](/collections/mugs), Listen. HTML wird gezeigt, wie es getippt wurde.
picture = Bild
no-picture = Kein Bild
picture-kept = Das vorhandene
picture-hint = Eines der neuesten fünfzig unter „Bilder“, die fertig sind. Dort wird es beschrieben.
link-to = Führt zu
link-nothing = nirgends
link-address = der Adresse daneben
link-label = Wie der Link heißt
address = Adresse
address-hint = Ein Pfad des Shops wie /search, oder https://…
of-collections = Welche Kollektionen
of-collections-hint = Keine gewählt: alle. Eine gelöschte fällt weg.
of-collection = Aus welcher Kollektion
all-products = alle Produkte
count = Wie viele
versions = Frühere Fassungen
version = Fassung { $version }
was-shown = wurde gezeigt
was-withdrawn = wurde zurückgezogen
restore = Wieder aufnehmen
no-versions = Die Startseite wurde hier noch nicht gespeichert.
restore-hint = Sie wird ein Entwurf; Kunden sehen weiter, was sie sehen.
preview = Wie es sich liest
preview-hint = Wie zuletzt gespeichert. Produkte und Kollektionen setzt der Shop ein.
home-as-drawn = Wie der Shop sie zeichnet
home-as-drawn-hint = Ein Link zur zuletzt gespeicherten Fassung im Shop, mit Produkten und Bildern. Er gilt eine halbe Stunde, für alle, die ihn haben; gefunden wird er durch keine Suche. Speichern Sie zuerst, was er zeigen soll.
home-see-draft = Ansehen, wie der Shop sie zeichnet
home-link-made = Der Link ist da; er gilt eine halbe Stunde
home-make-link = Einen Link dorthin machen

## Das Aussehen

look = Aussehen
look-intro = Was nicht eingestellt ist, ist wie gebaut. Eine Änderung ist binnen einer Sekunde auf jeder Seite zu sehen.
logo = Logo
logo-none = Der Name des Shops in Buchstaben
logo-hint = Es steht oben auf jeder Seite, höchstens 44 Pixel hoch, und wird als Name des Shops vorgelesen. Wählen Sie eines, das auf hellem und dunklem Grund zu sehen ist. Aus ihm werden binnen einer Minute auch die Symbole des Shops in Tabs und auf Startbildschirmen.
accent = Farbe
accent-hint = Für Links, auf die gezeigt wird, Zeichen und Hinweise. Sie wird gegen den Grund geprüft, auf dem sie steht, und abgelehnt, wenn sie dort nicht zu lesen ist.
accent-light = Auf hellen Seiten
accent-dark = Auf dunklen Seiten
accent-dark-hint = Leer wird sie aus der anderen errechnet.
colour-hint = # und sechs Ziffern, etwa #9c3b1f.
accent-preview = So sieht sie auf hellem und dunklem Grund aus

## Mails

mails = Mails
mails-intro = Mails sprechen mit den Worten des Shops, bis Sie andere setzen. In denen über Konten, Codes und Widerrufe stehen Ihre Worte um das herum, was immer gesagt wird: Daran hängen das Gesetz oder die Sicherheit Ihrer Kunden.
sender = Name des Absenders
sender-hint = Er steht neben der Adresse, von der Mails kommen. Leer steht die Adresse allein.
mail-set = Ihre Worte
mail-built-in = die Worte des Shops
mail-order-confirmation = Die Bestellung ging ein
mail-order-paid = Sie wurde bezahlt, mit der Rechnung
mail-order-shipped = Eine Sendung ging ab
mail-order-refunded = Geld ging zurück
mail-order-cancelled = Die Bestellung wurde storniert
mail-return-approved = Eine Rücksendung wurde angenommen
mail-return-rejected = Eine Rücksendung wurde abgelehnt
mail-order-link = Der Link zu einer Bestellung
mail-withdrawal-receipt = Ein Widerruf ging ein
mail-sign-in-code = Ein Code zum Anmelden
mail-address-verification = Ein neues Konto: Stimmt die Adresse?
mail-known-address = Ein neues Konto, und die Adresse hat schon eines
mail-email-change-code = Ein Code für eine andere E-Mail-Adresse
mail-password-changed = Das Passwort wurde geändert
mail-email-changed = Die E-Mail-Adresse wurde geändert
mail-passkey-added = Ein Passkey kam dazu
mail-identity-added = Eine Anmeldung von anderswo wurde verknüpft
subject = Betreff
introduction = Erster Absatz
closing = Am Ende
mail-instead = Reiner Text. Leer stehen die Worte des Shops, in dieser Sprache. { "{order}" } steht für die Nummer der Bestellung, { "{shop}" } für den Namen des Shops, { "{name}" } für den Namen auf dem Paket, { "{total}" } für das, was die Bestellung kostet.
mail-around = Reiner Text. Ihr erster Absatz steht vor dem, was die Mail immer sagt, und der Schluss dahinter; ein Betreff steht anstelle dessen des Shops.
mail-brace = Eine geschweifte Klammer steht allein.
mail-names = Eingesetzt werden { "{order}" }, { "{shop}" }, { "{name}" } und { "{total}" }. Andere geschweifte Klammern gibt es nicht.
mail-names-account = Eingesetzt wird { "{shop}" }, der Name des Shops. Andere geschweifte Klammern gibt es nicht.
mail-unknown = „{ $name }“ steht für nichts.
mail-preview = Ansehen
mail-example = Ein Beispiel
mail-rest = Hier sagt die Mail, was bestellt wurde, und führt dorthin.
mail-rest-account = Hier stehen Code oder Link der Mail und was zu tun ist, wenn es jemand anders war.
mails-outdated = Jemand anders hat die Mails geändert, seit Sie diese Seite geöffnet haben
mails-outdated-hint = Nichts wurde gespeichert. Was Sie getippt haben, ist noch da. Öffnen Sie die Seite noch einmal, um die Änderung zu sehen, oder speichern Sie noch einmal, wenn Ihres gelten soll.

## Teile des Shops, und Märkte

features = Teile und Märkte
features-intro = Was abgeschaltet wird, ist binnen einer Sekunde aus dem Shop verschwunden.
parts = Teile des Shops
feature-codes = Codes von Aktionen und Geschenkkarten
feature-codes-hint = Das Feld dafür im Warenkorb. Codes, die schon in einem Warenkorb sind, bleiben, bis sie herausgenommen werden.
feature-push = Nachrichten an Browser
feature-push-hint = Der Knopf, mit dem Kunden erfahren, wann etwas versandt wird oder wieder zu kaufen ist. Wer vorher darum gebeten hat, erfährt es weiter, bis sein Browser die Adresse wechselt.
feature-learning = Was Kunden wählen, zählt in der Reihenfolge von Suchen
feature-learning-hint = Unter Produkten, die etwa gleich gut passen, kommen die etwas früher, die an mehreren Tagen bei derselben Suche geöffnet oder in den Warenkorb gelegt wurden. Von denen, die es taten, wird nichts gespeichert. Anfangs ist es aus, denn wer in den Shop kommt, wirkt daran mit.
markets = Märkte
markets-hint = Die Adressen eines geschlossenen Marktes führen zum ersten, der immer offen ist. Er wird nirgends genannt, auch Suchmaschinen nicht. Wer dort schon an der Kasse steht, kann abschließen.
market-is = { $language }, { $currency }, Adressen beginnen mit { $prefix }
taxed = Preise enthalten die Steuer
untaxed = Steuer kommt dazu
always-open = immer offen
markets-made = Märkte, die Sie anlegen
markets-none = Es gibt noch keine.
markets-always = Märkte, die jeder Shop hat
markets-intro = Ein Markt ist eine Sprache, ein Land und eine Währung. Seine Seiten haben eigene Adressen, die Suchmaschinen genannt werden. Er öffnet und schließt innerhalb einer Sekunde.
market-make = Markt anlegen
market-make-hint = Er ist anfangs geschlossen. Geben Sie Ihren Produkten Preise in seiner Währung: Was keinen hat, wird dort gezeigt, aber nicht verkauft. Ob seine Preise die Steuer enthalten, folgt aus dem Land.
market-language = Sprache seiner Seiten
market-country = Land
market-currency = Währung
market-own-currency = Die des Landes
market-do-make = Markt anlegen
market-do-open = Öffnen
market-do-close = Schließen
market-do-earlier = Früher nennen
market-do-remove = Entfernen
market-remove-meaning = Seine Adressen führen nirgendwohin, auch die in schon gesendeten Mails. Bestellungen bleiben. Sie können ihn wieder anlegen.
market-see = Ansehen
market-open = offen
market-closed = geschlossen
market-choose = Wählen Sie Sprache, Land und Währung.
market-is-there = Diesen Markt gibt es schon.
market-gone = Jemand anderes hat diesen Markt entfernt. Es wurde nichts geändert.
market-lacks = Bevor dort bestellt werden kann:
market-tax-differs = Preise in { $currency } und die, die Kundinnen und Kunden dort sehen ({ $country }), unterscheiden sich darin, ob sie die Steuer enthalten. Wählen Sie eine andere Währung.
market-no-delivery = Dorthin wird nicht geliefert ({ $country }): Nehmen Sie das Land in eine Zone auf, die eine Versandart hat.
market-no-fee = Nennen Sie, was die Lieferung in { $currency } kostet, in diesen Zonen: { $zones }.
settings-outdated = Jemand anders hat die Einstellungen geändert, seit Sie diese Seite geöffnet haben
settings-outdated-hint = Nichts wurde gespeichert. Sehen Sie sich an, was jetzt eingestellt ist, und speichern Sie noch einmal.

## Zahlung

payments = Zahlung
payments-test = Der Shop benutzt seinen eingebauten Anbieter zum Ausprobieren
payments-test-hint = Niemandem wird etwas berechnet, was auch bestellt wird. Um bezahlt zu werden, geben Sie unten die Schlüssel eines Kontos bei Stripe ein; sie gelten, sobald der Betreiber das Ausprobieren beendet.
payments-stripe-test = Stripe, mit Schlüsseln zum Ausprobieren
payments-stripe-test-hint = Stripes Testkarten gehen, und niemandem wird etwas berechnet. Um bezahlt zu werden, geben Sie echte Schlüssel ein; neu gestartet werden muss nichts.
payments-stripe-live = Stripe, mit echten Schlüsseln
payments-stripe-live-hint = Bestellungen werden berechnet.
payments-no-hooks = Stripe kann dem Shop nicht von selbst von Zahlungen erzählen, weil ein Geheimnis dafür fehlt. Der Shop fragt stattdessen alle paar Augenblicke.
payments-nobody = Niemand nimmt Geld entgegen
payments-nobody-hint = Das steht an der Kasse, und die Warenkörbe bleiben erhalten.
payments-by-file = Der Betreiber hat die Schlüssel in einer Datei angegeben. Sie geht Schlüsseln vor, die hier eingegeben werden.
payments-by-test = Der Betreiber lässt den Shop ohne Geld ausprobieren. Das geht Schlüsseln vor, die hier eingegeben werden.
payments-by-office = Es gelten die Schlüssel, die hier eingegeben sind.
payments-no-vault = Hier lassen sich noch keine Schlüssel eingeben: Bitten Sie den Betreiber, dem Shop Schlüssel zu geben, mit denen sie verschlüsselt werden (SECRETS_KEYS, docs/operating.md).
payments-switch-off = Bezahlen abschalten
payments-switch-off-meaning = Niemand kann bezahlen, bis Sie es wieder einschalten. Begonnene Zahlungen werden zu Ende geführt.
payments-switch-on = Bezahlen einschalten
payments-is-off = Bezahlen ist abgeschaltet.
stripe-accounts = Konten bei Stripe
stripe-current = für neue Zahlungen
stripe-former = für Zahlungen, die darin begonnen wurden
stripe-keys = Schlüssel von Stripe
stripe-keys-hint = Lassen Sie leer, was bleiben soll. Mit dem Schlüssel eines anderen Kontos gehen neue Zahlungen dorthin; begonnene werden im bisherigen zu Ende geführt.
stripe-secret-key = Geheimer Schlüssel
stripe-secret-key-hint = Beginnt mit sk_live_ oder rk_live_. Er wird bei Stripe geprüft, verschlüsselt und nie wieder gezeigt.
stripe-publishable-key = Veröffentlichbarer Schlüssel
stripe-publishable-key-hint = Beginnt mit pk_live_. Den darf jeder kennen.
stripe-webhook-secret = Signaturgeheimnis des Webhooks
stripe-webhook-secret-hint = Beginnt mit whsec_. Das vorige gilt auch noch, bis Sie ein weiteres eingeben.
stripe-hook = Adresse für den Webhook von Stripe
stripe-hook-hint = Lassen Sie Stripe payment_intent.*, charge.refunded und refund.* dorthin senden.
stripe-forget = Diese Schlüssel vergessen
stripe-forget-meaning = Was über dieses Konto bezahlt wurde, lässt sich danach nur noch bei Stripe erstatten.

# Schlüssel eines Kontos, das behalten wird.
stripe-roll = Andere Schlüssel dieses Kontos eingeben
stripe-roll-hint = Der bei Stripe erneuerte Schlüssel, oder ein anderes Signaturgeheimnis. Leer lassen, was bleiben soll. Durch welches Konto neue Zahlungen gehen, bleibt, wie es ist; ein Schlüssel eines anderen Kontos wird abgelehnt.
stripe-webhook-secrets = Signaturgeheimnisse des Webhooks
stripe-webhook-unread = ist nicht mehr zu lesen

# Variablen:
#   $end (Text) - die letzten vier Zeichen
stripe-webhook-ends = endet auf { $end }
stripe-webhook-remove = Dieses Geheimnis wegnehmen
stripe-webhook-remove-meaning = Was damit signiert ist, wird von jetzt an abgelehnt. Nehmen Sie es weg, wenn jemand anders es kennen kann, und beenden Sie es auch bei Stripe.
stripe-webhook-remove-last-meaning = Es ist das letzte: Hooks dieses Kontos werden von jetzt an abgelehnt, und der Shop fragt Stripe stattdessen alle paar Augenblicke, bis Sie ein anderes eingeben.

stripe-ends = endet auf { $end }, eingegeben von { $who }
stripe-open = { $count ->
    [one] Eine Zahlung darin ist noch offen.
   *[other] { $count } Zahlungen darin sind noch offen.
}

picture-hosts = Rechner mit Bildern
picture-hosts-hint = Einer je Zeile: cdn.example.com, oder *.example.com für alle darunter. Von ihnen werden Bilder für Importe und nach Adresse geholt, und von denen, die der Betreiber nennt.

## Den Shop einrichten

setup = Öffnen Sie Ihren Shop
setup-intro = Ein Schritt nach dem anderen. Sie können jederzeit aufhören und später weitermachen; alles lässt sich nachher ändern.
setup-progress = { $done } von { $all } Schritten sind getan
setup-done = Alle Schritte sind getan: Ihr Shop ist bereit
setup-next = Als Nächstes
setup-open = Dorthin
setup-right = Es ist richtig, wie es ist
setup-is-done = getan
setup-is-open = zu tun
setup-back = Öffnen Sie Ihren Shop: der nächste Schritt
step-name = Geben Sie dem Shop seinen Namen
step-name-hint = Er steht auf jeder Seite, in Mails und wo der Shop als App installiert ist.
step-contact = Sagen Sie, wer dahintersteht
step-contact-hint = Firma, Anschrift und E-Mail-Adresse: Das Gesetz will sie, und Rechnungen nennen sie.
step-markets = Wählen Sie Ihre Märkte
step-markets-hint = In welchen Sprachen und Währungen Sie verkaufen. Was Sie nicht brauchen, wird geschlossen.
step-delivery = Sagen Sie, wohin Sie liefern, und für wie viel
step-delivery-hint = Die eingebauten Zonen und Gebühren gelten, bis Sie andere setzen.
step-taxes = Sehen Sie sich die Steuern an
step-taxes-hint = Die Sätze aller Länder sind eingebaut. Ändern Sie sie nur, wenn das Gesetz es tut.
step-payments = Sagen Sie, wie Sie bezahlt werden
step-payments-hint = Bis es Schlüssel eines Anbieters gibt, sind Bestellungen zum Ausprobieren, und niemandem wird etwas berechnet.
step-product = Legen Sie Ihr erstes Produkt an
step-product-hint = Mit Bild und Preis. Oder importieren Sie, was Sie haben: „Produkte“, „Importe“.
step-pages = Schreiben Sie Ihre rechtlichen Seiten
step-pages-hint = Impressum, AGB, Datenschutz, Rückgabe und Versand. Die Kasse nennt sie, sobald sie gezeigt werden.
step-home = Richten Sie die Startseite ein
step-home-hint = Sie ist gut, wie der Shop sie macht; Ihr eigenes Bild macht sie zu Ihrer.
