### Texts of the office about columns of a file whose names an import does not know.

columns = What is in these columns?
columns-hint = The import does not know them by their names. Say of each what it is: a field of the product, a fact that shoppers read and filter by, or nothing. Then the file is looked at again, and nothing is changed yet. The next file with the same columns is shown with what you say here.
from-before = This is what was said of the last file with the same columns. Look at it, and have the file looked at again.
column = Column
first-values = First values
it-is = It is
fact = Name of the fact
open = not said: left out
ignored = nothing to take over
a-fact = a fact, called …
look-again = Look at the file again
picture = Picture
