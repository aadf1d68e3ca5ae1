### Texts of the checkout.

title = Checkout
back-to-cart = Back to cart
change-cart = Change the cart
not-held = Many people want this right now, so we cannot hold it while you type. It is yours as soon as you order.

# An order was sent and no answer came: heading, what to do, two buttons.
unanswered = Your order was sent, but no answer came
unanswered-more = Ask once more: if the order has arrived, you see it; if it has not, it is placed now. It is one order either way.
ask-again = Ask once more
forget = Do not ask

contact = Contact
email = E-mail address
email-hint = For the order confirmation only.
have-account = Have an account? Log in
address = Delivery address
name = Full name
saved-addresses = Use one of your addresses
keep-address = Keep this address in my account
street = Street and number
billing = Billing address
other-billing = Send the invoice to another address
add-extra = Add flat, floor or company
extra = Flat, floor, company
postal-code = Postal code
city = Town
region = State or province
country = Country
choose = Please choose
delivery = Delivery
free = Free
payment = Payment
test-mode = Test mode: these cards are not real and no money moves.
test-accept = Test card that succeeds
test-decline = Test card that is declined
test-challenge = Test card whose bank asks you to confirm
test-async = Test transfer that is decided later
card = Card
card-hint = Your card goes to Stripe and never touches this shop.
other-card = Another card
keep-card = Keep this card for my account
keep-card-more = The payment provider keeps it, not the shop. You can remove it in your account at any time.
# Variables:
#   $brand (Text) - the company, such as Visa
#   $last4 (Text) - the last four digits
#   $expires (Text) - month and year
card-in-short = { $brand } ending in { $last4 }, expires { $expires }
card-no-script = Cards are entered in Stripe’s own form, which needs JavaScript. Turn it on for this page to pay.
card-unavailable = Stripe cannot be reached right now. Your cart is kept; try again in a moment.
card-not-set-up = This shop cannot take cards at the moment. Your cart is kept.
summary = Your order
total = Total
to-pay = To pay
have-code = Have a discount code or gift card? Enter it in the cart
covered = Your gift cards pay for everything. Nothing else will be charged.
tax = Tax
place = Order and pay
agreed = By ordering you agree to (opens in a new tab):
read-also = Please read, too (opens in a new tab):
secure = Your details are sent encrypted and used for this order only.
bad-email = Enter an e-mail address such as name@example.com.
bad-name = Enter the name for the parcel: at most 120 characters, none of them invisible.
bad-street = Enter street and number, at most 120 characters.
bad-extra = Keep this line to 120 characters.
bad-postal-code = Enter the postal code as it is written in the country.
bad-city = Enter the town, at most 120 characters.
bad-region = Enter the state or province, such as CA or California.
bad-country = Choose a country.
bad-delivery = Choose a way of delivery.
bad-payment = Choose a means of payment.

# Variables:
#   $last-four (Text) - the end of the card's code
gift-card = Gift card •••• { $last-four }

# Variables:
#   $code (Text) - a discount code
#   $why (Text) - a sentence that says why it does not apply
code-refused = { $code } does not apply: { $why }

# Variables:
#   $minutes (Number) - for how much longer the stock is kept for the shopper
held = { $minutes ->
    [one] Held for you for { $minutes } minute.
   *[other] Held for you for { $minutes } minutes.
}

# Variables:
#   $minutes (Number) - how long to wait
too-many-declines = { $minutes ->
    [one] Too many payments were declined. Your cart is kept: please wait { $minutes } minute, then try again or pay another way.
   *[other] Too many payments were declined. Your cart is kept: please wait { $minutes } minutes, then try again or pay another way.
}

# A way of delivery.
# Variables:
#   $method (DeliveryMethod)
delivery-method = { $method ->
    [standard] Standard
    [express] Express
   *[pickup] Pickup
}

# How long a way of delivery takes.
# Variables:
#   $method (DeliveryMethod)
delivery-time = { $method ->
    [standard] 3 to 5 working days
    [express] next working day
   *[pickup] you come for it
}

# How long a way of delivery takes.
# Variables:
#   $from (Number) - working days, at least
#   $to (Number) - working days, at most
delivery-days = { $from } to { $to } working days

# The same where there is nothing between the two.
# Variables:
#   $days (Number) - working days
delivery-in-days = { $days ->
    [0] the same working day
    [one] next working day
   *[other] { $days } working days
}

# Who carries a parcel, beside how long it takes.
# Variables:
#   $carrier (Text) - a name
delivery-by = by { $carrier }

no-delivery = We do not deliver to this address what is in your cart. Please choose another address, or order less.

# Variables:
#   $tax (Money) - the tax that a total holds
includes-tax = includes { $tax } VAT

# Variables:
#   $place (Text) - a part of a country that lies outside the area of VAT, by name
no-tax-in = No VAT is charged for deliveries to { $place }. Import taxes may be due there on arrival.
