### Texts of orders, and of finding one again.

thanks = Thank you for your order
order = Order
sent-to = The confirmation goes to
pending = Your payment is being settled
pending-more = Open this page again in a moment to see the outcome. There is no need to order again.
unconfirmed = Your bank asks you to confirm
unconfirmed-more = Your things are kept for you for half an hour. The order is placed as soon as you have confirmed the payment.
confirm = Confirm the payment
look-again = Look again
back-to-checkout = Back to checkout
refused = The payment was declined
refused-more = Nothing was charged. What you wanted is in your cart again.
partly-sent = Part of your order is on its way
partly-sent-more = The rest follows as soon as we can hand it over.
sent = Your order is on its way
sent-more = Everything you ordered was handed over.
cancelled = The order was cancelled
cancelled-more = Nothing of it will be sent. If money was held or taken for it, that is given back.
again = Order this again
again-more = Whatever of it is still sold goes into your cart, at today’s prices.
again-missing = This is not in your cart: it is sold out, or no longer sold
again-cart = To the cart
items = What you ordered
placed = Placed on
status = Status
delivers-to = Delivers to
total = Total
your-orders = Your orders
none = No orders yet.
shipments = Shipments
shipment = Shipment
tracking-number = Tracking number
track = Follow this parcel
cancelled-parts = Cancelled

left-of-total = Left of the total

# Variables:
#   $units (Number) - how many pieces
of-them-cancelled = { $units } of them cancelled

# Variables:
#   $amount (Money) - what is not charged
not-charged = { $amount } not charged

refunds = Refunds
for-delivery = Delivery
for-goodwill = Goodwill
returns = Returns
our-answer = Our answer
you-said = You wrote
exchange-sent = See the order that brings your exchange
change = Changed your mind?
cancel = Cancel this order
cancel-more = Nothing has left our house yet, so you can still cancel the whole order. What was held for it is released.
cancel-now = Cancel the order now
withdraw = Withdraw from the contract here
withdraw-more = You may withdraw without giving a reason until fourteen days after everything has arrived.
withdraw-until = You may withdraw without giving a reason until
send-back = Return or exchange something
choose-withdrawal = Choose what the withdrawal is about. You see it once more before anything is sent.
choose-return = Choose what you would like to send back. You see it once more before anything is sent.
which = Which pieces
none-of-it = none
what-instead = What would you like?
want-money = My money back
want-other = Something else instead
reason = Tell us more
reason-hint = What was wrong, or what you would like instead. You may leave this empty if you want your money back.
next = Continue
check-withdrawal = Confirm your withdrawal
check-withdrawal-more = With this you withdraw from the contract about:
check-return = Is this right?
check-return-more = You would like to send back:
confirm-withdrawal = Confirm withdrawal
confirm-return = Send the request
receipt-to = Receipt goes to
your-name = Name
back-to-order = Back to the order
nothing-to-return = There is nothing of this order that could be sent back now.
choose-units = Choose at least one piece.
say-what-instead = Say what you would like instead.
keep-link = Our mails about this order have a link that opens it again without an account.
closed = This order does not open here
closed-more = Links to an order end after a while, and when a new one is sent. We send a new link to the address you ordered with. If you ordered with an account, log in.
email-again = The address you ordered with. We ask for it so that nobody changes your order who has but the link.
email-again-fault = Enter the e-mail address the order was placed with.
find = Find an order
find-more = Enter the number of your order and the e-mail address you ordered with. We send the link to your order to that address.
find-number = Order number
find-number-hint = It is in the subject of our mails.
find-bad-number = Enter the number of the order, such as 1042.
find-email = E-mail address
find-bad-email = Enter an e-mail address such as name@example.com.
find-send = Send the link
find-sent = If there is such an order we have sent a link to that address.
find-sent-more = Nothing there after a few minutes? Look into the spam folder, and check number and address. We send a link once in ten minutes.

# Where an order stands.
# Variables:
#   $state (OrderState)
state = { $state ->
    [awaiting-payment] Awaiting payment
    [placed] Placed
    [partially-fulfilled] Partly sent
    [fulfilled] Sent
    [cancelled] Cancelled
   *[refused] Payment declined
}

# Where a shipment is.
# Variables:
#   $state (ShipmentState)
shipment-state = { $state ->
    [packed] Packed
    [shipped] On its way
    [delivered] Delivered
   *[lost] Lost; we are looking into it
}

# How far money that goes back has come.
# Variables:
#   $state (TransferState)
refund-state = { $state ->
    [due] On its way
    [done] Paid back
   *[refused] Did not arrive; we are looking into it
}

# By what right something comes back.
# Variables:
#   $kind (ReturnKind)
return-kind = { $kind ->
    [withdrawal] Withdrawal
    [return] Return
   *[exchange] Exchange
}

# Where a return stands.
# Variables:
#   $state (ReturnState)
return-state = { $state ->
    [requested] We have your request
    [approved] Please send it back
    [received] It is here; your money follows
    [restocked] It is here; your money follows
    [refunded] Settled
   *[rejected] Not accepted
}
withdrawal-received = We have your withdrawal

# Variables:
#   $number (Number) - the order's number
number = No. { $number }
