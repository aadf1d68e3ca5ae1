### Texte der Seiten des Büros, auf denen Produkte geändert werden: ihre Optionen, ihre Zeilen, mehrere auf einmal.

options = Optionen
options-hint = Wozwischen man wählt, etwa Farbe und Größe. Eine Variante ist eine Wahl bei jeder Option.
new-option = Neue Option
new-option-hint = Die vorhandenen Varianten bekommen ihren ersten Wert.
option-name = Name
values = Werte
values-hint = Einer in jeder Zeile: Oat. Mit Übersetzung und Farbe: Oat | Hafer | #e8dfcf
value = Wert
more-values = Weitere Werte
swatch = Farbe
remove-option = Diese Option herausnehmen
fill = Fehlende Varianten anlegen, mit den Preisen der ersten
options-question = Diese Optionen speichern?
variants-gone-meaning = Wer eine davon im Warenkorb hat, erfährt, dass es sie nicht mehr gibt. Bestellungen behalten, was sie von ihr sagen.
name-in-english = Ein Name auf Englisch ist nötig: Er steht da, wo eine Sprache keinen hat.
value-unreadable = Ein Wert lässt sich nicht lesen. Schreiben Sie einen in jede Zeile: Oat | Hafer | #e8dfcf
too-many-values = Das sind mehr als 500 Werte auf einmal.
option-without-values = Eine Option braucht mindestens einen Wert. Nehmen Sie sie heraus oder geben Sie ihr einen.
no-variant-left = Es bliebe keine Variante. Ein Produkt braucht mindestens eine.
too-many-variants = Das sind mehr als die 2.048 Varianten, die ein Produkt haben kann.
variants-made = { $count ->
    [one] { $count } Variante kommt dazu
   *[other] { $count } Varianten kommen dazu
}
variants-gone = { $count ->
    [one] { $count } Variante fällt weg
   *[other] { $count } Varianten fallen weg
}
and-more = und { $count } weitere

lines = Varianten als Zeilen
lines-hint = Kopieren Sie die Zeilen in eine Tabelle und zurück, oder fügen Sie andere ein: mit Tabulatoren, Semikolons oder Kommas, die Namen der Spalten zuerst. Eine Zeile mit neuer Artikelnummer legt eine Variante an. Was keine Zeile und keine Spalte nennt, bleibt; eine leere Zelle nimmt Preis, Gewicht, GTIN oder Inhalt weg.
look = Zeigen, was sich ändert
keep = Diese Änderungen übernehmen
begin-again = Von vorn beginnen
what = Was
lines-same = Es würde sich nichts ändern.
lines-outdated = Gezeigt wird, wie sich Ihre Zeilen von dem Produkt unterscheiden, wie es jetzt ist. Noch wurde nichts gespeichert.
lines-again = Nichts wurde gespeichert. Lassen Sie sich noch einmal zeigen, was sich ändert: Ihre Zeilen sind noch da.
lines-unread = Diese Zeilen lassen sich nicht lesen. Nichts wurde gespeichert.
no-sku-column = Die erste Zeile muss die Spalten nennen, eine davon SKU.
unknown-column = Diese Spalte gibt es nicht. In der ersten Zeile von dem, was hier steht, sind alle.
column-twice = Diese Spalte ist zweimal da.
sku-twice = Diese Artikelnummer hat schon eine Zeile.
former-price = Der frühere Preis muss höher sein als der Preis.
not-a-weight = Das ist kein Gewicht in ganzen Gramm.
unknown-value = Diesen Wert hat die Option nicht. Fügen Sie ihn zuerst auf der Seite „Optionen“ hinzu.
not-a-tax-class = Steuer ist standard, intermediate, reduced, super_reduced oder zero.
not-contents = Das ist kein Inhalt wie 2 × MUG-OAT + 1 × LID.
too-many-columns = Das sind mehr als hundert Spalten.
line-number = Zeile { $number }
lines-change = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}

# Was ein Produkt sonst noch sagt, und was eine seiner Varianten.
released-on-hint = Der Erscheinungstag reiht es in das ein, was neu ist.
tax = Steuer
tax-differs = wie jede Variante es hat
tax-hint = Die Steuer gilt für alle Varianten. Eine, die anders besteuert wird, hat sie auf ihrer eigenen Seite.
variant-hint = Eine Artikelnummer führt zu dem, was es von einer Variante sonst gibt: Nummer für Strichcodes, Gewicht, Steuer und woraus ein Set besteht.
gtin = Nummer des Strichcodes (GTIN, EAN, UPC, ISBN)
gtin-hint = Die Ziffern unter dem Strichcode. Marktplätze und Suchmaschinen kennen ein Produkt an ihr.
weight = Gewicht in Gramm
weight-hint = Mit Verpackung. Danach richten sich die Versandkosten.
contents = Besteht aus
contents-hint = Nur für ein Set: was in einem davon ist, je Zeile eines, etwa 2 × MUG-OAT. Es ist so oft da wie seine Teile. Leer wird es selbst gezählt.

contents-unreadable = Diese Zeile ist nicht lesbar: { $line }. Schreiben Sie, wie viele und was, etwa 2 × MUG-OAT.

contents-unknown = Der Shop hat nichts mit der Artikelnummer { $sku }. Legen Sie das zuerst an, oder berichtigen Sie sie.

bulk = Mehrere Produkte ändern
bulk-do = Das tun
bulk-prices = Preise um Prozent ändern
bulk-no-former = Frühere Preise wegnehmen
bulk-into = In die Kollektion aufnehmen
bulk-out-of = Aus der Kollektion herausnehmen
bulk-percent = Prozent
bulk-percent-hint = -15 macht billiger, 7,5 teurer.
bulk-ending = Neue Preise
bulk-collection = Kollektion
bulk-former = Den jetzigen Preis als früheren zeigen, wo der neue niedriger ist
ending-exact = genau
ending-whole = auf ganze Einheiten
ending-99 = auf 99 endend
choose = Auswählen
choose-all = Alle auf dieser Seite auswählen
choose-none = Keines auswählen
bulk-none = Wählen Sie mindestens ein Produkt.
bulk-no-edit = Wählen Sie, was getan werden soll.
bulk-no-percent = Um so viel Prozent lassen sich Preise nicht ändern: zwischen -99,99 und 900, etwa -15 oder 7,5.
bulk-no-collection = Wählen Sie eine Kollektion.
bulk-same = Es würde sich nichts ändern: Es ist schon so.
bulk-outdated = Jemand anderes hat inzwischen eines dieser Produkte geändert
bulk-look-again = Nichts wurde geändert. Das würde sich jetzt ändern.
bulk-undo = Zurücknehmen
collections-of = Kollektionen
bulk-everything = Alles, was der Filter findet, nicht nur das Ausgewählte; bis zu 20.000 Produkte
bulk-no-edits = In letzter Zeit hat niemand viele Produkte auf einmal geändert. Unter der Liste der Produkte steht ein Formular dafür.
bulk-edits = Änderungen vieler Produkte
bulk-by = Von
bulk-made = Angelegt
bulk-first = Was aus den ersten davon wird
bulk-first-same = An den ersten davon würde sich nichts ändern: Sie sind schon so.
bulk-waiting = Noch offen
bulk-changed = Geändert
bulk-already = Schon so, oder gelöscht
bulk-refused = Unverändert gelassen
bulk-taken-back = Wie zuvor
bulk-start = Alle ändern
bulk-stop = Anhalten
bulk-look-on = Nachsehen, wie weit es ist
bulk-is-ready = Noch ist nichts geändert.
bulk-is-running = Sie werden geändert. Sie können diese Seite verlassen.
bulk-is-stopped = Angehalten. Was geändert wurde, bleibt, bis es zurückgenommen wird.
bulk-is-done = Fertig. Es lässt sich 90 Tage lang zurücknehmen.
bulk-is-undoing = Es wird zurückgenommen. Sie können diese Seite verlassen.
bulk-is-undone = Zurückgenommen.
addresses = Adressen, die hierher führen
addresses-none = Noch führt keine andere Adresse hierher.
addresses-hint = Wer eine davon öffnet oder in einer Suchmaschine findet, kommt dauerhaft zu diesem Produkt. Eine Adresse, die das Produkt hatte, führt von selbst hierher.
address-new = Weitere Adresse
address-new-hint = Der Teil hinter /products/, oder alles, wie es kopiert wurde: aus einem Shop, in dem das Produkt vorher war, oder von einem gelöschten Produkt.
address-add = Hierher führen lassen
address-away = Nirgendwohin führen lassen
address-gone-meaning = Wer ihr folgt, etwa aus einer Suchmaschine oder einem Lesezeichen, findet dort nichts mehr. Sie können sie wieder hierher führen lassen.
address-unfit = Das kann keine Adresse eines Produkts sein. Sie hat Kleinbuchstaben, Ziffern und Bindestriche.
views = Benannte Ansichten
view-name = Name dieser Ansicht
view-keep = Diese Ansicht behalten
view-forget = Ansicht „{ $name }“ entfernen
view-gone-meaning = Sie ist für alle fort, die hier arbeiten. Die Produkte bleiben, wie sie sind.
bulk-preview = { $count ->
    [one] Das wird aus { $count } Produkt. Noch ist nichts geändert.
   *[other] Das wird aus { $count } Produkten. Noch ist nichts geändert.
}
bulk-change = { $count ->
    [one] { $count } Produkt ändern
   *[other] { $count } Produkte ändern
}

# Importe ganzer Dateien.
imports = Importe
imports-hint = Dateien werden hier importiert, oder mit „origin import“. Jeder Import der letzten dreißig Tage lässt sich zurücknehmen.
imports-none = In den letzten dreißig Tagen wurde nichts importiert.
import-file = Datei
import-begun = Begonnen
import-state = Stand
import-made = Neue Produkte
import-changed = Geänderte Produkte
import-deleted = Gelöscht
import-archived = Archiviert, weil sie in einer Bestellung stehen
import-restored = Wie zuvor
import-left = So gelassen
import-is-begun = läuft oder brach ab
import-is-ended = importiert
import-is-undoing = wird zurückgenommen
import-is-undone = zurückgenommen
import-undo = Import zurücknehmen
import-undo-meaning = Produkte, die der Import angelegt hat, werden gelöscht, oder archiviert, wenn sie in einer Bestellung stehen. Geänderte werden, was sie waren. Was seither jemand geändert hat, bleibt und wird hier genannt. Auch der Bestand, den er gesetzt hat, wird zurückgenommen, abzüglich dessen, was inzwischen verkauft wurde; er fällt nie unter das, was reserviert ist, und was seither jemand gezählt hat, bleibt.
import-undo-stock = Hat er Bestand gesetzt, darf ihn nur zurücknehmen, wer auch Bestand ändern darf; Sie dürfen das nicht.
import-undo-asked = Der Import wird zurückgenommen. Sehen Sie gleich noch einmal nach.
import-running = Läuft er noch, so hört er auf.
import-new = Datei importieren
import-new-hint = Der Export der Produkte aus Shopify, WooCommerce oder Medusa, oder eigene JSON-Zeilen. Welcher es ist, sieht der Shop selbst. Die Datei wird zuerst angesehen, und nichts wird geändert, bevor Sie es sagen.
import-file-hint = CSV oder JSON-Zeilen, unverpackt oder mit gzip gepackt, höchstens 200 MB.
import-currency = Währung von Preisen, die keine nennen
import-collection = Kollektion für alles (ihre Adresse)
import-collection-hint = Statt der Kollektionen, die die Datei nennt. Sie wird angelegt, wenn es sie nicht gibt.
import-on-hand = Bestand, wo die Datei keinen nennt
import-on-hand-hint = Ohne eine Zahl ist ausverkauft, was die Datei nicht zählt, bis Sie es zählen.
import-encoding = Zeichensatz der Datei
import-encoding-found = wird selbst erkannt
import-pictures = Die Bilder holen, die sie nennt
import-stock = Auch den Bestand von Produkten setzen, die schon da sind
import-look = Senden und ansehen
import-files = Dateien, die gegeben wurden
import-receiving = unvollständig
import-receiving-meaning = Das Senden brach ab. Löschen Sie die Datei, und geben Sie sie noch einmal.
import-checking = wird angesehen
import-checked = angesehen, nicht importiert
import-checked-meaning = Es wurde noch nichts geändert: Das würde der Import tun. Sehen Sie sich an, was abgelehnt wird, und Preise und Bestand.
import-importing = wird importiert
import-failed = wurde nichts
import-begin = Jetzt importieren
import-forget = Datei löschen
import-forget-meaning = Datei und Bericht sind dann fort. Was aus ihr importiert wurde, bleibt und lässt sich zurücknehmen.
import-read = Produkte und Kollektionen
import-row-new = Neu
import-row-changed = Geändert
import-unchanged = Unverändert
import-refused = Abgelehnt
import-rows = Zeilen
import-rows-refused = Abgelehnte Zeilen
import-result = Zeile für Zeile
import-result-hint = Was abgelehnt wird, steht vorn; höchstens fünfhundert, und nichts von dem, was bleibt, wie es ist.
import-line = Zeile
import-thing = Produkt
import-notes = Anmerkungen
import-columns = Spalten, die nicht übernommen werden
export-catalog = Den Katalog mitnehmen
export-catalog-hint = Alles mit Entwürfen und Bestand, als Datei, die diese Seite wieder liest. JSON-Zeilen enthalten alles; die Tabelle hat eine Zeile je Variante, für Tabellenprogramme, und nennt die Kollektionen nur.
export-lines = Als JSON-Zeilen
export-table = Als Tabelle (CSV)
feed = Google-Merchant-Feed
feed-hint = Was in jedem offenen Markt verkauft wird, für das Merchant Center: Geben Sie dort diese Adressen als Datenquelle an. Produkte ohne Bild fehlen darin. Eine Datei fasst 1.000 Varianten; was darüber hinausgeht, steht unter google-2.xml, google-3.xml und so weiter.
