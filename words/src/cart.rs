//! Texts of the cart that depend on more than a value.

use api::cart::MergedLine;
use domain::cart::MergeOutcome::{Added, Joined, LeftOut, Limited, Short};

use crate::Cart;

impl Cart {
    /// What became of a line when two carts were made one, by its `name`: “Harbour mug, Oat: 5 pieces now, …”.
    pub fn merged_line(self, line: &MergedLine, name: &str) -> String {
        let MergedLine { wanted, quantity, .. } = line;
        match line.outcome {
            Added | Joined => self.merged_joined(name, *quantity),
            Limited => self.merged_limited(name, *quantity, *wanted),
            Short => self.merged_short(name, *quantity, *wanted),
            LeftOut => self.merged_left_out(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use domain::Locale;

    use super::*;
    use crate::cart;

    #[test]
    fn what_became_of_each_line_is_said_in_both_languages() {
        let line = |outcome, quantity| MergedLine {
            sku: "MUG".parse().expect("a SKU"),
            name: Text::plain("Mug"),
            wanted: 5,
            quantity,
            outcome,
        };
        let short = line(Short, 3);
        assert_eq!(cart(Locale::En).merged_line(&short, "Mug"), "Mug: 3 instead of 5, because no more are left.");
        assert_eq!(cart(Locale::De).merged_line(&short, "Mug"), "Mug: 3 statt 5, mehr sind nicht mehr da.");
        assert_eq!(cart(Locale::En).reduce(2), "Only 2 left: reduce the quantity");
        assert_eq!(cart(Locale::De).price_changed("20,00", "22,00"), "Preis geändert von 20,00 auf 22,00. ");
    }
}
