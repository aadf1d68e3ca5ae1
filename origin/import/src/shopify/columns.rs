//! Which column of a product export holds what.

use std::collections::HashMap;

use crate::report::ColumnLeftOut;
use crate::shopify::metafields::{self, Metafield};
use crate::table::TableRow;
use crate::values::spreadsheet;

mod names;

pub(super) use names::TAKEN;
pub use names::{Column, MAX_OPTIONS, TWICE, UNKNOWN, normal};

use names::{OTHER_REGIONS, PICTURES, SAME_FACT, meaning, why_left_out};

/// What a header's name means.
pub enum Meaning {
    /// A column that is taken; of two of one meaning the lower rank comes first.
    Taken(usize, Column),
    /// An attribute.
    Fact(Metafield),
    /// A column that is not taken, and why.
    LeftOut(&'static str),
}

/// Which column of a file holds what.
pub struct Columns {
    /// The places of each, the one that is preferred first.
    places: HashMap<Column, Vec<usize>>,
    /// Attributes and their columns.
    pub metafields: Vec<(Metafield, usize)>,
    /// What is not taken: its place, and what is to be told of it.
    left_out: Vec<(usize, ColumnLeftOut)>,
    /// The place of the path of a category in a taxonomy. It is not taken, but may end in the name of a type.
    pub category: Option<usize>,
    /// How many columns there are.
    pub count: usize,
    /// Prices in a currency are whole numbers of its minor unit.
    pub minor_units: bool,
}

impl Columns {
    /// A table of which each column is known, and each once.
    pub fn known(all: &[Column]) -> Self {
        let places = all.iter().enumerate().map(|(place, column)| (*column, vec![place])).collect();
        Self {
            places,
            metafields: Vec::new(),
            left_out: Vec::new(),
            category: None,
            count: all.len(),
            minor_units: false,
        }
    }

    /// Reads the header of an export of Shopify, or of its like.
    pub fn of(header: &TableRow) -> Self {
        Self::by(header, |written, name| {
            if let Some((rank, column)) = meaning(name) {
                return Meaning::Taken(rank, column);
            }
            if let Some(metafield) = metafields::of_header(written) {
                return Meaning::Fact(metafield);
            }
            Meaning::LeftOut(why_left_out(name))
        })
    }

    /// Reads a header by what each of its names means, as it is written and without what programs write differently.
    pub fn by(header: &TableRow, meaning: impl Fn(&str, &str) -> Meaning) -> Self {
        let mut columns = Self {
            places: HashMap::new(),
            metafields: Vec::new(),
            left_out: Vec::new(),
            category: None,
            count: header.cells.len(),
            minor_units: false,
        };
        let mut ranks: HashMap<Column, Vec<(usize, usize)>> = HashMap::new();
        for (place, written) in header.cells.iter().enumerate() {
            let name = normal(written);
            let left_out = |reason| ColumnLeftOut { name: written.trim().to_owned(), values: 0, reason };
            if name.is_empty() {
                columns.left_out.push((place, left_out("it has no name")));
                continue;
            }
            if name == "product category" {
                columns.category = Some(place);
            }
            match meaning(written, &name) {
                Meaning::Taken(rank, column) => ranks.entry(column).or_default().push((rank, place)),
                Meaning::Fact(metafield) => {
                    if !columns.add_metafield(metafield, place) {
                        columns.left_out.push((place, left_out(SAME_FACT)));
                    }
                }
                Meaning::LeftOut(reason) => columns.left_out.push((place, left_out(reason))),
            }
        }
        for (column, mut places) in ranks {
            places.sort_unstable();
            // Of pictures nothing is kept but how many a product has.
            let (spare, reason) = match column {
                Column::Picture => (&places[..], PICTURES),
                Column::Variant => (&places[..0], TWICE),
                Column::PriceIn(_) => (&places[1..], OTHER_REGIONS),
                _ => (&places[1..], TWICE),
            };
            for (_, place) in spare {
                let name = header.cells[*place].trim().to_owned();
                columns.left_out.push((*place, ColumnLeftOut { name, values: 0, reason }));
            }
            columns.places.insert(column, places.into_iter().map(|(_, place)| place).collect());
        }
        columns.left_out.sort_by_key(|(place, _)| *place);
        columns
    }

    /// Two attributes of one name are told apart by their namespace. Says whether there was none of both yet.
    fn add_metafield(&mut self, mut metafield: Metafield, place: usize) -> bool {
        let is_known = |key: &str| self.metafields.iter().any(|(known, _)| known.key == key);
        if is_known(&metafield.key) {
            let namespace = &metafield.namespace;
            let same = |(known, _): &(Metafield, usize)| known.key == metafield.key && known.namespace == *namespace;
            let longer = format!("{namespace}_{}", metafield.key);
            if self.metafields.iter().any(same) || is_known(&longer) {
                return false;
            }
            metafield.key = longer;
        }
        self.metafields.push((metafield, place));
        true
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// What the row says in this column, trimmed; empty if nothing.
    pub fn get<'r>(&self, row: &'r TableRow, column: Column) -> &'r str {
        self.all(row, column).next().unwrap_or_default()
    }

    /// All that the row says in columns of this meaning.
    pub fn all<'r>(&self, row: &'r TableRow, column: Column) -> impl Iterator<Item = &'r str> {
        let places = self.places.get(&column).map_or(&[][..], Vec::as_slice);
        let cells = places.iter().filter_map(|place| row.cells.get(*place));
        cells.map(|cell| spreadsheet::content(cell)).filter(|cell| !cell.is_empty())
    }

    /// Counts what the row says in columns that are not taken.
    pub fn count_left_out(&mut self, row: &TableRow) {
        for (place, left_out) in &mut self.left_out {
            left_out.values += u64::from(row.cells.get(*place).is_some_and(|cell| !cell.trim().is_empty()));
        }
    }

    /// All columns that are not taken, whatever they say.
    pub fn not_taken(&self) -> Vec<ColumnLeftOut> {
        self.left_out.iter().map(|(_, left_out)| left_out.clone()).collect()
    }

    /// The columns that were not taken; those that are known and say nothing are not worth a word.
    pub fn left_out(&self) -> Vec<ColumnLeftOut> {
        let worth = |left_out: &&ColumnLeftOut| left_out.values > 0 || left_out.reason == UNKNOWN;
        self.left_out.iter().map(|(_, left_out)| left_out).filter(worth).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> TableRow {
        TableRow { line: 1, cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), odd_quote: false }
    }

    #[test]
    fn a01_both_generations_of_a_header_mean_the_same() {
        for header in [
            ["Handle", "Variant SKU", "Variant Compare At Price", "Variant Inventory Policy", "Option1 Value"],
            ["URL handle", "SKU", "Compare-at price", "Continue selling when out of stock", "Option1 value"],
            ["slug", " sku ", "compare_at_price", "inventory_backorderable", "option1_value"],
            ["HANDLE", "VARIANT  SKU", "VARIANT COMPARE AT PRICE", "Variant inventory policy", "option1 VALUE"],
        ] {
            let columns = Columns::of(&row(&header));
            let record = row(&["mug", " M-1 ", "9", "deny", "Red"]);
            let wanted = [Column::Handle, Column::Sku, Column::CompareAt, Column::Backorder, Column::OptionValue(1)];
            assert_eq!(
                wanted.map(|column| columns.get(&record, column)),
                ["mug", "M-1", "9", "deny", "Red"],
                "{header:?}"
            );
            assert_eq!(columns.left_out(), []);
        }
    }

    #[test]
    fn what_is_not_taken_is_named() {
        let mut columns =
            Columns::of(&row(&["Handle", "Tags", "Mood", "Cost per item", "sku", "Variant SKU", "image2_src"]));
        columns.count_left_out(&row(&["mug", "a, b", "", "", "S", "V", "x.jpg"]));
        let record = row(&["mug", "a, b", "", "", "S", "V", "x.jpg"]);
        assert_eq!((columns.get(&record, Column::Sku), columns.get(&record, Column::Picture)), ("V", "x.jpg"));
        let left_out = columns.left_out();
        let names: Vec<(&str, u64)> = left_out.iter().map(|column| (column.name.as_str(), column.values)).collect();
        assert_eq!(names, [("Tags", 1), ("Mood", 0), ("sku", 1), ("image2_src", 1)]);
    }
}
