### Texts of invoices and credit notes, on pages and on paper.

documents = Documents

# Variables:
#   $kind (DocumentKind)
kind = { $kind ->
    [invoice] Invoice
   *[credit-note] Credit note
}

# A document by its kind and number: “Invoice 17”.
# Variables:
#   $kind (DocumentKind)
#   $number (Number) - the document's number
title = { $kind ->
    [invoice] Invoice
   *[credit-note] Credit note
} { $number }

## On paper

number = Number
date = Date
order = Order
ordered = Ordered on
of-invoice = For invoice
reason = Reason
item = Item
quantity = Qty
unit-price = Unit price
discount = Discount
tax = Tax
amount = Amount
goods = Goods
delivery = Delivery
delivery-discount = Discount on delivery
goodwill = Goodwill
total = Total
credited = Total credited
rate = Tax rate
net = Net
gross = Gross
gift-card = Paid by gift card
paid-online = Paid online
incl-tax = Prices include VAT.
no-tax = No VAT is charged on this delivery.
plus-tax = Tax is added to the prices.
supplied = The date of supply is the day of dispatch, which our shipping notice tells. Thank you for your order.
corrects = This credit note corrects the invoice named above. The amount goes back the way it was paid.
vat-id = VAT ID

# Variables:
#   $page (Number) - which page this is
#   $pages (Number) - how many there are
page = Page { $page } of { $pages }

# Variables:
#   $place (Text) - a part of a country that lies outside the area of VAT, by name
export = Export exempt from VAT: delivered to { $place }, which lies outside the area of VAT.

# Variables:
#   $amount (Money) - what was not taken
released = Of the total, { $amount } was cancelled before you paid and was neither charged nor kept on a gift card. A credit note says for which items.
corrects-released = This credit note corrects the invoice named above. The amount was not taken.

# Packing slips.
packing-slip = Packing slip
parcel = Parcel
sku = SKU
packing-slip-thanks = Thank you for your order. If something is missing or was damaged on its way, please write to us.

# Pick lists.
pick-list = Pick list
orders = Orders
no-location = At no location: stock that is not counted
pick-list-note = What is in no shipment yet. A bundle is listed as what it is made of.
