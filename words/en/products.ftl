### Texts of the office about a product's prices.

price = Price
former-price = Former price
former-price-hint = Give a former price with a price that is reduced. In the EU shoppers see the lowest price of the 30 days before instead, as the shop has kept it; where the price was not higher, none is shown.
price-changes = What was asked before
price-changes-hint = The last hundred changes. Each is kept for 400 days.
since = Since
variant = Variant
not-sold-in = Not sold in
