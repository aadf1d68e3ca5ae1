### Texts of the home page, lists, product pages and searches.

shop-now = See everything
by-collection = Shop by collection
collections-below = Collections in it
featured = Chosen for now
see-all = See all
about = Who we are
why-made = Made to be mended
why-made-more = Natural materials, honest seams, and the workshop’s name on every piece.
why-price = The price you see
why-price-more = Tax and delivery are shown before you order, to the cent.
why-plain = Plain dealing
why-plain-more = No account needed, nothing to click away, no one following you around.
sort = Sort by
sort-go = Sort
sort-best = Best match
sort-featured = Our choice
sort-best-selling = Best-selling
sort-newest = Newest
sort-price-ascending = Price, low to high
sort-price-descending = Price, high to low
nothing-here = There is nothing here at the moment.
filters = Filters
filters-go = Show products
filters-clear = Remove all filters
filters-chosen = Chosen filters
filtered-by = filtered by
filter-remove = remove
filter-more = More
filter-brand = Brand
filter-in-stock = In stock
filter-from = from
filter-to = up to
no-such-filter = There is no such filter here
no-such-filter-more = No product has what this address asks for, or it asks for too much at once.
range-left-out = This range was left out
no-such-sort = This list cannot be sorted like that
no-such-sort-more = This address asks for a way to sort that no list has. The list is still there: choose one of those above it.
list-instead = Show the list
whole-list = Show the whole list
filtered-none = No product has all of this. Remove a filter to see more.
pages = Pages
previous = Previous
next = Next
first-page = To the first page
breadcrumbs = You are here
from = from
former-price = Former price
lowest-before = lowest price of the 30 days before
unit-price-label = Unit price
price-each = Price each
price-now = Price
not-sold-here = Not available in this currency
in-stock = In stock
backorder = Can be ordered, comes later
sold-out = Sold out
not-available = Not available
quantity = Quantity
add = Add to cart
adding = Adding …
added = Added to your cart.
tax-included = Tax included.
tax-added = Any tax is shown at checkout.
delivery-free = Free delivery.
delivery-from = Delivery from
pictures = Pictures
picture = Picture
description = About this piece
details = Details
safety = Maker and safety
maker = Maker
responsible = Responsible in the EU
colours = Colours
found-none = We found nothing for
found-none-more = Try a shorter or a more general word, or have a look around.
results-for = Results for
showing-for = Showing results for
search-instead = Search instead for
did-you-mean = Did you mean:

# Variables:
#   $left (Number) - how many units can be had
only-left = Only { $left } left

# A shopper's own words in quotation marks.
# Variables:
#   $text (Text) - what was searched for
quoted = “{ $text }”

# Stands above a list of what has some words of a query, since no product has the others.
# Variables:
#   $missing (Text) - the words that no product has, in quotation marks
#   $others (Text) - the words that products have, in quotation marks
search-loosened = No product has { $missing }. Shown is what has { $others }.

# Variables:
#   $first (Text) - one thing, or several with commas between them
#   $last (Text) - the last thing
either = { $first } or { $last }

# Variables:
#   $currency (Currency) - the currency of the prices
filter-price = Price in { $currency }

# The lowest price that is chosen.
# Variables:
#   $price (Money) - the price
price-at-least = from { $price }

# The highest price that is chosen.
# Variables:
#   $price (Money) - the price
price-at-most = up to { $price }

# What was typed as a range ends before it begins.
# Variables:
#   $from (Text) - what was typed as its beginning
#   $to (Text) - what was typed as its end
range-backwards = { $from } is more than { $to }. Type the smaller number first.

# What was typed as an end of a range.
# Variables:
#   $text (Text) - what was typed
range-unreadable = “{ $text }” is no number. Type digits, such as 2.5.

# What was typed as an end of a range of prices.
# Variables:
#   $text (Text) - what was typed
price-unreadable = “{ $text }” is no price here. Type a whole number, such as 25.

# What the products of a list cost.
# Variables:
#   $lowest (Money) - the lowest price
#   $highest (Money) - the highest price
prices-between = They cost { $lowest } to { $highest }.

# Variables:
#   $count (Number) - how many products a list has
products = { $count ->
    [one] { $count } product
   *[other] { $count } products
}

# Variables:
#   $page (Number) - which page of a list this is
#   $pages (Number) - how many there are
page-of = Page { $page } of { $pages }

# What some amount of a product costs: €1.99 / 100 g.
# Variables:
#   $price (Money) - the price
#   $amount (Text) - how much of it
price-of = { $price } / { $amount }

# From how many units on one costs less, in a small table.
# Variables:
#   $count (Number) - how many units
from-units = from { $count }

# Behind the stroke of such a price.
# Variables:
#   $count (Number) - how many single things it is the price of
single-things = { $count ->
    [one] piece
   *[other] { $count } pieces
}

# Whether a product has a property.
yes = Yes
no = No

# Variables:
#   $page (Number) - a page that the list does not have
no-such-page = There is no page { $page } here
bought-together = Often bought together
alike = You may also like
home-preview = This is how the home page was saved last. Shoppers see it like this as soon as it is put on show.
home-preview-title = The home page as it was saved last
