### Texts of the frame around every page, and of pages about trouble.

skip = Skip to content
home = Home
navigation = Main
all-products = All products
collections = Collections
search = Search
search-label = Search the shop
search-hint = Mug, blanket, backpack …
search-go = Search
account = Account
region = Language and currency
shop = Shop
service = Your orders
tax-note = All prices include tax.
tax-note-added = Prices do not include tax; what is due is added at checkout.
back-to-shop = Back to the shop
not-found = This page is not here
not-found-more = The address may be mistyped, or what was here has left the shop. Searching helps, and so does a look at everything we have.
gone = This has left the shop for good
gone-more = What was here is no longer made or sold, and will not come back. Perhaps something like it is here: searching helps, and so does a look at everything we have.
down = The shop is taking a breath
down-more = We cannot reach our shelves right now. Pages you see in the shop’s navigation may still open from our cache; searching, the cart and checkout will be back in a moment. Your cart is safe.
refused = This cannot be done
failed = Something went wrong on our side
failed-more = Nothing was changed. Please try again; if it keeps happening, come back a little later.
try-again = Try again
errors-title = Please check these fields
optional = optional

# This language in its own words, where shoppers choose one.
language = English
