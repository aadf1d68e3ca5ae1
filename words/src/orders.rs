//! Texts of orders that depend on more than a value.

use crate::Orders;

impl Orders {
    /// “No. 1042”; empty for an order without a number yet.
    pub fn number_if_any(self, number: Option<i64>) -> String {
        number.map(|number| self.number(number)).unwrap_or_default()
    }
}
