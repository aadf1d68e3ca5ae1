//! The life of a product.

use serde::{Deserialize, Serialize};

/// Where a product is in its life. Only an active one is on sale: the others have no page, stand in no list, are not
/// found and cannot be put into a cart or bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// Not on sale yet, or taken off sale for a while.
    Draft,
    /// Not on sale yet: it will be by itself, at a time that is set.
    Scheduled,
    /// On sale.
    #[default]
    Active,
    /// No longer sold. It stays for the orders that name it.
    Archived,
}

impl ProductStatus {
    /// Every status, in the order of a product's life.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Scheduled, Self::Active, Self::Archived];

    /// Its word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Whether it is on sale.
    pub const fn is_on_sale(self) -> bool {
        matches!(self, Self::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_active_product_is_on_sale() {
        assert_eq!(ProductStatus::ALL.map(ProductStatus::is_on_sale), [false, false, true, false]);
        assert_eq!(ProductStatus::ALL.map(ProductStatus::code), ["draft", "scheduled", "active", "archived"]);
        assert_eq!(ProductStatus::default(), ProductStatus::Active);
    }
}
