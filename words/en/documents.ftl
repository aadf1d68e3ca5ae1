### Texts of invoices and credit notes, on pages and on paper.

documents = Documents

# Variables:
#   $kind (DocumentKind)
kind = { $kind ->
    [invoice] Invoice
   *[credit-note] Credit note
}

# A document by its kind and number: “Invoice 17”.
# Variables:
#   $kind (DocumentKind)
#   $number (Number) - the document's number
title = { $kind ->
    [invoice] Invoice
   *[credit-note] Credit note
} { $number }
