### Texts of the frame around every page, and of pages about trouble.

skip = Skip to content
home = Home
navigation = Main
all-products = All products
collections = Collections
search = Search
search-label = Search the shop
search-hint = What are you looking for?
search-go = Search
# While somebody types into the search field: the list, its parts, and what is said of it.
suggestions = Suggestions
suggested-queries = Searches
suggested-brands = Brands
suggested-products = Products

# Variables:
#   $count (Text) - how many there are
suggestions-found = Suggestions: { $count }

account = Account
region = Language and currency
shop = Shop
service = Your orders
information = Information
contact = Contact
tax-note = All prices include tax.
tax-note-added = Prices do not include tax; what is due is added at checkout.
back-to-shop = Back to the shop
not-found = This page is not here
not-found-more = The address may be mistyped, or what was here has left the shop. Searching helps, and so does a look at everything we have.
gone = This has left the shop for good
gone-more = What was here is no longer made or sold, and will not come back. Perhaps something like it is here: searching helps, and so does a look at everything we have.
collection-gone = This collection is no longer here
collection-gone-more = It was taken away and does not come back. What was in it may well be here: searching helps, and so does a look at everything we have.
page-gone = This page is no longer here
page-gone-more = What stood here was taken away and does not come back. What the shop has to say now is linked at the foot of every page.
former-version = This is what this page said once.
current-version = Read what it says now
english-only = This text is in English only.
# Variables:
#   $day (Date) - when the text was last changed
changed-on = Last changed on { $day }.
down = The shop is taking a breath
down-more = We cannot reach our shelves right now. Pages you see in the shop’s navigation may still open from our cache; searching, the cart and checkout will be back in a moment. Your cart is safe.
refused = This cannot be done
failed = Something went wrong on our side
failed-more = Nothing was changed. Please try again; if it keeps happening, come back a little later.
try-again = Try again

# The page that stands in for one that cannot be had without the network: heading, text, and what it says of ordering.
offline = You are offline
offline-more = This page needs the network. What you have looked at before can be read again.
offline-checkout = You can still fill your cart: what you change is sent when you are back. Checking out needs the network: nothing is ordered while you are not online.

# In its place after a form was sent and no answer came: heading, text, what becomes of an order, and a link to look.
no-answer = No answer came
no-answer-more = The network broke off while something was being sent to us. We do not know whether it has arrived.
order-unknown = If your order has arrived, the checkout finds it when you ask there again: it is placed once, however often you ask. What you typed is kept on this device for a while.
look-again = Look again

# Above the cart as this device knows it.
cart-as-known = This is your cart as this device knows it. Prices are the last that you saw; discounts are worked out, and codes can be entered, when you are back.

# Heading of the list of pages that are kept in the browser.
kept-pages = Kept on this device

# A field to search among them, and what is said if nothing is found.
kept-search = Search what is kept
none-kept = Nothing that is kept here is called so.

# A sign above pages while the browser is offline.
network-lost = You are offline. Pages you have looked at can still be read.
network-lost-at-checkout = You are offline. Ordering needs the network: nothing has been sent. Keep this page open, and what you have typed is still here when you are back.

# A sign above pages while changes of the cart wait for the network.
# Variables:
#   $count (Text) - how many
waiting = Changes to your cart that wait to be sent: { $count }.

# A sign above pages after changes of the cart were refused when they were sent at last.
not-all = Not everything could be put into your cart. Open it to see what.

# An offer to install the shop as an app: title, what it is good for, two buttons.
install-title = The shop on this device
install-more = Install it to open it like an app. What you have looked at, and your cart, are there without the network.
install = Install
not-now = Not now

# A sign above a page that is shown as it was kept.
# Variables:
#   $time (Text) - day and time
kept-as-of = The shop cannot be reached. You see this page as it was on { $time }; prices and stock may have changed since.

errors-title = Please check these fields
optional = optional

# This language in its own words, where shoppers choose one.
language = English

# The number of whoever runs the shop for value added tax.
# Variables:
#   $id (Text) - the number
vat-id = VAT ID: { $id }
