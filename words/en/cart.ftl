### Texts of the cart and its drawer.

cart = Cart
your-cart = Your cart
close = Close
empty = Your cart is empty.
empty-more = Things you add stay here for 30 days.
loading = Fetching your cart …
view-cart = View cart
checkout = Checkout
continue-shopping = Continue shopping
subtotal = Subtotal
delivery-later = Delivery is shown at checkout. Tax is included.
discounted = After discounts
code = Discount code or gift card
apply = Apply
codes = Your codes
remove = Remove
update = Update
quantity = Quantity
fewer = One fewer
more = One more
each = each
removed = Removed from your cart.
updated = Cart updated.
merged = Your cart is here again, together with what you had just put in.
sold-out-line = Sold out. Please remove it to go on.
unavailable-line = No longer available. Please remove it to go on.

# “3 items”, beside the cart's sign.
# Variables:
#   $count (Number) - how many units are in the cart
items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}

# Variables:
#   $missing (Money) - how much more makes delivery free
free-delivery = Spend { $missing } more for free delivery.

# Variables:
#   $balance (Money) - what is left on a gift card
balance-left = { $balance } on it

# More text follows it.
# Variables:
#   $was (Text) - the price as it was seen last
#   $now (Text) - the price now
price-changed = Price changed from { $was } to { $now }.{" "}

# Variables:
#   $left (Number) - how many units can be had
reduce = Only { $left } left: reduce the quantity

# Variables:
#   $most (Number) - how many codes a cart holds
codes-full = A cart holds at most { $most } codes. Take one out first.

# Variables:
#   $minutes (Number) - how long to wait
too-many-codes = There were too many codes that do not exist. Please wait { $minutes } minutes and try again.

# Heading of a list of what could not be done with the cart, and what stands there for a product that is gone.
left-out = While you were offline, not everything could be done in your cart
left-out-gone = A product that is not in the shop any more

## What became of a line when the carts of a guest and of an account were made one

# Variables:
#   $name (Text) - the product with its choices
#   $quantity (Number) - how many units are in the cart now
merged-joined = { $name }: { $quantity } pieces now, both carts together.

# Variables:
#   $name (Text) - the product with its choices
#   $quantity (Number) - how many units are in the cart now
#   $wanted (Number) - how many both carts held together
merged-limited = { $name }: { $quantity } instead of { $wanted }, the most one order takes.

# Variables:
#   $name (Text) - the product with its choices
#   $quantity (Number) - how many units are in the cart now
#   $wanted (Number) - how many both carts held together
merged-short = { $name }: { $quantity } instead of { $wanted }, because no more are left.

# Variables:
#   $name (Text) - the product with its choices
merged-left-out = { $name } was left out, because the cart is full.

# Behind a price of one that is that of a group the shopper is in.
# Variables:
#   $price (Money) - what it costs everybody else
your-price = your price instead of { $price }

# Behind a price of one that is asked because there are many in the line.
# Variables:
#   $price (Money) - what one costs alone
quantity-price = quantity price instead of { $price }
