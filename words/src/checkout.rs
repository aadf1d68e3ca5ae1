//! Texts of the checkout that depend on more than a value.

use domain::Money;

use crate::Checkout;

impl Checkout {
    /// “includes €3.80 VAT”; nothing where prices hold no tax.
    pub fn included_tax(self, tax: Money) -> Option<String> {
        (tax.minor > 0).then(|| self.includes_tax(tax))
    }
}
