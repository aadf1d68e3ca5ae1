### Texts of the office about price lists by lines and files.

several = Price lists by a file
intro = One price a line. The first line names the columns: list, group, starts, ends, currency, sku, quantity, price. A list that there is not is made; of one that there is, prices that no line names stay.
lines = Lines
# Variables:
#   $zone (Text) - the shop's time zone
lines-hint = Separated by commas, semicolons or tabs. “group” is the name of a group of customers, or empty for everybody; “starts” and “ends” are times such as 2026-12-01T00:00 ({ $zone }), or empty. 2,000 lines at most; give more in several turns.
file = Or a file (CSV)
look = Look at them
keep = Keep all of them
looked = Nothing is kept yet: this is what would become of each line
refused-some = Nothing was kept: some lines have to be mended first
too-many = There are too many lines or columns, or none with a price. Give 2,000 lines at most, under a line that names the columns.
# Variables:
#   $column (Text) - the name of a column
no-column = There is no column “{ $column }”. The first line names the columns.
bad-currency = The currency is none of this shop’s: EUR, for example.
bad-quantity = The quantity is a whole number from 1 to 99.
bad-price = The price is no amount of this currency.
bad-time = A time is written as 2026-12-01T00:00.
bad-sku = This is no SKU.
line = Line
result = What becomes of it
note = What to mend
made = new
changed = another price, group or time
unchanged = as it was
refused = refused
export = All of them as a file (CSV)
kept-imports = Imports
undo = Take back
# Variables:
#   $at (Text) - when it was made
undo-one = Take the import of { $at } back
undo-hint = Each list is made what it was before, unless somebody has changed it since. The latest twenty are kept.
undone = Taken back
left = Changed since, and left as they are:
