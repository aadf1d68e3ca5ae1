//! What may be a price.

use api::catalog::PriceEntry;

/// The highest price, in minor units.
pub(crate) const MAX_AMOUNT: i64 = 1_000_000_000;

/// Why an amount cannot be a price, with the field to mend.
pub(crate) fn check_price(entry: &PriceEntry) -> Result<(), (&'static str, String)> {
    if !(0..=MAX_AMOUNT).contains(&entry.amount_minor) {
        return Err(("amount_minor", format!("an amount is between 0 and {MAX_AMOUNT} minor units")));
    }
    match entry.compare_at_minor {
        Some(former) if former <= entry.amount_minor || former > MAX_AMOUNT => {
            let advice = "a former price is higher than the price; leave it out if there is no reduction";
            Err(("compare_at_minor", advice.to_owned()))
        }
        _ => Ok(()),
    }
}
