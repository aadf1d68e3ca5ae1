### Texts of the office’s pages on which products are changed: their options, their lines, several at once.

options = Options
options-hint = What shoppers choose between, such as colour and size. A variant is one choice of each option.
new-option = New option
new-option-hint = The variants that there are get its first value.
option-name = Name
values = Values
values-hint = One a line: Oat. With its translation and its colour: Oat | Hafer | #e8dfcf
value = Value
more-values = More values
swatch = Colour
remove-option = Take this option out
fill = Make the variants that are missing, with the prices of the first
options-question = Save these options?
variants-gone-meaning = Shoppers who have one in the cart are told that it cannot be had. Orders keep what they say of it.
name-in-english = A name in English is needed: it stands in where a language has none.
value-unreadable = A value cannot be read. Write one a line: Oat | Hafer | #e8dfcf
too-many-values = These are more than 500 values at once.
option-without-values = An option needs a value at least. Take it out, or give it one.
no-variant-left = No variant would be left. A product needs one at least.
too-many-variants = These are more than the 2,048 variants that a product may have.

# Variables:
#   $count (Number) - how many
variants-made = { $count ->
    [one] { $count } variant is made
   *[other] { $count } variants are made
}

# Variables:
#   $count (Number) - how many
variants-gone = { $count ->
    [one] { $count } variant is taken out
   *[other] { $count } variants are taken out
}

# Variables:
#   $count (Number) - how many
and-more = and { $count } more

# Lines of a spreadsheet.
lines = Variants as lines
lines-hint = Copy the lines into a spreadsheet and back, or paste others: with tabs, semicolons or commas, and the names of the columns first. A line with a new SKU makes a variant. What no line and no column names stays; an empty cell takes a price, weight, GTIN or contents away.
look = See what changes
keep = Keep these changes
begin-again = Begin again
what = What
lines-same = Nothing would change.
lines-outdated = What is shown compares your lines with the product as it is now. Nothing was saved yet.
lines-again = Nothing was saved. See what changes once more: your lines are still here.
lines-unread = These lines cannot be read. Nothing was saved.
no-sku-column = The first line has to name the columns, one of them SKU.
unknown-column = There is no such column. The first line of what is shown here has all of them.
column-twice = This column is there twice.
sku-twice = This SKU has a line already.
former-price = The former price has to be higher than the price.
not-a-weight = This is not a weight in whole grams.
unknown-value = The option has no such value. Add it on the page “Options” first.
not-a-tax-class = Tax is standard, intermediate, reduced, super_reduced or zero.
not-contents = These are no contents, such as 2 × MUG-OAT + 1 × LID.
too-many-columns = These are more than a hundred columns.

# Variables:
#   $number (Number) - which, from 1
line-number = Line { $number }

# Variables:
#   $count (Number) - how many
lines-change = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}

# What a product says besides, and what one of its variants does.
released-on-hint = The day on which it came out puts it into the order of what is new.
tax = Tax
tax-differs = as each variant has it
tax-hint = The tax holds for all variants. One that is taxed otherwise has it on its own page.
variant-hint = A SKU leads to what else there is of a variant: its number for barcodes, its weight, its tax, and what a bundle is made of.
gtin = Barcode number (GTIN, EAN, UPC, ISBN)
gtin-hint = The digits below the barcode. Marketplaces and search engines know a product by it.
weight = Weight in grams
weight-hint = With its packing. Fees of delivery go by it.
contents = Made of
contents-hint = For a bundle only: what is in one of it, a line each, such as 2 × MUG-OAT. It is in stock as often as its parts are. Empty, it is counted by itself.

# Variables:
#   $line (Text) - what was typed
contents-unreadable = This line cannot be read: { $line }. Write how many and which, such as 2 × MUG-OAT.

# Variables:
#   $sku (Text) - what was typed
contents-unknown = The shop has nothing with the SKU { $sku }. Make that first, or mend the SKU.

# Several at once.
bulk = Change several products
bulk-do = Do this
bulk-prices = Change prices by percent
bulk-no-former = Take former prices away
bulk-into = Put into the collection
bulk-out-of = Take out of the collection
bulk-percent = Percent
bulk-percent-hint = -15 makes cheaper, 7.5 dearer.
bulk-ending = New prices
bulk-collection = Collection
bulk-former = Show the present price as the former one where the new one is lower
ending-exact = exact
ending-whole = to whole units
ending-99 = ending in 99
choose = Choose
choose-all = Choose all on this page
choose-none = Choose none
bulk-none = Choose at least one product.
bulk-no-edit = Choose what is to be done.
bulk-no-percent = These are not percent that prices can change by: between -99.99 and 900, such as -15 or 7.5.
bulk-no-collection = Choose a collection.
bulk-same = Nothing would change: it is so already.
bulk-outdated = Somebody else has changed one of these products meanwhile
bulk-look-again = Nothing was changed. This is what would change now.
bulk-undo = Take it back
collections-of = Collections
bulk-everything = Everything that the filter finds, not only what is chosen; up to 20,000 products
bulk-no-edits = Nobody has changed many products at once lately. Below the list of products there is a form for it.
bulk-edits = Edits of many products
bulk-by = By
bulk-made = Made
bulk-first = What becomes of the first of them
bulk-first-same = Nothing would change in the first of them: they are so already.
bulk-waiting = Still to come
bulk-changed = Changed
bulk-already = So already, or deleted
bulk-refused = Left as they are
bulk-taken-back = As they were
bulk-start = Change all of them
bulk-stop = Stop
bulk-look-on = See how far it is
bulk-is-ready = Nothing is changed yet.
bulk-is-running = They are being changed. You can leave this page.
bulk-is-stopped = Stopped. What was changed stays until it is taken back.
bulk-is-done = Done. It can be taken back for 90 days.
bulk-is-undoing = It is being taken back. You can leave this page.
bulk-is-undone = Taken back.
addresses = Addresses that lead here
addresses-none = No other address leads here yet.
addresses-hint = Whoever opens one of these, or finds it in a search engine, comes to this product for good. An address that the product had leads here by itself.
address-new = Another address
address-new-hint = The part behind /products/, or all of it as it was copied: of a shop that the product was in before, or of a product that was deleted.
address-add = Have it lead here
address-away = Have it lead nowhere
address-gone-meaning = Whoever follows it, from a search engine or a bookmark, finds that there is nothing any more. You can have it lead here again.
address-unfit = This cannot be an address of a product. It has small letters, digits and hyphens.
views = Named views
view-name = Name of this view
view-keep = Keep this view

# Variables:
#   $name (Text) - what it is called
view-forget = Take the view “{ $name }” away

view-gone-meaning = It is gone for everybody who works here. The products stay as they are.

# Variables:
#   $count (Number) - how many
bulk-preview = { $count ->
    [one] This is what becomes of { $count } product. Nothing is changed yet.
   *[other] This is what becomes of { $count } products. Nothing is changed yet.
}

# Variables:
#   $count (Number) - how many
bulk-change = { $count ->
    [one] Change { $count } product
   *[other] Change { $count } products
}

# Imports of whole files.
imports = Imports
imports-hint = Files are imported here, or by “origin import”. Each import of the last thirty days can be taken back.
imports-none = Nothing was imported in the last thirty days.
import-file = File
import-begun = Began
import-state = State
import-made = New products
import-changed = Changed products
import-deleted = Deleted
import-archived = Archived, since they stand in an order
import-restored = As they were before
import-left = Left as they are
import-is-begun = under way or broken off
import-is-ended = imported
import-is-undoing = being taken back
import-is-undone = taken back
import-undo = Take the import back
import-undo-meaning = Products that the import made are deleted, or archived if they stand in an order. Those that it changed become what they were. What somebody has changed since is left as it is and named here. Stock that it set is taken back, too, less what was sold meanwhile; it never falls below what is reserved, and what somebody has counted since stays.
import-undo-stock = If it set stock, taking it back needs the permission to change stock too, which you do not have.
import-undo-asked = The import is being taken back. Look again in a moment.
import-running = If it is still under way, it stops.
import-new = Import a file
import-new-hint = The export of products from Shopify, WooCommerce or Medusa, or JSON lines of our own. The shop sees by itself which it is. It is looked at first, and nothing is changed until you say so.
import-file-hint = CSV or JSON lines, plain or compressed with gzip, at most 200 MB.
import-currency = Currency of prices that name none
import-collection = Collection for all of it (its address)
import-collection-hint = In place of the collections that the file names. It is made if it is not there.
import-on-hand = Units in stock, where the file does not say it
import-on-hand-hint = Without a number, what the file does not count is sold out until you count it.
import-encoding = Letters of the file
import-encoding-found = found out by itself
import-pictures = Fetch the pictures that it names
import-stock = Set the stock of products that are there already, too
import-look = Send it and look at it
import-files = Files that were given
import-receiving = not whole
import-receiving-meaning = Sending it broke off. Delete it, and give it again.
import-checking = is being looked at
import-checked = looked at, not imported
import-checked-meaning = Nothing was changed yet: this is what the import would do. Look at what is refused, and at prices and stock.
import-importing = is being imported
import-failed = came to nothing
import-begin = Import it now
import-forget = Delete the file
import-forget-meaning = The file and its report are gone. What was imported from it stays, and can be taken back.
import-read = Products and collections
import-row-new = New
import-row-changed = Changed
import-unchanged = Unchanged
import-refused = Refused
import-rows = Rows
import-rows-refused = Rows refused
import-result = Row by row
import-result-hint = What is refused comes first; five hundred at most, and nothing of what stays as it is.
import-line = Line
import-thing = Product
import-notes = Notes
import-columns = Columns that are not taken over
export-catalog = Take the catalogue out
export-catalog-hint = Everything with drafts and stock, as a file that this page reads again. JSON lines hold all of it; the table has a row for each variant, for spreadsheets, and only names the collections.
export-lines = As JSON lines
export-table = As a table (CSV)
feed = Google Merchant feed
feed-hint = What is for sale in each market that is open, for the Merchant Center: give it these addresses as a data source. Products without a picture are left out. A file holds 1,000 variants; what is beyond is at google-2.xml, google-3.xml and so on.
