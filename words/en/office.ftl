### Texts of the office, where staff run the shop.

name = Office
skip = Skip to the content
sections = Sections
products = Products
orders = Orders
sign-in = Sign in
sign-in-hint = Paste a staff key. Whoever runs the shop's server makes one by “origin staff-key create”.
staff-key = Staff key
wrong-key = This key is not known, or it was revoked. Check that all of it was pasted.
sign-out = Sign out
form-stale = This form was made for another sign-in, or came from another place. Nothing was changed. Open the page again and repeat what you did.
form-large = What was sent is too large. Nothing was changed.
not-allowed = You may not do this
not-found = There is nothing at this address
went-wrong = That did not work
back = Back
search = Search
search-products-hint = Address, title, brand or SKU
search-orders-hint = Order number or e-mail address
show = Show
all = All
state = State
life = Status
product = Product
brand = Brand
variants = Variants
changed = Changed
none-found = Nothing was found.
next-page = Next page
first-page = First page
new-product = New product
draft = Draft
active = On sale
archived = Archived
texts = Texts
title = Title
summary = Summary
description = Description
description-hint = Paragraphs are separated by a blank line.
address = Address
address-hint = The last part of the product page's address: small letters, digits and hyphens. A former address leads to the new one.
sku = SKU
choice = Choice
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
now = By now:
nothing = nothing
see-in-shop = See it in the shop
not-a-price = This is not a price. Write it as 12.50, and without more decimals than the currency has.
not-a-count = This is not a number of units.
not-an-address = This cannot be an address: small letters, digits and hyphens, and no more.
not-a-sku = This cannot be a SKU: printable text on one line, without spaces around it.
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
cancel = Cancel the order
cancel-meaning = Its stock goes back and the payment is released or given back. This cannot be undone.
reason = Reason
reason-hint = For staff alone.
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
