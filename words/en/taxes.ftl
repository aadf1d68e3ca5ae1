### Texts of the office about rates of tax.

taxes = Taxes
intro = The shop knows the rates of every country as of November 2026. Set one here when the law changes, from the day on which it does: orders from midnight of that day on, by the clocks of the country, are taxed by it. Orders from before keep their tax, in refunds and invoices too.
set = What is set
set-hint = Rates in percent. What a country has no rate for stays empty and is taxed at the standard rate. To take a rate away, choose no place for it.
place = Place
no-place = none
from = From
from-hint = A day such as 2027-01-01. If it is empty, the rate has always held.
standard = Standard
intermediate = Intermediate
reduced = Reduced
super-reduced = Super-reduced
now = What holds today
saved = The rates are saved.
outdated = Somebody else has changed the rates since you opened this page
outdated-hint = Nothing was saved. What you typed is still here. Open the page again to see what the other has changed, or save again to have what you typed instead.
bad-rate = This is no rate. Write it in percent, such as 19 or 5.5, with two decimals at most.

# Variables:
#   $number (Number) - which of the rates
row = Rate { $number }
