### What reports say of single rows. The origin says it in these very words; other languages say the same.

email-shape = an e-mail address looks like name@example.com, with plain letters before the @
# Variables:
#   $a (Text) - why it is none
key-name = The name of a key: { $a }.
# Variables:
#   $a (Text) - why nothing was
not-refunded = Nothing was refunded: { $a }.
refund-of-nothing = choose pieces, delivery or an amount to refund
# Variables:
#   $a (Text) - the amount
refund-at-most = at most { $a } can still be refunded
refund-above-nothing = an amount to refund is more than 0
amount-too-large = the amount is too large
# Variables:
#   $a (Text) - how many are left
refund-left = Only { $a } pieces are left to refund; choose fewer.
refund-none-left = There are no pieces left to refund; choose others.
# Variables:
#   $a (Text) - how many are in no shipment
cancel-left = Only { $a } pieces are in no shipment; cancel fewer, or unpack some first.
cancel-none-left = There are no pieces left to cancel; choose others. What is packed is unpacked first.
# Variables:
#   $a (Text) - how many are left
pack-left = Only { $a } pieces are left to pack; pack fewer.
pack-none-left = There are no pieces left to pack; take them out.
delivery-refunded = delivery has been refunded already
nothing-to-read = there is nothing to read in it
# Variables:
#   $a (Text) - how many it may have
line-long = it is longer than { $a } characters
# Variables:
#   $a (Text) - the number of the character, such as 200B
line-invisible = it holds the invisible character U+{ $a }; type it anew instead of pasting it
# Variables:
#   $a (Text) - what was typed
host-name = “{ $a }” is no name of a host on the internet. Give names such as cdn.example.com, or *.example.com for all below it: no addresses, no paths and no ports; letters with accents as xn--….
entry-address = An address is a path of the shop, such as “/search”, or begins with “https://”; blanks and letters beyond ASCII are percent-encoded.
leads-back = This leads back to where it begins: name a page of the shop.
leads-on = This leads on and on: name the page at the end of it.
old-path = Give the old address as a path that begins with a slash, such as /products/mug.html.
path-alone = An address is known by its path alone: leave out what stands behind the question mark or the #.
path-long = An address has at most 500 letters; one that is not of a to z counts for several.
shops-own = This is an address of the shop's own, which leads nowhere else.
page-there = There is a page of the shop at this address: nobody would be led elsewhere.
new-path = Give the new address as a path of this shop that begins with one slash, such as /products/harbour-mug.
encode-query = Behind the question mark or the #, percent-encode blanks, quotation marks and letters that are not of a to z.
target-page = The new address has to be a page of this shop.
# Variables:
#   $a (Text) - a value of the row
leads-here = { $a } leads here, and would lead on and on: name the page at the end of it there.
address-twice = This address is there twice: leave out one of them.
redirect-status = The status is 308 or 301; both are for good.
# Variables:
#   $a (Text) - a value of the row
list-differs = The lines of a list agree in currency, group and times: those of “{ $a }” do not.
no-group = There is no such group of customers. Make it first, or mend its name.
# Variables:
#   $a (Text) - a value of the row
list-currency = The list “{ $a }” has another currency: give this one another name.
never-on-sale = No variant that was ever on sale has this SKU. Put it on sale first, or mend the SKU.
line-twice = The list has a line for this SKU and quantity already: leave out one of them.
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
of-line = line { $a }: { $b }
no-handle = it has neither a handle nor a title: give it one
no-name = it has neither an ID nor a SKU nor a name: give it one
no-slug = it has no slug, by which its product would be known: give it one
nothing-to-sell = none of its rows has a price, a SKU or an option: there is nothing to sell
other-gift-card = it is a gift card of another shop: this one sells its own
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
handle-taken = its handle “{ $a }” is that of “{ $b }” on line { $c }, and two products cannot have one address: give it another
# Variables:
#   $a (Text) - a value of the row
belongs-to-refused = it belongs to the product on line { $a }, which was refused
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
rows-apart = its product “{ $a }” began on line { $b }, too far above in so large a file: put a product's rows together
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
slug-taken = its address would be “{ $a }”, which the product that begins on line { $b } has: give it another handle
# Variables:
#   $a (Text) - a value of the row
bad-status = its status “{ $a }” is none of active, draft and archived
# Variables:
#   $a (Text) - a value of the row
no-option-value = it names no value of the option “{ $a }”
no-option-values = it names no value of the product's options
# Variables:
#   $a (Text) - a value of the row
same-choice = it makes the same choice as line { $a }: two variants must differ in an option
# Variables:
#   $a (Text) - a value of the row
same-product = line { $a } is about the same product: one of the two is too many
download = it is a download, and the shop sells none
sold-elsewhere = it is sold on another site, to which a link would lead: the shop sells only its own things
lost-variation = it is a variation and names no product in the column Parent
# Variables:
#   $a (Text) - a value of the row
no-parent = the product “{ $a }” of these variations is not in the file: export it with them
not-text = it has a character that is no text in the file's encoding: save the file as UTF-8, or name its encoding by --encoding
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
open-quote = the quotation mark opened on line { $a } is never closed, so lines { $b } to { $c } were not read: close it
# Variables:
#   $a (Text) - a value of the row
many-tags = its HTML has more than { $a } tags: make it simpler
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
price-unit = price “{ $a }” is no whole number of { $b }'s smallest unit
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
price-currency = price “{ $a }” is not in { $b }: name the file's currency by --currency, or take the sign away
# Variables:
#   $a (Text) - a value of the row
price-high = price “{ $a }” is too high
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
price-decimals = price “{ $a }” has more decimals than { $b }
# Variables:
#   $a (Text) - a value of the row
price-below-zero = price “{ $a }” is below zero
# Variables:
#   $a (Text) - a value of the row
thousands = “{ $a }” may be thousands or a fraction: write it without a separator of thousands
no-price = it has no price and cannot be bought until it has one
costs-nothing = it costs nothing
# Variables:
#   $a (Text) - a value of the row
no-former-price = there is no price to compare its compare-at price “{ $a }” with
former-below = its compare-at price is below its price, which would be no reduction
# Variables:
#   $a (Text) - a value of the row
bad-date = “{ $a }” is no date such as 2026-03-01
# Variables:
#   $a (Text) - a value of the row
quantity-below = quantity “{ $a }” is below zero and was taken for none
uncounted = it has a quantity and nobody who counts it: it is sold without counting
counted-together = it was counted together with the product's other variants: count each
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
weight-unread = weight “{ $a }” in “{ $b }” cannot be read
# Variables:
#   $a (Text) - a value of the row
tax-unknown = tax class “{ $a }” is not known: it has the standard one
# Variables:
#   $a (Text) - a value of the row
bad-taxed = “{ $a }” does not say whether it is taxed: write TRUE or FALSE
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
sku-twice = another variant of the product has the SKU “{ $a }” too: this one has “{ $b }”
# Variables:
#   $a (Text) - a value of the row
sku-made-up = there is no SKU: it has “{ $a }”
title-made-up = there is no title: it has its handle for one
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
slug-made = its address is “{ $a }”, made of its { $b } “{ $c }”
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
another-above = its { $a } “{ $b }” is another than above, which was kept
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
line-earlier = “{ $a }” was on line { $b } already: this one takes its place
# Variables:
#   $a (Text) - a value of the row
row-again = the row is about the variant of line { $a } again
# Variables:
#   $a (Text) - a value of the row
values-beyond = { $a } values beyond the last column
one-picture = 1 picture
# Variables:
#   $a (Text) - a value of the row
pictures = { $a } pictures
# Variables:
#   $a (Text) - a value of the row
picture-no-address = the picture “{ $a }” is no address: give it in the office
pictures-by-themselves = pictures are not taken over by themselves: --fetch-pictures has them fetched
pictures-described = pictures are not taken over with what is said of them: describe them in the office
hidden-draft = it is hidden in its catalogue: it was taken as a draft
switched-off = the variation is switched off
quote-inside = a quotation mark inside a quoted field is not doubled; it was taken as it stands
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
collection-made = of “{ $a }” and “{ $b }” the collection “{ $c }” was made
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
fact-left = the fact “{ $a }”, “{ $b }”: { $c }
points-elsewhere = it only points at something in the other shop
# Variables:
#   $a (Text) - a value of the row
stock-left = The stock of { $a } products that were there already was left as it is, new variants' too: --set-stock sets it.
nothing-changed = Nothing was changed: this is what the import would do.
# Variables:
#   $a (Text) - a value of the row
pictures-wanted = Pictures to be fetched: { $a }. The worker does it, from the hosts named in the office or by its MEDIA_HOSTS; what becomes of each stands there under “Fetched pictures”.
left-changed = somebody has changed it since: see who in the audit log, and change it by hand
left-deleted = somebody has deleted it since
# Variables:
#   $a (Text) - a value of the row
left-bundle = the bundle “{ $a }” is made of it: take it out of that first
left-other-address = it has another address by now
left-changed-too = somebody has changed it since
left-in-use = products are in it
left-above = collections stand under it
left-counted = somebody has counted it since
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
left-sold = { $a } of { $b } pieces were taken back: the others were sold or are reserved by now
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
#   $c (Text) - a value of the row
column-left = “{ $a }”, { $b } values: { $c }
# Variables:
#   $a (Text) - a value of the row
#   $b (Text) - a value of the row
column-left-one = “{ $a }”, 1 value: { $b }
column-measures = measures are not taken over; delivery goes by weight
column-customs = measures and customs' numbers are not taken over; delivery goes by weight
column-tags = the shop has no tags; collections and facts take their part
column-type = a product's collection is made of its type
column-first-category = a product's collection is made of the first category or the type
column-page-title = the page's title is the product's
column-keywords = no search engine reads them
column-costs = the shop does not keep what a product costs you
column-tax = the shop knows tax classes; give them by JSON lines
column-unit-price = prices by measure follow from the price and the measures
column-sent = the shop sends everything itself
column-markets = prices of other markets are not taken over: set them by the API, or import a file in each currency
column-adverts = what other places are told of a product is not taken over
column-look = the look of a page is not taken over
column-regions = the price of a region is read only where the currency's own price is blank
column-unknown = nobody knows what it means
column-unknown-fact = nobody knows what it means; a column of facts is called “Name (product.metafields.custom.name)”
column-linked = options are kept with their own values, not linked to others
column-of-variants = facts are the product's, not a variant's
column-same-fact = another column is called the same, and that one was read
column-twice = another column says the same; it is read where that one is blank
column-nameless = it has no name
column-downloads = the shop sells no downloads
column-related = what goes with what is not taken over
column-featured = the home page says what is shown first
column-threshold = the shop warns by a threshold of its own
column-alone = a cart takes as many as there are
column-reviews = the shop has no reviews
column-mails = mails have texts of their own
column-by-weight = delivery goes by weight
column-others-sell = the shop sells nothing that others sell
column-order = lists have an order of their own
column-swatches = how a choice is shown is not taken over
column-attribute = of an attribute its name and values are taken
column-programs = what other programs keep with a product is not taken over
column-number = it is a number of the other shop, which says nothing here
column-currency = the shop has no such currency
column-language = the shop has no such language
column-place = no place can be called so
column-promotions = promotions say themselves what they are for
column-made = when it was made in the other shop is not taken over
column-updated = when it was changed in the other shop is not taken over
column-deleted = when it was deleted in the other shop is not taken over
column-of-a-variant = of a variant the shop keeps SKU, barcode, weight, stock and prices
column-pictures = pictures are not taken over
column-attribute-kind = it is none of attr_t_…, attr_n_… and attr_b_…
