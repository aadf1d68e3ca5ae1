### Texts of the office about addresses that lead elsewhere.

redirects = Old addresses
intro = Addresses of the shop that you had before, and where they lead now. One leads elsewhere only while there is no page at it: what the shop has is never hidden.
# Variables:
#   $count (Number) - how many there are
count = { $count ->
    [one] { $count } address leads elsewhere.
   *[other] { $count } addresses lead elsewhere.
}
none = No address leads elsewhere yet.
lead = Lead an address elsewhere
old = Old address
old-hint = Its path, such as /products/mug.html. In a market of its own it begins with the market’s word; otherwise it holds in all of them.
target = New address
target-hint = A page of this shop, such as /products/harbour-mug.
kind = Kind
kind-308 = for good (308)
kind-301 = for good, for old programs (301)
several = Several at once
lines = Lines
lines-hint = One a line: old address, new address and, if you like, 301 or 308; separated by commas, semicolons or tabs, as spreadsheets and other shops write them. 2,000 lines at most; give more in several turns.
file = Or a file (CSV)
look = Look at them
keep = Keep all of them
looked = Nothing is kept yet: this is what would become of each
refused-some = Nothing was kept: some lines have to be mended first
too-many = There are too many lines or columns, or no lines at all. Give 2,000 lines at most.
result = What becomes of it
note = What to mend
made = new
changed = leads elsewhere than before
unchanged = as it was
removed = taken away
refused = refused
remove = Take away
remove-meaning = Whoever comes by this address finds nothing there from then on. To undo it, write both addresses again.
# Variables:
#   $path (Text) - the old address
remove-one = Take { $path } away
export = All of them as a file (CSV)
search = Search
