//! What a line of a cart costs, as the shop reckons it.

use domain::Quantity;
use domain::catalog::{UnitPrice, step_price};

use super::CartLine;

impl CartLine {
    /// Makes it a line of so many units, at the price that the shop asks of so many.
    pub fn set_quantity(&mut self, quantity: Quantity) {
        self.quantity = quantity;
        if let Some(own) = self.own_price.or(self.unit_price) {
            let step = step_price(own, quantity, &self.steps);
            self.unit_price = Some(step.map_or(own, |step| step.price));
            (self.own_price, self.is_personal) = (step.map(|_| own), step.is_some_and(|step| step.personal));
        }
        self.total = self.unit_price.and_then(|unit| domain::cart::line_total(unit, quantity).ok());
    }

    /// The price by measure, where it is to be shown.
    pub fn price_by_measure(&self) -> Option<UnitPrice> {
        self.measure?.of(self.unit_price?)
    }

    /// Whether it can be ordered as it is.
    pub fn is_orderable(&self) -> bool {
        self.unit_price.is_some() && self.availability.is_buyable() && self.left.is_none()
    }
}

#[cfg(test)]
mod tests {
    use domain::catalog::PriceStep;
    use domain::inventory::Availability;
    use domain::{Currency, Money};

    use super::*;
    use crate::catalog::Text;

    #[test]
    fn a_line_of_another_quantity_has_the_price_of_so_many_and_comes_back_to_its_own() {
        let units = |units: i64| Quantity::try_from(units).expect("in range");
        let money = |minor| Money::new(minor, Currency::Eur);
        let step = |from, minor, personal| PriceStep { from: units(from), currency: Currency::Eur, minor, personal };
        let mut line = CartLine {
            sku: "MUG".parse().expect("a SKU"),
            slug: "mug".parse().expect("a slug"),
            title: Text::plain("Mug"),
            choice: Text::plain(""),
            quantity: units(1),
            unit_price: Some(money(2000)),
            unit_price_was: None,
            total: Some(money(2000)),
            availability: Availability::InStock,
            left: None,
            picture: None,
            measure: "500 g / 1 kg".parse().ok(),
            own_price: None,
            is_personal: false,
            steps: vec![step(5, 1800, false), step(10, 1500, true)],
        };
        let before = line.clone();
        let expected = [
            (5, 1800, Some(2000), false),
            (10, 1500, Some(2000), true),
            (4, 2000, None, false),
            (1, 2000, None, false),
        ];
        for (quantity, unit, own, is_personal) in expected {
            line.set_quantity(units(quantity));
            assert_eq!((line.unit_price, line.own_price), (Some(money(unit)), own.map(money)), "{quantity}");
            assert_eq!((line.total, line.is_personal), (Some(money(unit * quantity)), is_personal), "{quantity}");
            assert_eq!(line.price_by_measure().map(|unit| unit.price), Some(money(2 * unit)), "the price that is paid");
        }
        assert_eq!(line, before);
        line.unit_price = None;
        line.set_quantity(units(9));
        assert_eq!((line.unit_price, line.total), (None, None), "what is not sold costs nothing however many");
    }
}
