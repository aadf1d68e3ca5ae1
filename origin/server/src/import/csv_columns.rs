//! Columns of a CSV file by their names, which differ between programs in case and spelling.

use std::collections::HashMap;

use csv::StringRecord;

/// Which column holds what.
pub struct Columns {
    place: HashMap<String, usize>,
    /// Facts: name and column.
    attributes: Vec<(String, usize)>,
}

impl Columns {
    /// Reads the header.
    pub fn of(header: &StringRecord) -> Self {
        let (mut place, mut attributes) = (HashMap::new(), Vec::new());
        for (index, name) in header.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim().to_lowercase();
            if let Some(fact) = fact_name(&name) {
                attributes.push((fact, index));
            }
            place.entry(name.replace('_', " ")).or_insert(index);
        }
        Self { place, attributes }
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.place.contains_key(name)
    }

    /// The first of these columns that is not blank, trimmed; empty if all are.
    pub fn get<'r>(&self, record: &'r StringRecord, names: &[&str]) -> &'r str {
        let cells = names.iter().filter_map(|name| record.get(*self.place.get(*name)?));
        cells.map(str::trim).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// The record's facts that are not blank.
    pub fn attributes<'a>(&'a self, record: &'a StringRecord) -> impl Iterator<Item = (&'a str, &'a str)> {
        let cell = |(name, index): &'a (String, usize)| Some((name.as_str(), record.get(*index)?.trim()));
        self.attributes.iter().filter_map(cell).filter(|(_, cell)| !cell.is_empty())
    }
}

/// `warranty` of `custom_field.custom.warranty` and of `Warranty (product.metafields.custom.warranty)`.
fn fact_name(column: &str) -> Option<String> {
    let path = match column.strip_prefix("custom_field.") {
        Some(path) => path,
        None => column.split_once("(product.metafields.")?.1.strip_suffix(')')?,
    };
    let name = path.rsplit('.').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_column_are_one() {
        let header = StringRecord::from(vec![
            "\u{feff}Handle",
            "Variant SKU",
            "compare_at_price",
            "custom_field.a.fit",
            "Fabric (product.metafields.custom.fabric)",
        ]);
        let columns = Columns::of(&header);
        let record = StringRecord::from(vec!["mug", " M-1 ", "", "slim", "wool"]);
        assert_eq!(columns.get(&record, &["handle", "slug"]), "mug");
        assert_eq!(columns.get(&record, &["sku", "variant sku"]), "M-1");
        assert_eq!(columns.get(&record, &["compare at price"]), "");
        assert_eq!(columns.attributes(&record).collect::<Vec<_>>(), [("fit", "slim"), ("fabric", "wool")]);
        assert!(columns.has("compare at price") && !columns.has("price"));
    }
}
