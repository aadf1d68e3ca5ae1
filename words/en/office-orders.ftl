### Texts of the office’s pages about orders: what several of them want from the shelves, and money that is taken by hand.

# Pick lists.
pick-list = Pick list
pick-list-make = Make a pick list
pick-list-hint = Choose orders above: the list says what to take from the shelves, by location and SKU, and for which order.
pick-list-print = Print it as a PDF
pick-list-none = There is nothing to pick: all of it is in shipments, or the orders are not paid for or were cancelled.
pick-list-no-choice = Choose at least one order.
pick-list-of = For these orders
pick-list-left-out = Left out, as nothing of them is to be packed
pick-list-nowhere = At no location: stock that is not counted
pick-list-shares = Of these for
pick-list-note = What is in no shipment yet. A bundle is listed as what it is made of.

# Taking a payment by hand.
capture = Take the payment now
# Variables:
#   $amount (Money) - what is held
capture-now = Take { $amount }
# Variables:
#   $amount (Money) - what is held
capture-meaning = { $amount } is held for this order: all of it that was not cancelled. By itself it is taken when the first shipment leaves. A payment is taken once, and the provider releases what is left over: cancel first what you will not send. What was taken goes back by a refund alone.
capture-under-way = The payment is being taken. Look again in a minute.
capture-refused = The payment could not be taken
capture-refused-meaning = Nothing was taken. What a bank holds for an order ends after some days. If it is held again, try once more; otherwise ask the shopper to order anew, and cancel this order.

# Mails that are sent once more.
mail-under-way = The mail is on its way.
