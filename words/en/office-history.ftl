### What happened, in words: the history of orders, and the log of what staff changed.

# A step of an order.
# Variables:
#   $step (OrderStep)
step = { $step ->
    [placed] Order placed
    [payment-declined] Payment declined
    [payment-voided] Held payment let go
    [link-requested] New link to the order asked for
    [confirmation-requested] Confirmation sent once more
    [shipment-mail-requested] Shipping mail sent once more
    [mail-requested] Mail sent once more
    [packed] Packed
    [unpacked] Unpacked again
    [tracking-set] Tracking changed
    [shipped] Shipped
    [delivered] Delivered
    [lost] Lost on its way
    [capture-due] Payment is to be taken
    [paid] Payment taken
    [capture-refused] Payment could not be taken
    [refund-due] Money is to be given back
    [refund-done] Money given back
    [refund-refused] Money could not be given back
    [return-requested] Return asked for
    [return-approved] Return agreed to
    [return-received] Return has arrived
    [return-restocked] Return is back on the shelf
    [return-refunded] Return settled
    [return-rejected] Return declined
    [exchange-linked] Order for the exchange named
    [part-cancelled] Part of the order cancelled
    [cancelled] Order cancelled
   *[note] Note
}

by-itself = by the shop
by-staff = by the staff
by-shopper = by the shopper

did-update-product = Changed a product
did-update-products = Changed products
did-create-product = Made a product
did-delete-product = Deleted a product
did-create-product-undo = Took changes of products back
did-update-variant = Changed a variant
did-create-product-address = Gave a product a former address
did-delete-product-address = Took a former address away
did-create-product-view = Kept a view of products
did-delete-product-view = Deleted a view of products
did-create-bulk-edit = Began a change of many products
did-update-bulk-edit = Stopped a change of many products or took it back
did-bulk-edit = Changed a product with many others
did-undo-bulk-edit = Took back a product’s change with many others
did-keep-sale-times = Put a product on or off sale at its time
did-update-attribute = Changed a property
did-create-product-type = Made a product type
did-update-product-type = Changed a product type
did-delete-product-type = Deleted a product type
did-create-collection = Made a collection
did-update-collection = Changed a collection
did-delete-collection = Deleted a collection
did-update-collection-products = Changed what is in a collection
did-update-collection-order = Arranged a collection
did-update-collection-rule = Changed a collection’s rule
did-create-search-rule = Made a search rule
did-delete-search-rule = Deleted a search rule
did-create-import-file = Handed in a file
did-delete-import-file = Took a file away
did-update-import-columns = Said what columns of a file mean
did-create-import = Began an import
did-create-import-undo = Took an import back
did-create-media = Added a picture
did-update-media = Changed a picture
did-delete-media = Deleted a picture
did-create-media-fetch = Had a picture fetched
did-create-media-attachment = Gave a product a picture
did-delete-media-attachment = Left a product’s new picture out
did-delete-admin-customer = Ended a shopper’s account
did-delete-admin-customer-sessions = Logged a shopper out everywhere
did-get-admin-customer-export = Took a copy of what is kept of a shopper
did-update-admin-customer-group = Put a shopper into a group
did-create-customer-group = Made a group of customers
did-update-customer-group = Renamed a group of customers
did-delete-customer-group = Deleted a group of customers
did-create-price-list = Made a price list
did-update-price-list = Changed a price list
did-delete-price-list = Deleted a price list
did-create-price-list-import = Read price lists from a file
did-undo-price-list-import = Took price lists of a file back
did-create-gift-card = Issued a gift card
did-update-gift-card = Blocked a gift card or let it pay again
did-update-stock = Set a stock
did-create-stock-transfer = Brought stock to another location
did-create-stock-location = Made a location of stock
did-update-stock-location = Changed a location of stock
did-create-promotion = Made a promotion
did-update-promotion = Changed a promotion
did-create-webhook = Made a webhook
did-update-webhook = Changed a webhook
did-delete-webhook = Deleted a webhook
did-create-webhook-secret = Made a new secret for a webhook
did-create-webhook-ping = Sent a webhook a test message
did-create-webhook-replay = Had a webhook’s messages sent again
did-update-delivery = Changed delivery
did-update-taxes = Changed taxes
did-update-payment-settings = Switched paying on or off
did-update-stripe-keys = Set keys of Stripe
did-update-stripe-account = Set other keys of an account at Stripe
did-delete-stripe-webhook-secret = Took away a secret of a webhook of Stripe
did-delete-stripe-account = Forgot keys of an account at Stripe
did-update-picture-hosts = Named hosts of pictures
did-update-settings = Changed the settings
did-update-mails = Changed the words of mails
did-update-menus = Changed the menus
did-create-home-preview = Made a link to the draft of the home page
did-update-redirects = Changed where old addresses lead
did-update-home = Changed the home page
did-create-page = Made a page
did-update-page = Changed a page
did-delete-page = Deleted a page
did-create-setup-confirmation = Ticked a step of setting up
did-set-roles = Changed somebody’s roles
did-deactivate-staff = Ended an account of staff
did-invite-staff = Invited somebody
did-withdraw-invitation = Withdrew an invitation
did-accept-invitation = Accepted an invitation
did-use-backup-code = Signed in with a backup code
did-add-passkey = Added a passkey
did-remove-passkey = Removed a passkey
did-create-key = Made a key
did-replace-key = Replaced a key
did-revoke-key = Ended a key
did-staff-key-create = Made a key by command
did-staff-key-revoke = Ended a key by command
did-undo-import = Took an import back by command
