//! What the columns of an export can mean that it lacks.

use std::collections::HashSet;

use crate::shopify::columns::{Column, Columns, TAKEN};
use crate::table::TableRow;

/// What a column can mean that a header lacks, by the first name of each.
pub fn fields(header: &TableRow) -> Vec<String> {
    let columns = Columns::of(header);
    let options = (1..=3_u8).flat_map(|number| {
        let (name, value) = (Column::OptionName(number), Column::OptionValue(number));
        [(name, format!("option{number} name")), (value, format!("option{number} value"))]
    });
    lacking(&columns, TAKEN.iter().map(|(name, column)| (*column, (*name).to_owned())).chain(options))
}

/// Of names of columns the first of each that a file lacks.
pub fn lacking(columns: &Columns, all: impl Iterator<Item = (Column, String)>) -> Vec<String> {
    let mut named = HashSet::new();
    let lacked = all.filter(|(column, _)| !columns.has(*column) && named.insert(*column));
    lacked.map(|(_, name)| name).collect()
}
