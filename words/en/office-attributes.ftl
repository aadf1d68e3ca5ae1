### Texts of the office’s pages about the facts of a product, and about what lists are narrowed by.

attributes = Facts
attributes-hint = What a product is made of, how much it holds, whether it may be washed. Shoppers read them below the description and narrow lists by them. A fact without a value is taken away. Several values stand in a line each.
new-fact = Another fact

# Variables:
#   $language (Text) - a language, by its own name
fact-name = Name ({ $language })

# Variables:
#   $language (Text) - a language, by its own name
fact-value = Value ({ $language })
fact-kind = What it is
fact-unit = Unit
kind-text = Words
kind-number = A number
kind-yes = Yes
kind-no = No
kind-truth = Yes or no
kind-colour = A colour
fact-nameless = This value has no name in English.
fact-not-a-number = This is not a number.
fact-uneven = The value is missing in English, or the languages do not have as many lines.
fact-named-twice = There is such a fact already, or its name has no letters.

# What lists are narrowed by.
filters = Filters
filter = Filter
filters-hint = What shoppers can narrow lists by: every fact and choice that products have. They stand in the order of their places, and of equal ones first what most products have.
search-filters-hint = Name of a filter
filter-place = Place
filterable = Shown as a filter
not-a-place = A place is a whole number.

# Variables:
#   $count (Number) - how many
filters-more = { $count ->
    [one] { $count } more is found by its name.
   *[other] { $count } more are found by their names.
}

# What was changed of a product.
history = History
history-hint = Every change that somebody made of this product. Texts, the product type, facts, collections and safety can be put back as they were before a change; that is a change, too.
history-none = Nothing was changed yet.
history-made = The product was made.
history-safety = Safety
history-released-on = Day it came out
put-back = Put back as it was before
not-put-back = Nothing of this change can be put back.
