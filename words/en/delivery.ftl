### Texts of the office about delivery.

delivery = Delivery
intro = Each address is in one zone. A zone has its own ways of delivery, each with its fees. Orders keep what they were charged.
built-in = Nothing is set yet: these are the fees that the shop was built with.
zones = Zones
zone = Zone
new-zone = New zone
change = Change
places = Where
ways = Ways of delivery
none = Nothing is sent there.
name = Name of the zone
name-hint = Only staff read it.
countries = Whole countries
countries-hint = Without those parts that another zone names below.
areas = Parts of countries
areas-hint = One a line: a country with how its postal codes begin, such as “DE 10-14” or “FR 20”, or a part by its word, such as “helgoland” or “canary_islands”.
offered = Offered in this zone
shown-name = Name for shoppers
shown-name-hint = While this is empty, the shop uses its own word.
carrier = Carrier
days-from = Working days, at least
days-to = Working days, at most
days-hint = One of the two is enough. While both are empty, the shop says what is usual.
fee-hint = One amount, such as “4.90”. By weight, one line for each band: “1000 g: 4.90”, up to that weight. By what the goods cost, one line for each band: “0: 6.90”, from that price on.
remove-zone = Take the zone away
remove-meaning = Whoever lives there is told that the shop does not deliver to them, unless another zone names their address. Orders stay as they are.
outdated = Somebody else has changed delivery since you opened this page
outdated-hint = Nothing was saved. What you typed is still here; save again to have it, on top of what the other has changed.
try-it = Try it
try-hint = What one thing would cost to be sent somewhere, by what is set now.
market = Market
country = Country
postal-code = Postal code
value = Price of the goods
grams = Weight in grams
tax-class = How it is taxed
on = Ordered on
on-hint = A day such as 2027-01-01; today if it is empty.
result = What it would cost
way = Way
fee = Fee
tax = Tax
total = Total
not-offered = Not offered there
bad-name = Give the zone a name, by which staff know it.
bad-place = There is a line that names no part of a country. Write it as “DE 10-14”, “FR 20” or “helgoland”.
bad-days = This is not a number of working days. Write whole numbers, the smaller one first, or leave both empty.
bad-fee = A fee cannot be read. Write one amount such as “4.90”, or one band a line such as “1000 g: 4.90” or “30: 3.90”, and not both kinds.
bad-number = Write a number without a sign, with no more decimals than the currency has.

# Variables:
#   $currency (Currency)
fee-in = Fee in { $currency }

# Variables:
#   $currency (Currency)
free-from-in = Free from, in { $currency }

# Variables:
#   $zone (Text) - its name
remove-question = Take away the zone “{ $zone }”?

# Variables:
#   $zone (Text) - its name
saved = The zone “{ $zone }” is saved. Pages and carts follow at once.

# How goods are taxed.
# Variables:
#   $class (TaxClass)
class = { $class ->
    [standard] standard rate
    [intermediate] intermediate rate
    [reduced] reduced rate
    [super-reduced] super-reduced rate
   *[zero] not at all
}
