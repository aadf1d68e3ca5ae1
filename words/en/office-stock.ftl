### Texts of the office’s pages about the stock of one variant and where stock lies.

# One variant.
location = Location
not-sold-from = nothing is sold from here
movements = What moved, and why
no-movements = Nothing has moved yet.
movement-when = When
movement-units = Units
movement-why = Why
reason-counted = Counted, or imported
reason-ordered = Order
reason-order-refused = Order that was not paid for
reason-order-cancelled = Order that was cancelled
reason-returned = Came back
reason-transferred = Brought to another location
reason-import-undone = An import was taken back
count = Count
units-counted = Units there
units-counted-hint = Without the units of orders that were paid for; with those of orders that still await their payment.
bring = Bring elsewhere
bring-same = The units are there already: choose another location to bring them to.
bring-too-many = So many cannot be brought: at least 1, and at most as many as can be sold at that location.
from = From
to = To
units-brought = Units
policy = When none are left
policy-label = The shop
policy-tracked = sells no more
policy-backorder = sells on, and owes them
policy-untracked = does not count it: it is always there
limit = Owe at most
limit-hint = For selling on. Empty: any number.

# Locations.
locations = Locations
locations-hint = Orders take from the location with the lowest number first. One that nothing is sold from keeps its stock; shoppers see none of it.
new-location = New location
make-location = Make the location
location-code = Code
location-code-hint = Small letters, digits and hyphens, such as shop-berlin. It is never changed.
location-name = Name
location-turn = Turn
location-turn-hint = Lower numbers are taken from first; the main location has 0 unless you changed it. Empty: behind the last.
sold-from = Sold from
always-sold-from = always sold from
bad-location = A location has a code of small letters, digits and hyphens, and a whole number as its turn.
location-outdated = Somebody else has changed this location since you opened the page
policy-outdated = Somebody else has changed how this stock is kept since you opened the page
