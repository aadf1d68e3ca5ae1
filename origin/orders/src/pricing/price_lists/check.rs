//! What a price list must be like before it is kept.

use std::collections::BTreeSet;

use api::checkout::price_lists::{MAX_ENTRIES, PriceListTerms};
use api::problem::Problem;
use domain::{Quantity, Sku};

use crate::pricing::customer_groups::name;
use crate::pricing::timestamps::timestamp;

/// The highest price, in minor units.
const MAX_AMOUNT: i64 = 1_000_000_000;

/// The terms as they are kept: named, dated and in the order of SKU and quantity.
///
/// # Errors
/// A problem with the field to mend.
pub(super) fn terms(given: &PriceListTerms) -> Result<PriceListTerms, Problem> {
    let starts_at = timestamp("terms.starts_at", given.starts_at)?;
    let ends_at = timestamp("terms.ends_at", given.ends_at)?;
    if let (Some(starts), Some(ends)) = (starts_at, ends_at)
        && ends <= starts
    {
        return Err(Problem::field("terms.ends_at", "It ends before it begins: give a later time, or none."));
    }
    if given.entries.len() > MAX_ENTRIES {
        let detail = format!("A list has at most {MAX_ENTRIES} prices. Make two lists of it.");
        return Err(Problem::field("terms.entries", detail));
    }
    let mut seen: BTreeSet<(&Sku, Quantity)> = BTreeSet::new();
    for (index, entry) in given.entries.iter().enumerate() {
        let field = |name: &str, detail: String| Problem::field(format!("terms.entries[{index}].{name}"), detail);
        if !(0..=MAX_AMOUNT).contains(&entry.amount_minor) {
            return Err(field("amount_minor", format!("A price is between 0 and {MAX_AMOUNT} minor units.")));
        }
        // Of everybody and of a single unit, the price is the variant's own: pages, lists, searches and the lowest price of
        // thirty days are about that.
        if given.group.is_none() && entry.from == Quantity::ONE {
            let detail = "In a list that is everybody's, prices begin at 2 units. To lower the price of one, change the variant's own price.";
            return Err(field("from", detail.to_owned()));
        }
        if !seen.insert((&entry.sku, entry.from)) {
            return Err(field("from", format!("{} has a price from this quantity on already.", entry.sku)));
        }
    }
    let mut entries = given.entries.clone();
    entries.sort_by(|a, b| (&a.sku, a.from).cmp(&(&b.sku, b.from)));
    let name = name("terms.name", &given.name)?;
    Ok(PriceListTerms { name, currency: given.currency, group: given.group, starts_at, ends_at, entries })
}
