### Messages that a browser shows while no page of the shop is open, and the button that asks for them.

## A shipment left

# Variables:
#   $number (Text) - the order's number
shipped = Your order { $number } is on its way
shipped-more = See what is in the parcel and where it is.

# Variables:
#   $number (Text) - the order's number
handed-over = We have handed over your order { $number }
handed-over-more = See what of it you have now.

## Money went back

# Variables:
#   $amount (Money) - what goes back
#   $number (Text) - the order's number
refunded = { $amount } go back to you for order { $number }
refunded-more = Until you see it, a few days may pass.

## A variant can be bought again

# Variables:
#   $title (Text) - the product's name
available = Back in stock: { $title }
available-more = You asked us to tell you.

## The button on the page of an order

of-order = Messages about this order
of-order-more = This browser can tell you when something is sent or money goes back, even while no page of ours is open.
tell = Tell me
of-order-on = This browser tells you when something happens to this order.
stop = Tell me no more

## The button on the page of a variant that is sold out

of-variant = When this is back
of-variant-more = This browser can tell you once when this is back, even while no page of ours is open.
of-variant-on = This browser tells you when this is back.

## What keeps a browser from it

denied = This browser lets us show you no messages. Its settings for this site can change that.
failed = That did not work. Please try again later.
