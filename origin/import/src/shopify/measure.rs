//! The measure of a variant, for its price by measure.

use domain::catalog::{Amount, Measure, Unit};

use crate::note::{Topic, shown};
use crate::shopify::columns::{Column, Columns};
use crate::table::TableRow;
use crate::values::number;

/// What the row says is in it, and for how much its price is to be told. What cannot be read is noted and left out: a
/// wrong price by measure is worse than none.
pub fn of(columns: &Columns, row: &TableRow, note: &mut impl FnMut(Topic, String)) -> Option<Measure> {
    let get = |column| columns.get(row, column);
    let (content, unit) = (get(Column::Content), get(Column::ContentUnit));
    // Without a measure, programs still write the unit, or a zero.
    if content.is_empty() || content.bytes().all(|byte| matches!(byte, b'0' | b'.' | b',')) {
        return None;
    }
    let base_unit = if get(Column::PerUnit).is_empty() { unit } else { get(Column::PerUnit) };
    let base = if get(Column::Per).is_empty() { "1" } else { get(Column::Per) };
    let read = || Measure::new(amount(content, unit)?, amount(base, base_unit)?).ok();
    let measure = read();
    if measure.is_none() {
        let [content, unit, base, base_unit] = [content, unit, base, base_unit].map(shown);
        note(
            Topic::LeftOut,
            format!(
                "the price of “{content} {unit}” cannot be told for “{base} {base_unit}”: no price by measure is shown"
            ),
        );
    }
    measure
}

/// An amount in one of the units that the shop knows, or in parts of them.
fn amount(text: &str, unit: &str) -> Option<Amount> {
    let unit = unit.to_lowercase();
    let (unit, times, parts) = match unit.as_str() {
        "mg" => (Unit::Gram, 1, 1000),
        "cl" => (Unit::Millilitre, 10, 1),
        "m3" => (Unit::Litre, 1000, 1),
        "mm" => (Unit::Metre, 1, 1000),
        "cm" => (Unit::Metre, 1, 100),
        "item" | "items" | "" => (Unit::Piece, 1, 1),
        unit => (unit.parse().ok()?, 1, 1),
    };
    let thousandths = number::thousandths(text)?.checked_mul(times)?;
    let whole = thousandths.is_multiple_of(parts).then_some(thousandths / parts)?;
    Amount::new(u32::try_from(whole).ok()?, unit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_read_in_shopify_s_units() {
        let read = |text, unit| amount(text, unit).map(|amount| amount.to_string());
        for (text, unit, kept) in [
            ("750", "ml", "750 ml"),
            ("75", "cl", "750 ml"),
            ("0,75", "l", "0.75 l"),
            ("1.125", "kg", "1.125 kg"),
            ("500", "mg", "0.5 g"),
            ("50", "cm", "0.5 m"),
            ("1.5", "m2", "1.5 m²"),
            ("2", "M3", "2000 l"),
            ("20", "item", "20 piece"),
        ] {
            assert_eq!(read(text, unit).as_deref(), Some(kept), "{text} {unit}");
        }
        for (text, unit) in
            [("1", "fl oz"), ("x", "g"), ("-1", "g"), ("0.1", "mg"), ("1.2345", "kg"), ("2000000", "kg")]
        {
            assert_eq!(read(text, unit), None, "{text} {unit}");
        }
    }
}
