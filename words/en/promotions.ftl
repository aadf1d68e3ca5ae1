### Why a promotion does not apply, in a sentence the shopper can act on.

not-yet = This promotion has not begun yet; try again later.
expired = This promotion is over.
used-up = This promotion has been used up.
used-up-by-customer = You have used this promotion as often as it can be.

# Variables:
#   $currency (Currency) - the order's currency
not-in-currency = This promotion is not available in { $currency }.

not-for-these-goods = This promotion is not for anything in your cart.

# Variables:
#   $missing (Money) - how much too little is in the cart
minimum-spend = Spend { $missing } more on what this promotion is for to use it.

# Variables:
#   $missing (Number) - how many units too few are in the cart
too-few-units = Add { $missing } more of what this promotion is for to use it.

no-delivery-chosen = Taken off at checkout, once delivery is chosen.

# Variables:
#   $method (DeliveryMethod) - the chosen way of delivery
not-for-delivery = { $method ->
    [standard] This promotion does not cover standard delivery; choose another way.
    [express] This promotion does not cover express delivery; choose another way.
   *[pickup] This promotion does not cover pickup delivery; choose another way.
}

nothing-left = There is nothing left for this promotion to take off.
outdone = This promotion cannot be combined with the better offer you already have.
