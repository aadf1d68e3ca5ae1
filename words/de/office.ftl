### Texte des Büros, in dem das Personal den Shop führt.

name = Büro
skip = Zum Inhalt springen
sections = Bereiche
products = Produkte
orders = Bestellungen
sign-in = Anmelden
sign-out = Abmelden
form-stale = Dieses Formular gehört zu einer anderen Anmeldung oder kam von anderswo. Nichts wurde geändert. Öffnen Sie die Seite neu und wiederholen Sie, was Sie getan haben.
form-large = Was gesendet wurde, ist zu groß. Nichts wurde geändert.
not-allowed = Das dürfen Sie nicht
not-found = Unter dieser Adresse ist nichts
went-wrong = Das hat nicht geklappt
back = Zurück
search-products-hint = Adresse, Titel, Marke oder Artikelnummer
search-orders-hint = Bestellnummer oder E-Mail-Adresse
show = Zeigen
all = Alle
state = Stand
status = Status
product = Produkt
brand = Marke
variants = Varianten
changed = Geändert
none-found = Nichts gefunden.
none-so-far = Bisher nichts unter denen, die angesehen wurden. Die nächste Seite sucht weiter.
next-page = Nächste Seite
first-page = Erste Seite
new-product = Neues Produkt
draft = Entwurf
active = Im Verkauf
scheduled = Geplant
archived = Archiviert
on-sale-from = Im Verkauf ab
on-sale-until = Im Verkauf bis
on-sale-hint = „Im Verkauf ab“ gehört zu einem geplanten Produkt: Es kommt zu dieser Zeit von selbst in den Verkauf. „Im Verkauf bis“ kann dazu und bei einem Produkt im Verkauf angegeben werden; es wird dann archiviert.
not-a-time = Das sind kein Tag und keine Zeit wie 2026-12-01T08:00.
not-a-day = Das ist kein Tag wie 2026-12-01.
time-needed = Ein geplantes Produkt braucht die Zeit, ab der es im Verkauf ist.
ends-before = Es endet, bevor es beginnt.
texts = Texte
title = Titel
summary = Kurzfassung
description = Beschreibung
description-hint = Eine Leerzeile trennt Absätze.
address = Adresse
address-made-hint = Bleibt die Adresse leer, wird sie aus dem Titel gebildet.
address-hint = Der letzte Teil der Adresse der Produktseite: kleine Buchstaben, Ziffern und Bindestriche. Eine frühere Adresse führt zur neuen.
warnings = Warnhinweise
safety-hint = In der EU wird jedes Produkt mit Namen, Postanschrift und E-Mail-Adresse seines Herstellers angeboten; mit denen eines Verantwortlichen in der EU, wenn der Hersteller dort nicht sitzt; und mit seinen Warnhinweisen. Sie stehen auf der Seite des Produkts.
safety-needed = Wer für ein Produkt einsteht, wird mit Namen und Anschrift angegeben.
not-an-email = Wer für ein Produkt einsteht, wird mit einer E-Mail-Adresse angegeben, etwa hallo@hersteller.example.
sku = Artikelnummer
measure = Grundpreis
measure-hint = Was in einem Stück ist und für wie viel der Preis außerdem genannt wird, wo es Vorschrift ist: 250 g / 100 g, 0,75 l / 1 l, 1,5 m² / 1 m², 20 piece / 1 piece. Einheiten sind g, kg, ml, l, m, m² und piece (Stück).
on-hand = Auf Lager
on-hand-hint = Am Hauptlager gezählte Stücke. Was so bleibt, wie es war, wird nicht gesetzt.
remove = Entfernen
new-variant = Neue Variante
new-variant-hint = Lassen Sie die Artikelnummer leer, wenn keine dazukommt.
collections = Kollektionen
no-collections = Es gibt noch keine Kollektionen.
save = Speichern
make = Produkt anlegen
saved = Gespeichert
stock-refused = Das Produkt ist gespeichert. Der Bestand dieser Varianten wurde nicht gesetzt:
outdated = Jemand anderes hat dieses Produkt geändert, seit Sie es geöffnet haben
outdated-hint = Nichts wurde gespeichert. Was Sie geschrieben haben, steht noch da; wo das Produkt inzwischen etwas anderes sagt, steht es unter dem Feld. Speichern Sie noch einmal, wenn Ihre Fassung gelten soll.
thing-outdated = Jemand anderes hat das geändert, seit Sie es geöffnet haben
nothing-done-hint = Nichts ist geschehen. Sehen Sie nach, wie es jetzt steht, und entscheiden Sie noch einmal.
now = Inzwischen:
nothing = nichts
see-in-shop = Im Shop ansehen
not-a-price = Das ist kein Preis. Schreiben Sie ihn wie 12,50 und ohne mehr Nachkommastellen, als die Währung hat.
not-a-measure = Das ist keine Angabe für einen Grundpreis. Schreiben Sie den Inhalt und die Menge, für die der Preis genannt wird, etwa 250 g / 100 g.
not-a-count = Das ist keine Stückzahl.
title-needed = Ein Titel auf Englisch wird gebraucht: Er steht für jede andere Sprache ein.
not-saved = Nichts wurde gespeichert: Bitte sehen Sie nach, was markiert ist
not-an-address = Das kann keine Adresse sein: kleine Buchstaben, Ziffern und Bindestriche, sonst nichts.
former-too-low = Ein früherer Preis ist höher als der Preis. Lassen Sie das Feld leer, wenn nichts gesenkt ist.
not-a-sku = Eine Artikelnummer ist ein kurzer eigener Name für das, was verkauft wird, etwa BECHER-BLAU: eine Zeile, ohne Leerzeichen davor und dahinter.
delete = Löschen
delete-question = Dieses Produkt endgültig löschen?
delete-meaning = Seine Seite sagt dann, dass es fort ist, und seine Texte und Preise sind verloren. Bestellungen behalten, was sie von ihm sagen. Um es eine Weile aus dem Verkauf zu nehmen, machen Sie es zum Entwurf; um es aufzubewahren, archivieren Sie es.
deleted = Das Produkt wurde gelöscht.
order = Bestellung
placed = Bestellt am
customer = Kunde
total = Summe
payment = Zahlung
lines = Bestellte Artikel
quantity = Anzahl
price = Preis
to-ship = Noch zu versenden
ship = Versenden
ship-hint = Lassen Sie weg oder verringern Sie, was noch nicht hinausgeht.
carrier = Versender
tracking-number = Sendungsnummer
tracking-url = Wo die Sendung verfolgt wird
tracking-url-hint = Beginnt mit https://
shipments = Sendungen
mark-shipped = Ist hinausgegangen
mark-delivered = Ist angekommen
confirm-again = Bestätigung noch einmal senden
cancel = Bestellung stornieren
cancel-meaning = Der Bestand geht zurück, und die Zahlung wird freigegeben oder erstattet. Das lässt sich nicht zurücknehmen.
reason = Grund
cancel-part = Einen Teil stornieren
cancel-part-meaning = Die Stücke gehen in den Bestand zurück. Was für sie vorgemerkt war, wird nicht abgebucht; was bezahlt war, wird erstattet. Was gepackt ist, muss vorher ausgepackt werden. Das lässt sich nicht zurücknehmen.
cancelled-parts = Storniert
not-charged = nicht berechnet
nothing-to-cancel = Wählen Sie mindestens ein Stück zum Stornieren.
reason-hint = Nur für das Personal.
reason-read = Wer bestellt hat, liest es.
refund = Geld erstatten
refundable = Kann noch erstattet werden
goodwill = Betrag
refund-delivery = Auch die Versandkosten
refunds = Erstattet
timeline = Verlauf
nothing-to-ship = Wählen Sie mindestens ein Stück zum Versenden.
delivers-to = Lieferung an
subtotal = Ware
delivery = Versand

email = E-Mail-Adresse
password = Passwort
go-on = Weiter
sign-in-hint = Wer das Personal verwaltet, kann Sie einladen. Wenn Passwort oder Authenticator verloren ist, bitten Sie um eine neue Einladung.
sign-in-over = Das hat zu lange gedauert, oder es wurden zu viele Codes versucht. Bitte melden Sie sich noch einmal an.
sign-in-code = Geben Sie Ihren Code ein
code = Code
code-hint = Sechs Ziffern Ihres Authenticators oder einer Ihrer Ersatzcodes.
other-account = Mit einem anderen Konto anmelden
wrong-credentials = E-Mail-Adresse oder Passwort ist falsch. Bitte prüfen Sie beides.
wrong-code = Der Code ist falsch, zu alt oder schon verwendet. Bitte warten Sie auf den nächsten; prüfen Sie, ob die Uhr Ihres Geräts richtig geht.
too-many-attempts = Das waren zu viele Versuche. Bitte warten Sie 15 Minuten, oder melden Sie sich dort an, wo Sie es schon einmal getan haben.
unavailable = Der Shop kann das gerade nicht. Bitte versuchen Sie es gleich noch einmal.
welcome = Willkommen im Büro
invitation-unknown = Diese Einladung ist nicht bekannt: Der Link ist nicht ganz, oder es gibt einen neueren.
invitation-used = Diese Einladung wurde angenommen. Bitte melden Sie sich an.
invitation-over = Diese Einladung ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.
name-of-account = Ihr Name
new-password = Neues Passwort
new-password-hint = Mindestens zehn Zeichen. Mehrere Wörter, die nichts miteinander zu tun haben, sind gut und leicht zu merken.
authenticator = Ihr Authenticator
authenticator-hint = Lesen Sie dieses Bild mit einem Authenticator, etwa dem Ihres Telefons oder Ihrer Passwortverwaltung. Er zeigt dann sechs Ziffern, die Sie zum Anmelden brauchen.
authenticator-qr = Das Geheimnis Ihres Authenticators als QR-Code
authenticator-secret = Oder tippen Sie das Geheimnis ein:
open-authenticator = In einem Authenticator auf diesem Gerät öffnen
first-code-hint = Die sechs Ziffern, die der Authenticator jetzt zeigt.
accept = Mein Konto anlegen
backup-codes = Ihre Ersatzcodes
backup-codes-hint = Bewahren Sie sie dort auf, wo Sie Wichtiges aufbewahren: Sie werden nur dieses eine Mal gezeigt. Jeder lässt Sie einmal statt der Ziffern des Authenticators ein, wenn der verloren ist.
to-the-office = Zum Büro
signed-out = Sie sind nicht mehr angemeldet. Nichts wurde geändert.
what-you-typed = Was Sie geschrieben haben
overview = Überblick
stock = Bestand
staff = Personal
audit = Änderungen
orders-to-ship = Zu versendende Bestellungen
show-them = Zeigen
open-returns = Offene Rücksendungen
sales-today = Heute verkauft
sales-seven-days = In sieben Tagen verkauft
sales-thirty-days = In dreißig Tagen verkauft
sales-hint = Tage beginnen um Mitternacht in { $zone }, was in den Einstellungen steht. Bezahlte und nicht stornierte Bestellungen zählen ganz, was auch immer davon zurückkam.
edges = Was die Kundschaft sieht
edges-news-flows = Änderungen erreichen die Seiten der Kundschaft sofort.
edges-news-unknown = Ob Änderungen die Seiten der Kundschaft erreichen, ist gerade nicht bekannt.
edges-unknown = Wie es den einzelnen Edges geht, ist nicht bekannt: Dem Büro wurde keine genannt. Wer den Shop betreibt, kann das tun (OFFICE_EDGES).
edge-well = in Ordnung
edge-degraded = liefert, was sie hat; Änderungen erreichen sie nicht
edge-away = antwortet nicht
edges-news-waits = Änderungen warten seit { $seconds } Sekunden: Die Kundschaft sieht vielleicht noch, was vorher war. Sagen Sie es denen, die den Shop betreiben.
low-stock = Geht zur Neige
nothing-low = Nichts geht zur Neige.
nothing-low-so-far = Unter den Varianten, die durchgesehen wurden, geht nichts zur Neige. Die Liste sieht die übrigen durch.
all-low = Alles, was zur Neige geht
available = Verkäuflich
reserved = Wird gerade bezahlt
at-main = Am Hauptlager
search-stock-hint = Artikelnummer, oder Name oder Adresse eines Produkts
count-hint = Sie setzen, was am Hauptlager gezählt wurde, ohne die Stücke bezahlter Bestellungen und mit denen von Bestellungen, die noch auf Zahlung warten.
set = Setzen
backorder = darüber hinaus verkäuflich
untracked = wird nicht gezählt
searches = Suchen
searches-hint = Nach Tagen gezählt, ohne Namen, Adressen und Cookies. Was Zwischenspeicher beantwortet haben, ist nicht dabei, auch nichts, was weniger als { $least }-mal gesucht wurde oder wie jemandes Adresse oder Nummer aussieht. Geöffnet ist, was aus den Ergebnissen geöffnet wurde, in den Warenkorb, was danach mit einem Browser mit Skripten dorthin kam.
searches-order = Anzeigen
searches-top = Was am häufigsten gesucht wird
searches-failing = Was nichts findet
searches-unclicked = Wovon nichts geöffnet wird
searches-slow = Was am längsten dauert
searches-days = Tage
searches-none = In diesen Tagen wurde nichts gezählt.
searches-query = Suche
searches-language = Sprache
searches-times = Gesucht
searches-empty = Vergeblich
searches-clicks = Geöffnet
searches-rate = Geöffnet je Suche
searches-additions = In den Warenkorb
searches-average = Im Mittel
searches-slowest = Höchstens
audit-subject = Wovon
audit-subject-hint = Etwa „product“ und eine Kennung, „variant“ und eine Artikelnummer, „staff“ und eine Adresse, genau wie es in der Liste steht.
what-changed = Was sich geändert hat
before = Vorher
after = Nachher
roles = Rollen
role-owner = Inhaber: alles
role-catalog = Katalog: Produkte und Bestand
role-orders = Bestellungen: bringt sie auf den Weg
role-support = Kundendienst: sieht Bestellungen und erstattet Geld
role-marketing = Marketing: Aktionen und Geschenkkarten
role-analyst = Auswertung: sieht Zahlen und ändert nichts
role-developer = Entwicklung: bindet andere Programme an
change-roles = Rollen ändern
end-account = Konto beenden
end-account-meaning = Anmeldungen, Schlüssel und Einladungen dieses Kontos enden sofort. Eine Einladung öffnet es wieder.
ended = beendet
this-is-you = das sind Sie
invite = Jemanden einladen
invite-language = Sprache der Mail
invite-hint = Sie bekommen einen Link zum Weitergeben; er gilt drei Tage und einmal. Für eine Adresse, die ein Konto hat, gibt er ihm ein neues Passwort, neue Codes und diese Rollen.
invitation-link-hint = Wo Mails eingerichtet sind, ist ein Link per Mail unterwegs. Oder geben Sie diesen auf sicherem Weg weiter: Er wird nur dieses eine Mal gezeigt. Beide gelten drei Tage, und einer von ihnen einmal.
open-invitations = Offene Einladungen
invited-by-command = eingeladen über die Kommandozeile
open-until = gilt bis
withdraw-invitation = Einladung zurückziehen
withdraw-invitation-meaning = Ihre Links, der angezeigte und der in der Mail, öffnen nichts mehr. Sie können dieselbe Adresse neu einladen.
invitation-shown = Der Link wurde schon gezeigt, und niemand bewahrt ihn auf. Laden Sie noch einmal ein, um einen neuen zu bekommen.
returns = Rücksendungen
only-returns = Nur mit offenen Rücksendungen
approve = Zustimmen
receive = Ist angekommen
restock = Zurück ins Regal legen
return-refund-meaning = Was diese Stücke gekostet haben, geht auf dem Weg zurück, auf dem es kam. Das lässt sich nicht rückgängig machen.
return-refund = Geld erstatten
reject = Ablehnen
answer = Warum, für die Kundschaft zu lesen

pages = Seiten
new-page = Neue Seite
pages-hint = Impressum, AGB, was immer Sie zu sagen haben. Jedes Speichern ist eine Fassung, die bleibt; Besucher lesen, was Sie veröffentlichen.
pages-missing = Diese braucht jeder Shop
page-deleted = Die Seite wurde gelöscht.
page-kind = Wofür sie da ist
page-kind-hint = Impressum, AGB, Datenschutz, Widerruf und Versand sind am Ende jeder Seite verlinkt. Die Kasse nennt AGB, Datenschutz und Widerruf.
page-shown = Veröffentlicht
page-shown-with-draft = Veröffentlicht, mit neuerem Entwurf
page-was-shown = War veröffentlicht
page-withdrawn = Zurückgezogen
imprint = Impressum
terms = AGB
privacy = Datenschutz
returns-page = Widerruf und Rückgabe
shipping-page = Versand
other-page = Etwas anderes
page-languages = Wo eine Sprache leer bleibt, steht das Englische, und die Seite sagt es.
page-body = Text
page-body-hint = Markdown: # Überschrift, **fett**, - Liste, [Worte](/collections/mugs) für einen Link. Eine Leerzeile beginnt einen Absatz. HTML wird gezeigt, wie es getippt wurde.
page-description = Beschreibung für Suchergebnisse
page-place = Wo sie steht
page-address-hint = Der letzte Teil der Adresse der Seite: kleine Buchstaben, Ziffern und Bindestriche. Eine frühere Adresse führt zur neuen.
page-publish = Speichern und veröffentlichen
page-save-draft = Als Entwurf speichern
page-withdraw = Speichern und zurückziehen
page-draft-hint = Solange Sie Entwürfe speichern, lesen Besucher weiter, was zuletzt veröffentlicht wurde.
page-preview = Vorschau
page-preview-hint = Wie gespeichert. Links führen zu Adressen des Shops.
page-versions = Fassungen
page-version = Fassung
page-restore = Als Entwurf wiederherstellen
page-restore-hint = Macht eine neue Fassung aus diesen Texten. Besucher sehen davon nichts, bis Sie sie veröffentlichen.
page-outdated = Jemand anderes hat diese Seite geändert, seit Sie sie geöffnet haben
page-outdated-hint = Nichts wurde gespeichert. Was Sie getippt haben, steht noch hier; wo die Seite inzwischen etwas anderes sagt, steht es unter dem Feld. Speichern Sie noch einmal, damit gilt, was Sie getippt haben.
page-delete-question = Diese Seite endgültig löschen?
page-delete-meaning = Ihre Adresse sagt dann, dass es sie nicht mehr gibt. Wer einer Fassung zugestimmt hat, kann diese weiter lesen. Um sie eine Weile nicht zu zeigen, ziehen Sie sie zurück.
menus = Menüs
menus-hint = Ein Eintrag führt zu einer Seite, einer Kollektion oder einer Adresse. Einträge stehen in der Reihenfolge ihrer Nummern; einer, der nirgendwohin führt, entfällt. Ein leeres Menü ist so, wie der Shop es von selbst macht.
menus-outdated = Jemand anderes hat die Menüs geändert, seit Sie sie geöffnet haben
menus-outdated-hint = Nichts wurde gespeichert. Was Sie getippt haben, steht noch hier. Sehen Sie nach, was jetzt gilt, und speichern Sie noch einmal, damit gilt, was Sie getippt haben.
menus-now = Nachsehen, was jetzt gilt (öffnet einen neuen Tab)
menu-header = Unter dem Namen des Shops
menu-header-hint = Von selbst: alle Produkte, dann die Kollektionen.
menu-footer = Am Ende jeder Seite, Spalte { $number }
menu-footer-hint = Von selbst: Produkte, Kollektionen und Suche in der ersten, Warenkorb, Konto und Bestellungen in der zweiten. Impressum, AGB und Ähnliches stehen dort in jedem Fall.
menu-position = Stelle
menu-target = Führt zu
menu-nothing = nirgendwohin
menu-address = Eine Adresse
menu-label = Heißt
to-do-imprint = Das Impressum schreiben und veröffentlichen
to-do-terms = Die AGB schreiben und veröffentlichen
to-do-privacy = Sagen, was mit Daten von Besuchern geschieht (Datenschutz)
to-do-returns = Sagen, wie zurückgegeben wird (Widerruf)
to-do-shipping = Sagen, wie Sie versenden und was es kostet (Versand)

settings = Einstellungen
settings-shop = Der Shop
settings-contact = Wer dahinter steht
settings-contact-hint = Es steht am Fuß jeder Seite. In der Europäischen Union nennt ein Shop Firma, Postanschrift und E-Mail-Adresse, und seine USt-IdNr., wenn er eine hat.
settings-outdated = Jemand anders hat die Einstellungen geändert, seit Sie sie geöffnet haben
settings-outdated-hint = Es wurde nichts gespeichert. Was Sie getippt haben, ist noch da; wo inzwischen etwas anderes eingestellt ist, steht es unter dem Feld. Speichern Sie noch einmal, damit gilt, was Sie getippt haben.
shop-name = Name des Shops
tagline = Was er verkauft, in einer Zeile
time-zone = Zeitzone
time-zone-hint = Nach wessen Uhren hier Zeiten gezeigt werden und die Tage des Shops beginnen, etwa Europe/Berlin. Leer: UTC.
about-shop = Was er von sich sagt
about-shop-hint = Absätze trennt eine leere Zeile. Der erste steht am Fuß jeder Seite, alle stehen auf der Startseite. Wo eine Sprache leer bleibt, steht Englisch.
company = Firma
postal-address = Postanschrift
phone = Telefon
vat-id = USt-IdNr.
to-do = Bevor der Shop öffnet
to-do-name = Dem Shop seinen Namen geben
to-do-contact = Sagen, wer dahinter steht: Firma, Anschrift, E-Mail
to-do-product = Das erste Produkt anlegen

settings-unset = Solange das leer ist, sagt der Shop „{ $text }“

orders-counted = { $orders ->
    [one] { $orders } Bestellung
   *[other] { $orders } Bestellungen
}

low-only = Nur was zur Neige geht (weniger als { $least })

stock-saved = Der Bestand von { $sku } ist gesetzt.

invited = { $email } ist eingeladen
invited-by = eingeladen von { $email }

return-state = { $state ->
    [requested] Erbeten
    [approved] Zugesagt, unterwegs
    [received] Angekommen
    [restocked] Zurück im Regal
    [refunded] Erledigt
   *[rejected] Abgelehnt
}

payment-state = { $state ->
    [pending] Offen
    [action-required] Muss bestätigt werden
    [authorised] Autorisiert
    [partially-captured] Teilweise eingezogen
    [captured] Eingezogen
    [voided] Aufgehoben
    [partially-refunded] Teilweise erstattet
    [refunded] Erstattet
   *[declined] Abgelehnt
}

pictures = Bilder
pictures-hint = JPEG, PNG oder WebP, bis 20 MiB je Bild, auch mehrere zugleich. Für alle Bildschirme fertig sind sie nach einigen Sekunden.
add-pictures = Bilder hinzufügen
picture-files = Dateien
pictures-drop = Oder Bilder hierher ziehen.
pictures-sent = Angekommen.
pictures-broken = Es kam nicht an. Bitte noch einmal senden.
focus-across = Bildmitte, Prozent von links
focus-down = Bildmitte, Prozent von oben
pictures-look = Zeigen, was angekommen ist
what-it-shows = Was es zeigt
what-it-shows-hint = Für alle, die das Bild nicht sehen: Es wird an seiner Stelle vorgelesen.
move-up = Nach oben
move-down = Nach unten
take-out = Herausnehmen
picture-waiting = Wird fertig gemacht
picture-ready = Fertig
picture-failed = Daraus lässt sich nichts machen
waiting-hint = Diese werden Bilder des Produkts, sobald sie fertig sind.
look-again = Noch einmal nachsehen
not-attached = Nicht verwenden
pictures-refused = Diese Dateien wurden nicht angenommen:
pictures-none = Es gibt noch keine Bilder.
pictures-saved = Die Bilder sind gespeichert.
used-by = Verwendet von
used-nowhere = Nichts verwendet es.
delete-picture = Dieses Bild endgültig löschen?
delete-picture-meaning = Es wird nirgends gezeigt. Seine Dateien werden eine Stunde später entfernt.
picture-deleted = Das Bild wurde gelöscht.
no-files = Wählen Sie mindestens eine Datei.

picture-number = Bild { $number }
picture-undescribed = Ohne Beschreibung ({ $name })

pictures-given = { $count ->
    [one] { $count } Bild wurde angenommen.
   *[other] { $count } Bilder wurden angenommen.
}

# API-Schlüssel.
keys = API-Schlüssel
keys-hint = Mit einem Schlüssel ruft ein Programm die API des Shops auf, ohne dass sich jemand anmeldet. Geben Sie jedem Programm einen eigenen, und nicht mehr, als es braucht.
keys-none = Es gibt keine Schlüssel.
new-key = Ein neuer Schlüssel
key-name = Wofür ist er?
key-name-hint = Etwa „Lager“. In der Liste der Änderungen heißt das Programm so.
key-days = Endet nach wie vielen Tagen
key-days-hint = 1 bis 3650; leer für einen Schlüssel, der nicht von selbst endet.
key-may = Was er darf
make-key = Schlüssel anlegen
made-at = Angelegt
last-used = Zuletzt verwendet
never-used = Noch nicht verwendet
ends-at = Endet
ends-never = Endet nicht von selbst
replace-key = Schlüssel ersetzen
replace-key-meaning = Sie bekommen einen neuen Schlüssel mit demselben Namen, der dasselbe darf. Geben Sie ihn dem Programm, solange der alte noch gilt. Der neue gehört Ihnen und endet mit Ihrem Konto.
key-overlap = Der alte gilt noch
end-key = Schlüssel beenden
end-key-meaning = Programme, die ihn verwenden, kommen ab dem nächsten Aufruf nicht weiter. Das lässt sich nicht rückgängig machen.
key-made-hint = Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt, und niemand bewahrt ihn auf.
key-shown = Er wurde schon gezeigt, und niemand bewahrt ihn auf. Ersetzen Sie ihn, um einen neuen zu bekommen.
may-catalog-read = Produkte und Kollektionen sehen
may-catalog-write = Produkte und Kollektionen anlegen, ändern und löschen, auch Preise
may-orders-read = Bestellungen sehen, auch an wen sie gehen
may-orders-fulfil = Bestellungen packen und versenden, Rücksendungen weiterführen
may-orders-refund = Bestellungen stornieren, Zahlungen von Hand einziehen und Geld erstatten
may-customers-read = Konten der Kundschaft sehen
may-customers-manage = Herausgeben, was über jemanden gespeichert ist, und Konten der Kundschaft beenden
may-stock-read = Bestand sehen
may-stock-write = Bestand zählen und bewegen
may-promotions-read = Aktionen sehen
may-promotions-write = Aktionen anlegen und ändern
may-gift-cards-manage = Geschenkkarten sehen, ausgeben und sperren; sie sind Geld
may-settings-write = Ändern, wie der Shop eingerichtet ist
may-staff-manage = Personal und Schlüssel einladen, ändern und beenden
may-audit-read = Lesen, was das Personal geändert hat
may-webhooks-manage = Webhooks sehen, anlegen, ändern und ausprobieren
may-api-read = Die Beschreibung der ganzen API lesen

# Variables:
#   $name (Text) - der Schlüssel
key-made = Der Schlüssel { $name } ist angelegt

# Variables:
#   $hours (Number) - wie viele
overlap = { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}

# Passkeys des Personals.
security = Ihre Anmeldung
passkeys = Passkeys
passkeys-hint = Mit einem Passkey melden Sie sich mit Ihrem Gerät an, mit Finger, Gesicht oder PIN: ohne Passwort und ohne Code. Auf einer Seite, die nur so aussieht wie diese, lässt er sich nicht verwenden.
passkeys-none = Sie haben noch keinen Passkey.
passkeys-not-here = Browser haben Passkeys nur an einer Adresse mit Namen und https. An dieser gibt es keine.
passkey-name = Wie soll der Passkey heißen?
passkey-name-hint = Etwa „Telefon“ oder „Schlüsselbund“.
passkey-default-name = Passkey
add-passkey = Passkey hinzufügen
remove-passkey-meaning = Mit diesem Gerät kommen Sie dann nicht mehr hinein. Passwort, Authenticator und Ersatzcodes bleiben, wie sie sind.
remove-passkey = Passkey entfernen
passkey-removed = Der Passkey wurde entfernt. Passwort, Authenticator und Ersatzcodes sind, wie sie waren.
passkey-added = Der Passkey wurde hinzugefügt.
passkey-sign-in = Mit einem Passkey anmelden
passkey-cancelled = Es wurde nichts getan: Das Gerät hat nicht geantwortet, oder Sie haben abgebrochen.
passkey-there = Dieses Gerät hat schon einen Passkey Ihres Kontos.
passkey-broken = Ihr Browser konnte das hier nicht. Bitte versuchen Sie es noch einmal, oder nehmen Sie Ihr Passwort.
passkey-unsupported = Dieser Browser hat hier keine Passkeys, oder er führt keine Skripte aus. Passwort und Code gehen wie bisher.
passkey-refused = Der Passkey wurde nicht angenommen. Bitte versuchen Sie es noch einmal, oder nehmen Sie Ihr Passwort.
passkey-expired = Das hat zu lange gedauert, oder es wurde in einem anderen Fenster begonnen. Bitte versuchen Sie es noch einmal.
passkey-unknown = Diesen Passkey hat kein Konto, oder nicht mehr. Bitte nehmen Sie Ihr Passwort.
passkey-copied = Dieser Passkey hat weniger gezählt als zuvor; es scheint zwei davon zu geben. Nehmen Sie Ihr Passwort, und entfernen Sie ihn.
passkeys-full = Es gibt so viele Passkeys, wie ein Konto haben darf. Entfernen Sie zuerst einen.
recent-needed = Dafür müssen Sie sich in den letzten zehn Minuten angemeldet haben. Bitte melden Sie sich ab und wieder an, und kommen Sie zurück.
other-ways = Neben Passkeys melden Sie sich mit Ihrem Passwort und den Ziffern Ihres Authenticators an, oder mit einem Ersatzcode. Diese bleiben, welche Passkeys Sie auch haben: Wer ein Gerät verliert, kommt mit ihnen hinein.

# Bestellungen: Lieferschein, Notizen, Mails.
packing-slip = Lieferschein (PDF)
order-note = Notiz
order-note-hint = Nur für das Personal. Sie steht im Verlauf und bleibt dort.
add-note = Notiz hinzufügen
shipment-mail = Versandmail noch einmal senden
sent-mails = Weitere Mails, die gesendet wurden
send-again = Noch einmal senden
sent-paid = Zahlungsbestätigung mit der Rechnung
sent-cancelled = Die Bestellung wurde storniert
sent-part-cancelled = Ein Teil der Bestellung wurde storniert
sent-refunded = Erstattung mit der Gutschrift
sent-withdrawal = Eingang eines Widerrufs
sent-return-approved = Eine Rücksendung wurde angenommen
sent-return-rejected = Eine Rücksendung wurde abgelehnt

also-open = In den letzten zehn Minuten auch geöffnet von: { $names }.
open-now = Jetzt auch geöffnet von: { $names }.
nothing-lost = Wenn beide etwas ändern, geht nichts verloren: Wer zuletzt speichert, sieht beides.
