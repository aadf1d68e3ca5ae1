### Texts of the office, where staff run the shop.

name = Office
skip = Skip to the content
sections = Sections
products = Products
orders = Orders
sign-in = Sign in
sign-out = Sign out
form-stale = This form was made for another sign-in, or came from another place. Nothing was changed. Open the page again and repeat what you did.
form-large = What was sent is too large. Nothing was changed.
not-allowed = You may not do this
not-found = There is nothing at this address
went-wrong = That did not work
back = Back
search-products-hint = Address, title, brand or SKU
search-orders-hint = Order number or e-mail address
show = Show
all = All
state = State
status = Status
product = Product
brand = Brand
variants = Variants
changed = Changed
none-found = Nothing was found.
none-so-far = Nothing yet among those that were looked at. Look on the next page.
next-page = Next page
first-page = First page
new-product = New product
draft = Draft
active = On sale
scheduled = Scheduled
archived = Archived
on-sale-from = On sale from
on-sale-until = On sale until
on-sale-hint = “On sale from” is for a product that is scheduled: it goes on sale by itself at that time. “On sale until” may be given with it, and to a product that is on sale; it is archived then.
not-a-time = This is no day and time, such as 2026-12-01T08:00.
not-a-day = This is no day, such as 2026-12-01.
time-needed = A product that is scheduled needs the time from which it is on sale.
ends-before = It ends before it begins.
texts = Texts
title = Title
summary = Summary
description = Description
description-hint = Paragraphs are separated by a blank line.
address = Address
address-made-hint = Left empty, the address is made of the title.
address-hint = The last part of the product page’s address: small letters, digits and hyphens. A former address leads to the new one.
warnings = Warnings
safety-hint = In the EU every product is offered with its maker’s name, postal and e-mail address; with those of somebody responsible in the EU, if the maker is not there; and with its warnings. They stand on the product’s page.
safety-needed = Whoever answers for a product is given with name and address.
not-an-email = Whoever answers for a product is given with an e-mail address, such as hello@maker.example.
sku = SKU
measure = Measure
measure-hint = What is in one, and for how much its price is told besides, where the law asks for it: 250 g / 100 g, 0.75 l / 1 l, 1.5 m² / 1 m², 20 piece / 1 piece. Units are g, kg, ml, l, m, m² and piece.
on-hand = In stock
on-hand-hint = Units counted at the main location. One that is left as it was is not set.
remove = Remove
new-variant = New variant
new-variant-hint = Leave the SKU empty if there is none to add.
collections = Collections
no-collections = There are no collections yet.
save = Save
make = Make the product
saved = Saved
stock-refused = The product is saved. The stock of these variants was not set:
outdated = Somebody else has changed this product since you opened it
outdated-hint = Nothing was saved. What you typed is still here; where the product says something else by now, it stands below the field. Save again to have what you typed.
thing-outdated = Somebody else has changed this since you opened it
nothing-done-hint = Nothing was done. Look at how it stands now, and decide again.
now = By now:
nothing = nothing
see-in-shop = See it in the shop
not-a-price = This is not a price. Write it as 12.50, and without more decimals than the currency has.
not-a-measure = This is not a measure. Write what is in one and for how much the price is told, such as 250 g / 100 g.
not-a-count = This is not a number of units.
title-needed = A title in English is needed: it stands in for every other language.
not-saved = Nothing was saved: please look at what is marked
not-an-address = This cannot be an address: small letters, digits and hyphens, and no more.
former-too-low = A former price is higher than the price. Leave it empty if nothing is reduced.
not-a-sku = A SKU is a short name of your own for what is sold, such as MUG-BLUE: one line, without spaces around it.
delete = Delete
delete-question = Delete this product for good?
delete-meaning = Its page will say that it is gone, and its texts and prices are lost. Orders keep what they say of it. To take it off sale for a while make it a draft; to keep it for the record, archive it.
deleted = The product was deleted.
order = Order
placed = Placed
customer = Customer
total = Total
payment = Payment
lines = What was ordered
quantity = Quantity
price = Price
to-ship = Still to ship
ship = Ship
ship-hint = Leave out, or lower, what does not leave yet.
carrier = Carrier
tracking-number = Tracking number
tracking-url = Where it can be followed
tracking-url-hint = Begins with https://
shipments = Shipments
mark-shipped = It has left
mark-delivered = It has arrived
confirm-again = Send the confirmation once more
cancel = Cancel the order
cancel-meaning = Its stock goes back and the payment is released or given back. This cannot be undone.
reason = Reason
cancel-part = Cancel a part
cancel-part-meaning = The pieces go back into stock. What was held for them is not charged; what was paid is given back. What is packed has to be unpacked first. This cannot be undone.
cancelled-parts = Cancelled
not-charged = not charged
nothing-to-cancel = Choose at least one unit to cancel.
reason-hint = For staff alone.
reason-read = The shopper reads it.
refund = Give money back
refundable = Can still be given back
goodwill = Amount
refund-delivery = What delivery cost too
refunds = Given back
timeline = History
nothing-to-ship = Choose at least one unit to ship.
delivers-to = Delivers to
subtotal = Goods
delivery = Delivery

email = E-mail address
password = Password
go-on = Continue
sign-in-hint = Whoever manages staff can invite you. If password or authenticator is lost, ask for a new invitation.
sign-in-over = That took too long, or too many codes were tried. Please sign in again.
sign-in-code = Enter your code
code = Code
code-hint = Six digits of your authenticator, or one of your backup codes.
other-account = Sign in with another account
wrong-credentials = The e-mail address or the password is wrong. Please check both.
wrong-code = The code is wrong, too old, or was used before. Please wait for the next one; check whether the clock of your device is right.
too-many-attempts = There were too many attempts. Please wait 15 minutes, or sign in where you have before.
unavailable = The shop cannot do this right now. Please try again in a moment.
welcome = Welcome to the office
invitation-unknown = This invitation is not known: the link is not whole, or a newer one was made.
invitation-used = This invitation was accepted. Please sign in.
invitation-over = This invitation is over. Ask whoever invited you for another.
name-of-account = Your name
new-password = New password
new-password-hint = At least ten characters. Several words that have nothing to do with each other are good and easy to keep in mind.
authenticator = Your authenticator
authenticator-hint = Read this picture with an authenticator, such as the one of your phone or your password manager. From then on it shows six digits that you need to sign in.
authenticator-qr = The secret of your authenticator as a QR code
authenticator-secret = Or type the secret into it:
open-authenticator = Open it in an authenticator on this device
first-code-hint = The six digits that the authenticator shows now.
accept = Make my account
backup-codes = Your backup codes
backup-codes-hint = Keep them where you keep what is important: they are shown this once. Each lets you in once in place of the authenticator’s digits, if that is lost.
to-the-office = To the office
signed-out = You are not signed in any more. Nothing was changed.
what-you-typed = What you typed
overview = Overview
stock = Stock
staff = Staff
audit = Changes
orders-to-ship = Orders to ship
show-them = Show them
open-returns = Returns to settle
sales-today = Sold today
sales-seven-days = Sold in seven days
sales-thirty-days = Sold in thirty days

# Variables:
#   $zone (Text) - the time zone
sales-hint = Days begin at midnight of { $zone }, which is set in the settings. Orders that were paid for and not cancelled count in full, whatever came back of them.

edges = What shoppers see
edges-news-flows = Changes reach shoppers’ pages at once.
edges-news-unknown = Whether changes reach shoppers’ pages is not known now.
edges-unknown = How each edge does is not known: none was named to the office. Whoever runs the shop can do that (OFFICE_EDGES).
edge-well = well
edge-degraded = serves what it has; changes do not reach it
edge-away = does not answer

# Variables:
#   $seconds (Number) - for how long
edges-news-waits = Changes have been waiting for { $seconds } seconds: shoppers may still see what was before. Tell whoever runs the shop.

low-stock = Runs low
nothing-low = Nothing runs low.
nothing-low-so-far = Among the variants that were looked at, nothing runs low. The list looks at the others.
all-low = All that runs low
available = Can be sold
reserved = Being paid for
at-main = At the main location
search-stock-hint = SKU, or name or address of a product
count-hint = What you set is what was counted at the main location, without the units of orders that were paid for, and with those of orders that still await their payment.
set = Set
backorder = sold beyond that
untracked = not counted
searches = Searches
# Variables:
#   $least (Number) - how often a query must have been asked to be shown
searches-hint = Counted by day, without any name, address or cookie. What caches have answered is not in it, nor what was asked fewer than { $least } times or looks like an address or a number of somebody’s. Opened is what was opened from the results, and into the cart what then went there by a browser with scripts.
searches-order = Show
searches-top = What is asked most often
searches-failing = What finds nothing
searches-unclicked = What finds something nobody opens
searches-slow = What takes longest
searches-days = Days
searches-none = Nothing was counted in these days.
searches-query = Query
searches-language = Language
searches-times = Asked
searches-empty = In vain
searches-clicks = Opened
searches-rate = Opened per search
searches-additions = Into the cart
searches-average = On average
searches-slowest = At most
audit-subject = Of what
audit-subject-hint = Such as “product” and an id, “variant” and a SKU, “staff” and an address, just as it stands in the list.
what-changed = What has changed
before = Before
after = After
roles = Roles
role-owner = Owner: everything
role-catalog = Catalogue: products and stock
role-orders = Orders: sends them on their way
role-support = Support: sees orders and gives money back
role-marketing = Marketing: promotions and gift cards
role-analyst = Analyst: sees figures and changes nothing
role-developer = Developer: connects other programs
change-roles = Change roles
end-account = End the account
end-account-meaning = Sessions, keys and invitations of this account are over at once. An invitation opens it again.
ended = ended
this-is-you = this is you
invite = Invite somebody
invite-language = Language of the mail
invite-hint = You get a link to hand over; it is good for three days, once. For an address that has an account, the link gives it a new password, new codes and these roles.
invitation-link-hint = Where mails are set up, a link is on its way by mail. Or hand this one over by a safe way: it is shown this once. Both are good for three days, and one of them once.
open-invitations = Open invitations
invited-by-command = invited by the command line
open-until = good until
withdraw-invitation = Withdraw the invitation
withdraw-invitation-meaning = Its links, the one that was shown and the one in the mail, open nothing any more. You can invite the same address anew.
invitation-shown = Its link was shown before, and nobody keeps it. Invite once more for a new one.
returns = Returns
only-returns = Only with returns to settle
approve = Agree
receive = It has arrived
restock = Put it back on the shelf
return-refund-meaning = What these pieces cost goes back to the shopper, by the way it came. This cannot be undone.
return-refund = Give the money back
reject = Decline
answer = Why, for the shopper to read

pages = Pages
new-page = New page
pages-hint = Imprint, terms, whatever you have to say. Each save is a version that stays; shoppers read what you put on show.
pages-missing = Every shop needs these
page-deleted = The page was deleted.
page-kind = What it is there for
page-kind-hint = Imprint, terms, privacy, returns and shipping are linked at the foot of every page. The checkout names terms, privacy and returns.
page-shown = On show
page-shown-with-draft = On show, with a newer draft
page-was-shown = Was on show
page-withdrawn = Withdrawn
imprint = Imprint
terms = Terms
privacy = Privacy
returns-page = Returns
shipping-page = Shipping
other-page = Something else
page-languages = English stands in where a language is left empty, and the page says so.
page-body = Text
page-body-hint = Markdown: # Heading, **bold**, - list, [words](/collections/mugs) for a link. A blank line begins a paragraph. HTML is shown as it was typed.
page-description = Description for search results
page-place = Where it stands
page-address-hint = The last part of the page’s address: small letters, digits and hyphens. A former address leads to the new one.
page-publish = Save and show
page-save-draft = Save as a draft
page-withdraw = Save and withdraw
page-draft-hint = While you save drafts, shoppers go on reading what was put on show last.
page-preview = Preview
page-preview-hint = As it was saved. Links lead to the shop’s own addresses.
page-versions = Versions
page-version = Version
page-restore = Restore as a draft
page-restore-hint = Makes a new version of these texts. Shoppers see nothing of it until you put it on show.
page-outdated = Somebody else has changed this page since you opened it
page-outdated-hint = Nothing was saved. What you typed is still here; where the page says something else by now, it stands below the field. Save again to have what you typed.
page-delete-question = Delete this page for good?
page-delete-meaning = Its address will say that it is gone. Shoppers who agreed to a version of it can still read that one. To take it off show for a while, withdraw it.
menus = Menus
menus-hint = An entry leads to a page, a collection or an address. Entries are in the order of their numbers; one that leads nowhere is left out. An empty menu is as the shop makes it by itself.
menus-outdated = Somebody else has changed the menus since you opened them
menus-outdated-hint = Nothing was saved. What you typed is still here. Look at what is set now, then save again to have what you typed.
menus-now = See what is set now (opens in a new tab)
menu-header = Below the shop’s name
menu-header-hint = By itself: all products, then the collections.

# Variables:
#   $number (Number) - which column
menu-footer = At the foot of every page, column { $number }
menu-footer-hint = By itself: products, collections and search in the first, cart, account and orders in the second. Imprint, terms and the like stand there in any case.
menu-position = Position
menu-target = Leads to
menu-nothing = nowhere
menu-address = An address
menu-label = Called
to-do-imprint = Write the imprint and put it on show
to-do-terms = Write the terms and put them on show
to-do-privacy = Say what becomes of what you know of shoppers (privacy)
to-do-returns = Say how things are sent back (returns)
to-do-shipping = Say how you send, and what it costs (shipping)

settings = Settings
settings-shop = The shop
settings-contact = Who stands behind it
settings-contact-hint = It stands at the foot of every page. In the European Union a shop has to say its company, postal address and e-mail address, and its VAT ID if it has one.
settings-outdated = Somebody else has changed the settings since you opened them
settings-outdated-hint = Nothing was saved. What you typed is still here; where something else is set by now, it stands below the field. Save again to have what you typed.
shop-name = Name of the shop
tagline = What it sells, in one line
time-zone = Time zone
time-zone-hint = By whose clocks times are shown here and the shop’s days begin, such as Europe/Berlin. Empty: UTC.
about-shop = What it says of itself
about-shop-hint = Paragraphs are separated by a blank line. The first stands at the foot of every page, all of them on the home page. English stands in where a language is left empty.
company = Company
postal-address = Postal address
phone = Telephone
vat-id = VAT ID
to-do = Before the shop opens
to-do-name = Give the shop its name
to-do-contact = Say who stands behind it: company, address, e-mail
to-do-product = Make the first product

# Variables:
#   $text (Text) - what is built in
settings-unset = While this is empty, the shop says “{ $text }”

# Variables:
#   $orders (Number) - how many orders
orders-counted = { $orders ->
    [one] { $orders } order
   *[other] { $orders } orders
}

# Variables:
#   $least (Number) - how many are not few any more
low-only = Only what runs low (fewer than { $least })

# Variables:
#   $sku (Text) - the variant
stock-saved = The stock of { $sku } is set.

# Variables:
#   $email (Text) - whom
invited = { $email } is invited

# Variables:
#   $email (Text) - who has invited
invited-by = invited by { $email }

# Where a return stands.
# Variables:
#   $state (ReturnState)
return-state = { $state ->
    [requested] Asked for
    [approved] Agreed, on its way
    [received] Has arrived
    [restocked] Back on the shelf
    [refunded] Settled
   *[rejected] Declined
}

# Where the payment of an order stands.
# Variables:
#   $state (PaymentState)
payment-state = { $state ->
    [pending] Pending
    [action-required] The shopper has to confirm
    [authorised] Authorised
    [partially-captured] Taken in part
    [captured] Taken
    [voided] Called off
    [partially-refunded] Given back in part
    [refunded] Given back
   *[declined] Declined
}

# Pictures.
pictures = Pictures
pictures-hint = JPEG, PNG or WebP, up to 20 MiB each, several at once. They are made ready for every screen in some seconds.
add-pictures = Add pictures
picture-files = Files
pictures-drop = Or drag pictures here.
pictures-sent = Sent.
pictures-broken = It did not arrive. Send it once more.
focus-across = Focal point, per cent from the left
focus-down = Focal point, per cent from the top
pictures-look = Show what arrived
what-it-shows = What it shows
what-it-shows-hint = Say it for whoever cannot see the picture: it is read aloud in its place.
move-up = Move up
move-down = Move down
take-out = Take out
picture-waiting = Is being made ready
picture-ready = Ready
picture-failed = Nothing can be made of it
waiting-hint = These become pictures of the product as soon as they are ready.
look-again = Look again
not-attached = Do not use it
pictures-refused = These files were not taken:
pictures-none = There are no pictures yet.
pictures-saved = The pictures are saved.
used-by = Used by
used-nowhere = Nothing uses it.
delete-picture = Delete this picture for good?
delete-picture-meaning = It is shown nowhere. Its files are taken away an hour later.
picture-deleted = The picture was deleted.
no-files = Choose at least one file.

# Variables:
#   $number (Number) - its place
picture-number = Picture { $number }
# Variables:
#   $name (Text) - the beginning of the picture’s name
picture-undescribed = Without a description ({ $name })

# Variables:
#   $count (Number) - how many
pictures-given = { $count ->
    [one] { $count } picture was taken.
   *[other] { $count } pictures were taken.
}

# API keys.
keys = API keys
keys-hint = A key lets a program call the API of the shop, without anybody signing in. Give each program a key of its own, and no more than it needs.
keys-none = There are no keys.
new-key = A new key
key-name = What is it for?
key-name-hint = Such as “warehouse”. In the list of changes the program goes by this name.
key-days = Ends after how many days
key-days-hint = 1 to 3650; empty for a key that never ends by itself.
key-may = What it may do
make-key = Make the key
made-at = Made
last-used = Used last
never-used = Not used yet
ends-at = Ends
ends-never = Does not end by itself
replace-key = Replace the key
replace-key-meaning = You get a new key of the same name that may do the same. Give it to the program while the old one is still good. The new one is yours, and ends with your account.
key-overlap = The old one stays good for
end-key = End the key
end-key-meaning = Programs that use it get no further from the next call on. This cannot be taken back.
key-made-hint = Copy it now: it is shown this once, and nobody keeps it.
key-shown = It was shown before, and nobody keeps it. Replace it for a new one.
may-catalog-read = See products and collections
may-catalog-write = Make, change and delete products and collections, prices included
may-orders-read = See orders, with whom they go to
may-orders-fulfil = Pack and ship orders, and move returns on
may-orders-refund = Cancel orders, take payments by hand and give money back
may-customers-read = See shoppers’ accounts
may-customers-manage = Give out all that is kept of a shopper, and end their account
may-stock-read = See stock
may-stock-write = Count and move stock
may-promotions-read = See promotions
may-promotions-write = Make and change promotions
may-gift-cards-manage = See, issue and block gift cards, which are money
may-settings-write = Change how the shop is set up
may-staff-manage = Invite, change and end staff and keys
may-audit-read = Read what staff changed
may-webhooks-manage = See, make, change and try webhooks
may-api-read = Read the description of the whole API

# Variables:
#   $name (Text) - the key
key-made = The key { $name } is made

# Variables:
#   $hours (Number) - how many
overlap = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}

# Passkeys of staff.
security = Your sign-in
passkeys = Passkeys
passkeys-hint = With a passkey you sign in by your device, its finger, face or PIN: no password, no code. It cannot be used on a page that only looks like this one.
passkeys-none = You have no passkey yet.
passkeys-not-here = Browsers have passkeys only at an address with a name and https. At this one there are none.
passkey-name = What is the passkey called?
passkey-name-hint = Such as “phone” or “key ring”.
passkey-default-name = Passkey
add-passkey = Add a passkey
remove-passkey-meaning = This device lets you in no more. Password, authenticator and backup codes stay as they are.
remove-passkey = Remove the passkey
passkey-removed = The passkey was removed. Password, authenticator and backup codes are as they were.
passkey-added = The passkey was added.
passkey-sign-in = Sign in with a passkey
passkey-cancelled = Nothing was done: the device did not answer, or you cancelled it.
passkey-there = This device has a passkey of your account already.
passkey-broken = Your browser could not do this here. Please try again, or use your password.
passkey-unsupported = This browser has no passkeys here, or runs no scripts. Password and code work as before.
passkey-refused = The passkey was not accepted. Please try again, or use your password.
passkey-expired = This took too long, or was begun in another window. Please try again.
passkey-unknown = No account has this passkey, or no longer. Please use your password.
passkey-copied = This passkey has counted less than before, so there seem to be two of it. Use your password, and remove it.
passkeys-full = There are as many passkeys as an account may have. Remove one first.
recent-needed = This wants a sign-in within the last ten minutes. Please sign out, sign in again, and come back.
other-ways = Beside passkeys you sign in with your password and the digits of your authenticator, or with a backup code. These stay, whatever passkeys you have: whoever loses a device gets in by them.

# Orders: packing slip, notes, mails.
packing-slip = Packing slip (PDF)
order-note = Note
order-note-hint = For staff alone. It stands in the history, and stays there.
add-note = Add the note
shipment-mail = Send the shipping mail once more
sent-mails = Other mails that were sent
send-again = Send once more
sent-paid = Receipt of payment, with the invoice
sent-cancelled = The order was cancelled
sent-part-cancelled = A part of the order was cancelled
sent-refunded = Money went back, with the credit note
sent-withdrawal = Receipt of a withdrawal
sent-return-approved = A return was approved
sent-return-rejected = A return was rejected

# Variables:
#   $names (Text) - who
also-open = In the last ten minutes also opened by: { $names }.
# Variables:
#   $names (Text) - who
open-now = Right now also opened by: { $names }.
nothing-lost = If you both change it, nothing gets lost: whoever saves last is shown both.
