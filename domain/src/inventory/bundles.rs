//! Bundles: what is sold as one and lies on the shelf as several.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Quantity, Sku};

/// A stock item in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// The stock item; itself no bundle.
    pub sku: Sku,
    /// Units of it in one bundle.
    pub units: u32,
}

/// What a line wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// What is sold.
    pub sku: &'a Sku,
    /// How many.
    pub quantity: Quantity,
    /// What one of it is made of; empty if it is itself a stock item.
    pub components: &'a [Component],
}

/// So many units that they cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nobody has so many pieces of {0}; order less")]
pub struct TooManyUnits(pub Sku);

/// The units all lines want of each stock item, whether on its own or in bundles, in order of SKU:
/// the order in which levels are locked, so that two orders never wait for each other.
pub fn units_wanted<'a>(lines: impl IntoIterator<Item = Wanted<'a>>) -> Result<BTreeMap<&'a Sku, i64>, TooManyUnits> {
    let mut wanted = BTreeMap::new();
    for line in lines {
        let itself = line.components.is_empty().then_some((line.sku, 1));
        let parts = line.components.iter().map(|component| (&component.sku, component.units));
        for (sku, each) in itself.into_iter().chain(parts).filter(|&(_, each)| each > 0) {
            let sum: &mut i64 = wanted.entry(sku).or_default();
            let more = i64::from(each) * i64::from(line.quantity);
            *sum = sum.checked_add(more).ok_or_else(|| TooManyUnits(sku.clone()))?;
        }
    }
    Ok(wanted)
}

/// How many bundles can be made if `available` tells the units of each stock item. A component that
/// is named twice counts twice; without components there is no end to them.
pub fn available_bundles(components: &[Component], available: impl Fn(&Sku) -> i64) -> i64 {
    let mut each: BTreeMap<&Sku, i64> = BTreeMap::new();
    for component in components.iter().filter(|component| component.units > 0) {
        let sum = each.entry(&component.sku).or_default();
        *sum = sum.saturating_add(i64::from(component.units));
    }
    each.into_iter().map(|(sku, units)| available(sku).max(0) / units).min().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sku(text: &str) -> Sku {
        text.parse().expect("a SKU")
    }

    fn component(text: &str, units: u32) -> Component {
        Component { sku: sku(text), units }
    }

    #[test]
    fn bundles_and_single_pieces_are_counted_together() {
        let (set, mug, tray) = (sku("TEA-SET"), sku("MUG"), sku("TRAY"));
        let tea_set = [component("MUG", 4), component("POT", 1)];
        let quantity = |units: i64| Quantity::try_from(units).expect("in range");
        let lines = [
            Wanted { sku: &set, quantity: quantity(2), components: &tea_set },
            Wanted { sku: &mug, quantity: quantity(3), components: &[] },
            Wanted { sku: &tray, quantity: quantity(1), components: &[] },
        ];
        let wanted = units_wanted(lines).expect("few");
        let wanted: Vec<_> = wanted.into_iter().map(|(sku, units)| (sku.as_str(), units)).collect();
        assert_eq!(wanted, [("MUG", 11), ("POT", 2), ("TRAY", 1)]);
    }

    #[test]
    fn the_scarcest_component_limits_the_bundle() {
        let check = |components: &[Component], mugs, pots, expect| {
            let available = |sku: &Sku| if sku.as_str() == "MUG" { mugs } else { pots };
            assert_eq!(available_bundles(components, available), expect, "{mugs} mugs, {pots} pots");
        };
        let tea_set = [component("MUG", 4), component("POT", 1)];
        check(&tea_set, 11, 5, 2);
        check(&tea_set, 12, 2, 2);
        check(&tea_set, 3, 5, 0);
        check(&tea_set, -1, 5, 0);
        check(&[component("MUG", 2), component("MUG", 2)], 7, 0, 1);
        check(&[], 0, 0, i64::MAX);
    }
}
