### Why a gift card does not pay, in a sentence the shopper can act on.

blocked = This gift card is blocked; please ask us about it.
expired = This gift card has expired.

# Variables:
#   $currency (Currency) - the card's currency
not-in-currency = This gift card is in { $currency } and pays only for orders in { $currency }.

empty = There is nothing left on this gift card.
