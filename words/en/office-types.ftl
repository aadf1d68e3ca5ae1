### Texts of the office’s pages about types of products, and of their fields in the editor of a product.

product-types = Product types
product-type = Product type
product-types-hint = What kinds of products there are, and which facts each kind has to tell. A mug tells how much it holds, a coat its sizes.
new-product-type = New product type
no-product-types = There is no product type yet.
delete-product-type = Delete this product type
delete-product-type-meaning = The type is gone for good. What is known of its facts stays.

# Variables:
#   $count (Number) - how many products
type-in-use = { $count ->
    [one] { $count } product has this type, perhaps off sale. Give it another type, or none, first.
   *[other] { $count } products have this type, some perhaps off sale. Give them another type, or none, first.
}
type-deleted = The product type was deleted.
type-name-needed = A type needs a name in English.
type-products = Products
handle = Short name
handle-hint = By this name files and programs know the type. It stays as it is. Left empty, it is made of the English name.
asked-attributes = Facts that it asks for
asked-hint = The editor of a product shows them in this order. Without those that are required no product of the type goes on sale.
asked-fact = Fact
asked-place = Place
asked-required = Required
ask-for-more = Ask for more
known-fact = Fact that products have
choose-fact = None
made-fact = A fact that no product has yet
type-outdated = Somebody else has changed this type meanwhile. What is kept by now stands here.
type-outdated-hint = Nothing was saved. The name and what you were adding are still as you typed them; make your other changes once more, and save again.

# Variables:
#   $count (Number) - how many products
gaps = { $count ->
    [0] No product on sale lacks any of these facts.
    [one] { $count } product on sale lacks something
   *[other] { $count } products on sale lack something
}

# Variables:
#   $count (Number) - how many products
gaps-or-more = { $count ->
    [0] None of the first products on sale lacks any of these facts. There are more than are looked at here.
    [one] At least { $count } product on sale lacks something
   *[other] At least { $count } products on sale lack something
}
gaps-hint = They stay on sale. What is missing can be given in the editor of each.
gap-missing = missing
gap-wrong-kind = something else is asked for
gap-wrong-unit = another unit is asked for

# In the editor of a product.
no-product-type = None
type-hint = The fields of another type come when the product is saved. On sale, it has everything that its type requires.
not-as-asked = The type of this product asks for this, and it is missing or something else.
lacks = On sale, but its type asks for more
of-a-choice = Given by a choice of the product.
of-the-brand = Given by the brand above.
type-does-not-say = Not said
