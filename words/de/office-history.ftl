### Was geschehen ist, in Worten: der Verlauf von Bestellungen und das Protokoll dessen, was das Team geändert hat.

step = { $step ->
    [placed] Bestellung aufgegeben
    [payment-declined] Zahlung abgelehnt
    [payment-voided] Vorgemerkte Zahlung freigegeben
    [link-requested] Neuer Link zur Bestellung angefordert
    [confirmation-requested] Bestätigung noch einmal gesendet
    [shipment-mail-requested] Versandmail noch einmal gesendet
    [mail-requested] Mail noch einmal gesendet
    [packed] Gepackt
    [unpacked] Wieder ausgepackt
    [tracking-set] Sendungsverfolgung geändert
    [shipped] Versandt
    [delivered] Zugestellt
    [lost] Unterwegs verloren
    [capture-due] Zahlung wird eingezogen
    [paid] Zahlung eingezogen
    [capture-refused] Zahlung konnte nicht eingezogen werden
    [refund-due] Geld wird erstattet
    [refund-done] Geld erstattet
    [refund-refused] Geld konnte nicht erstattet werden
    [return-requested] Rückgabe angefragt
    [return-approved] Rückgabe zugesagt
    [return-received] Rückgabe eingetroffen
    [return-restocked] Rückgabe wieder im Regal
    [return-refunded] Rückgabe abgeschlossen
    [return-rejected] Rückgabe abgelehnt
    [exchange-linked] Bestellung für den Umtausch genannt
    [part-cancelled] Teil der Bestellung storniert
    [cancelled] Bestellung storniert
   *[note] Notiz
}

by-itself = vom Shop
by-staff = vom Team
by-shopper = von der Kundin oder dem Kunden

did-update-product = Produkt geändert
did-update-products = Produkte geändert
did-create-product = Produkt angelegt
did-delete-product = Produkt gelöscht
did-create-product-undo = Änderungen an Produkten zurückgenommen
did-update-variant = Variante geändert
did-create-product-address = Produkt frühere Adresse gegeben
did-delete-product-address = Frühere Adresse entfernt
did-create-product-view = Ansicht von Produkten gespeichert
did-delete-product-view = Ansicht von Produkten gelöscht
did-create-bulk-edit = Änderung vieler Produkte begonnen
did-update-bulk-edit = Änderung vieler Produkte angehalten oder zurückgenommen
did-bulk-edit = Produkt mit vielen anderen geändert
did-undo-bulk-edit = Änderung eines Produkts mit vielen anderen zurückgenommen
did-keep-sale-times = Produkt zu seiner Zeit in den Verkauf oder aus ihm genommen
did-update-attribute = Eigenschaft geändert
did-create-product-type = Produktart angelegt
did-update-product-type = Produktart geändert
did-delete-product-type = Produktart gelöscht
did-create-collection = Kollektion angelegt
did-update-collection = Kollektion geändert
did-delete-collection = Kollektion gelöscht
did-update-collection-products = Inhalt einer Kollektion geändert
did-update-collection-order = Kollektion geordnet
did-update-collection-rule = Regel einer Kollektion geändert
did-create-search-rule = Suchregel angelegt
did-delete-search-rule = Suchregel gelöscht
did-create-import-file = Datei hochgeladen
did-delete-import-file = Datei entfernt
did-update-import-columns = Hat gesagt, was Spalten einer Datei bedeuten
did-create-import = Import begonnen
did-create-import-undo = Import zurückgenommen
did-create-media = Bild hinzugefügt
did-update-media = Bild geändert
did-delete-media = Bild gelöscht
did-create-media-fetch = Bild abholen lassen
did-create-media-attachment = Produkt ein Bild gegeben
did-delete-media-attachment = Neues Bild eines Produkts weggelassen
did-delete-admin-customer = Kundenkonto beendet
did-delete-admin-customer-sessions = Kundin oder Kunden überall abgemeldet
did-get-admin-customer-export = Kopie der Daten eines Kundenkontos gezogen
did-update-admin-customer-group = Kundenkonto einer Gruppe zugeordnet
did-create-customer-group = Kundengruppe angelegt
did-update-customer-group = Kundengruppe umbenannt
did-delete-customer-group = Kundengruppe gelöscht
did-create-price-list = Preisliste angelegt
did-update-price-list = Preisliste geändert
did-delete-price-list = Preisliste gelöscht
did-create-price-list-import = Preislisten aus einer Datei übernommen
did-undo-price-list-import = Preislisten einer Datei zurückgenommen
did-create-gift-card = Geschenkkarte ausgestellt
did-update-gift-card = Geschenkkarte gesperrt oder entsperrt
did-update-stock = Bestand gesetzt
did-create-stock-transfer = Bestand umgelagert
did-create-stock-location = Lager angelegt
did-update-stock-location = Lager geändert
did-create-promotion = Aktion angelegt
did-update-promotion = Aktion geändert
did-create-webhook = Webhook angelegt
did-update-webhook = Webhook geändert
did-delete-webhook = Webhook gelöscht
did-create-webhook-secret = Neues Geheimnis für einen Webhook angelegt
did-create-webhook-ping = Einem Webhook eine Testnachricht gesendet
did-create-webhook-replay = Nachrichten eines Webhooks erneut senden lassen
did-update-delivery = Versand geändert
did-update-taxes = Steuern geändert
did-update-payment-settings = Bezahlen ein- oder ausgeschaltet
did-update-stripe-keys = Schlüssel von Stripe eingegeben
did-update-stripe-account = Andere Schlüssel eines Kontos bei Stripe eingegeben
did-delete-stripe-webhook-secret = Ein Geheimnis eines Webhooks von Stripe weggenommen
did-delete-stripe-account = Schlüssel eines Kontos bei Stripe vergessen
did-update-picture-hosts = Rechner mit Bildern benannt
did-update-settings = Einstellungen geändert
did-update-mails = Texte von Mails geändert
did-update-menus = Menüs geändert
did-create-home-preview = Link zum Entwurf der Startseite erstellt
did-update-redirects = Ziele alter Adressen geändert
did-update-home = Startseite geändert
did-create-page = Seite angelegt
did-update-page = Seite geändert
did-delete-page = Seite gelöscht
did-create-setup-confirmation = Schritt der Einrichtung abgehakt
did-set-roles = Rollen geändert
did-deactivate-staff = Konto beendet
did-invite-staff = Person eingeladen
did-withdraw-invitation = Einladung zurückgezogen
did-accept-invitation = Einladung angenommen
did-use-backup-code = Mit Ersatzcode angemeldet
did-add-passkey = Passkey hinzugefügt
did-remove-passkey = Passkey entfernt
did-create-key = Schlüssel angelegt
did-replace-key = Schlüssel ersetzt
did-revoke-key = Schlüssel beendet
did-staff-key-create = Schlüssel per Befehl angelegt
did-staff-key-revoke = Schlüssel per Befehl beendet
did-undo-import = Import per Befehl zurückgenommen
