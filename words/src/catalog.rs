//! Texts of products that depend on more than a value.

use domain::inventory::Availability;

use crate::Catalog;

impl Catalog {
    /// What is said of a variant's stock.
    pub fn availability(self, availability: Availability) -> String {
        match availability {
            Availability::InStock => self.in_stock().to_owned(),
            Availability::Low { left } => self.only_left(left),
            Availability::Backorder => self.backorder().to_owned(),
            Availability::Out => self.sold_out().to_owned(),
        }
    }
}
