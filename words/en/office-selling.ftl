### Texts of the office’s pages about what is sold and to whom: promotions, gift cards, collections, searches, customers.

# Promotions.
promotions = Promotions
promotions-none = There are no promotions yet.
new-promotion = New promotion
make-promotion = Make the promotion
what-shoppers-read = What shoppers read
code = Code
code-hint = What shoppers type to get it, such as SUMMER10. Empty: it applies by itself.
by-itself = by itself
what-it-gives = What it gives
kind-percent = Percent off
kind-amount = An amount off
kind-free-delivery = Free delivery
kind-buy-get = Buy some, get some cheaper
percent = Percent
percent-hint = For percent off; and how much cheaper the units are that one gets, all of it if empty.
amount = Amount
buy = Units bought
buy-hint = For “buy some, get some cheaper”.
get = Units cheaper
free-by = Free only by
free-by-hint = None chosen: by any way of delivery.
what-for = What it is for
what-for-hint = Nothing chosen: the whole order.
skus = Single SKUs, one a line
minimum = At least this must be spent
minimum-hint = On what it is for. In a currency that is left empty while another is not, the promotion is not to be had.
when = When, and how often
starts = From
ends = Until
uses = Orders at most
uses-each = Orders of one customer at most
empty-hint = Empty: no limit.
beside-others = Beside other promotions
priority = Turn
priority-hint = Lower numbers apply first.
exclusive = It never shares an order with another
used = Used
promotion-on = To be had
promotion-off = Ended
promotion-fixed = What it gives never changes, since orders refer to it. End it and make another.
end-promotion = End it
end-promotion-meaning = It is no longer to be had, from now on. It can be taken up again.
resume-promotion = Take it up again
whole-order = The whole order
bad-amount = This is not an amount. Write it as 12.50, and without more decimals than the currency has.
bad-percent = This is no percentage from 0.01 to 100.
bad-number = This is not a whole number.
bad-code = A code has 3 to 40 letters, digits and dashes.
bad-time = This is no day with a time.
bad-sku = One of these lines is no SKU.
no-kind = Choose what the promotion gives.

# How an order is sent.
# Variables:
#   $method (DeliveryMethod)
delivery-method = { $method ->
    [standard] Standard
    [express] Express
   *[pickup] Pickup
}

# Gift cards.
gift-cards = Gift cards
gift-cards-none = There are no gift cards yet.
issue-gift-card = Issue a gift card
currency = Currency
expires = Expires
note = Note
note-hint = What it is issued for. For staff alone.
balance = Balance
block = Block
unblock = Let it pay again
blocked = Blocked
pays = Good
gift-card-once = Copy its code now: it is shown this once, and nobody keeps it.
gift-card-shown = Its code was shown before, and nobody keeps it. Block the card and issue another.

# Variables:
#   $amount (Money) - what is on it
gift-card-issued = A gift card of { $amount } is issued

# Collections.
new-collection = New collection
on-sale = Products on sale
place-among = Place (lowest first)
collection-stands-under = Stands under
collection-stands-under-hint = Its page then shows the way to it, and the page of the one above leads to it. What stands under it moves with it.
collection-at-the-top = none: at the top
collection-address-hint = An address that it had leads to the one that it has, for good.
collection-has-others = It cannot be deleted while these stand under it. Have them stand elsewhere, or delete them first.
collection-has-rule = A rule fills it. Save the rule without any condition, so that nothing is in it, or end it and take the products out; then it can be deleted.
collection-has-products = Products are in it, perhaps some that are not on sale. Take them out, then it can be deleted.
no-picture = no picture
collection-picture = Picture
collection-picture-hint = The newest pictures of the shop can be chosen.
picture-kept = As now
collection-products = What is in it
collection-products-hint = Addresses or SKUs of products, one a line. The list of products can do it for several at once.
put-in = Put in
take-out = Take out
collection-by-rule = A rule puts them in and takes them out.
to-its-rule = To its rule
see-collection-products = See the products in it
take-all-out = Take all of them out
# Variables:
#   $count (Number) - how many products, on sale or not
collection-count = { $count ->
    [0] No product is in it.
    [one] { $count } product is in it, on sale or not.
   *[other] { $count } products are in it, on sale or not.
}
collection-order = In which order
come-first = These come first
come-first-hint = Addresses or SKUs of products that are on sale in it, one a line, in their order. The others follow as they were made.
order-outdated = Nothing was saved. What you typed is still here; save again to have it.
collection-rule = Filled by a rule
collection-rule-none = It is filled by hand so far.
collection-rule-filling = It is being filled: not every product has been looked at yet.
collection-rule-hint = What is so comes in by itself, and leaves when it is so no more: at once where a product is changed, and within some seconds for all others. Without any condition nothing is in it.
collection-rule-match = Of the conditions
collection-rule-all = all must hold
collection-rule-any = one is enough
condition = Condition
condition-name = Fact or currency
condition-value = Value
condition-brand = Brand is
condition-title = Title contains
condition-attribute = Fact is
condition-price-from = Price from
condition-price-to = Price up to
condition-reduced = Reduced
condition-released = Came out at most so many days ago
condition-hint = Write the key of a fact for “Fact is” and a currency such as EUR for prices; “Reduced” needs nothing.
condition-bad = A condition cannot be read. A price needs a currency such as EUR and an amount such as 12.50; days are a whole number.
save-collection-rule = Save the rule
see-what-it-finds = See what it finds
end-collection-rule-meaning = The rule is gone. What is in the collection stays in it, and you put in and take out by hand from then on.
end-collection-rule = Fill it by hand again, with what is in it
by-rule = by rule
# Variables:
#   $found (Number) - how many products, on sale or not
rule-finds = { $found ->
    [one] It finds { $found } product.
   *[other] It finds { $found } products.
}
# Variables:
#   $examined (Number) - how many products were looked at
rule-looked-at = Only the first { $examined } products were looked at.
delete-collection = Delete this collection for good?
delete-collection-meaning = Its address will lead nowhere. Only a collection with nothing in it, and none under it, can be deleted.
collection-deleted = The collection was deleted.
collection-outdated = Somebody else has changed this collection since you opened it
outdated-hint = Nothing was saved. What you typed is still here; where something else is set by now, it stands below the field. Save again to have what you typed.

# Variables:
#   $line (Text) - what was typed
no-such-product = There is no product “{ $line }”. Write its address, such as harbour-mug, or a SKU.

# Variables:
#   $line (Text) - what was typed
no-such-collection-address = “{ $line }” is no address of a collection. Write it as it stands in the browser's bar, such as mugs.

# Searches.
search-rules = Search rules
search-rules-hint = Words that mean the same or say nothing, what comes first, sooner or last, and pages that are shown for just this query. Rules hold for the shoppers of one language.
search-rules-none = There are no rules yet.
new-rule = New rule
make-rule = Make the rule
rule-does = What it does
rule-synonyms = These mean the same
rule-one-way = Who looks for the query finds these, too
rule-stop = These say nothing and are not looked for
rule-pin = These products come first
rule-boost = These products come somewhat sooner
rule-boost-brands = Products of these brands come somewhat sooner
rule-boost-collections = Products in these collections come somewhat sooner
rule-bury = These products come last
rule-redirect = The query leads to this page
rule-language = Language
rule-phrase = Query
rule-phrase-hint = Leave it empty for words that mean the same or say nothing. What comes sooner does so for every query if it is empty.
rule-lines = Words, products or a page
rule-lines-hint = One a line: words or phrases; or addresses or SKUs of products, in the order in which they come; or brands; or addresses of collections. Of a page its path, such as /pages/returns.
rule-gone-meaning = Searches find what they found before, from now on.

# Variables:
#   $query (Text) - the whole query
pinned = “{ $query }”: first come

# Variables:
#   $query (Text) - the whole query
buried = “{ $query }”: last come

# Variables:
#   $query (Text) - the whole query
boosted = “{ $query }”: somewhat sooner come

boosted-always = For every query somewhat sooner come

# Variables:
#   $phrases (Text) - the phrases, with commas between them
stopped = Not looked for: { $phrases }

# Pictures that lie elsewhere.
fetches = Fetched pictures
fetches-hint = Pictures are fetched only from hosts that were allowed.
fetches-none = No picture was fetched yet.
fetch = Fetch the picture
fetch-again = Fetch it once more
fetch-address = Where it lies
fetch-product = For which product
fetch-product-hint = Its address or a SKU. It becomes the product’s last picture; empty: for none in particular.
fetch-asked = The picture will be fetched.
fetch-waiting = Is being fetched
fetch-done = Is here
fetch-failed = Was not fetched

# Customers.
customers = Customers
search-customers-hint = How the e-mail address begins
customer-name = Name
opened = Account opened
confirmed = Address confirmed
not-confirmed = not yet
no-orders = No orders yet.
market = Market
all-orders = All orders
their-browsers = Where they are logged in
log-out = Log out everywhere
log-out-meaning = For whoever has lost a browser and asks you to: every browser is logged out at once. Password, passkeys and linked log-ins stay as they are. That you did it is recorded.
logged-out = The account is logged out everywhere.
their-rights = What is kept of them
export = Export all that is kept
export-meaning = Whoever asks may have all that the shop keeps of them, and have the account ended. That you exported it is recorded.
erase = End the account
erase-question = End this account for good?
erase-meaning = Name, address, address book, consents and carts are gone, and it is logged out everywhere. Orders stay for as long as the law asks, without the account. This cannot be taken back.
erase-type = Type the e-mail address once more
erase-mistyped = This is not the address of the account. Nothing was done.
customer-erased = The account was ended.

# Price lists and the groups of customers that they are for.
price-lists = Price lists
price-lists-none = There is no price list yet.
price-lists-meaning = Lower prices from a quantity on, for everybody or for a group of customers. Carts and orders have the lowest price that is reached.
new-price-list = New price list
price-list-name = Name
price-list-name-hint = For you alone; shoppers do not see it.
price-list-group = For whom
price-list-group-hint = Prices of a group are shown to whoever is in it, in their cart. Those for everybody stand on product pages too.
price-list-prices = Prices
price-list-prices-hint = One a line: SKU; from how many units; price of each, such as MUG; 10; 8.90. For everybody, from 2 units on.
price-list-delete = Take the price list away
price-list-delete-meaning = Carts cost what the variants cost from then on. Orders keep what they cost.
everybody = Everybody
bad-group = There is no such group of customers. Choose one of the list.
customer-groups = Customer groups
customer-groups-none = There is no group yet.
customer-groups-meaning = Whoever is in a group pays the prices of its price lists. You put an account into a group on its page.
new-customer-group = Name of a new group
make-customer-group = Make the group
customer-group = Group
customer-group-hint = It decides on the price lists that count in their cart.
no-customer-group = None
members = Accounts

# Variables:
#   $members (Number) - how many accounts are in it
group-gone-meaning = { $members ->
    [0] Nobody is in it.
    [one] { $members } account pays the ordinary prices from then on. That it was in the group is not kept.
   *[other] { $members } accounts pay the ordinary prices from then on. That they were in the group is not kept.
}

# Variables:
#   $number (Number) - the line of a price list that cannot be read
bad-price-line = Line { $number } is not like “MUG; 10; 8.90”: SKU; from 1 to 99 units; price of each, without more decimals than the currency has.
promotion-outdated = Somebody else has changed this promotion since you opened it
