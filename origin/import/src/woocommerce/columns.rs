//! What the columns of a product export of WooCommerce mean, whose names are in the language of who exported it.

use std::collections::{HashMap, HashSet};

use crate::report::ColumnLeftOut;
use crate::shopify::columns::{TWICE, UNKNOWN, normal};
use crate::table::TableRow;
use crate::values::spreadsheet;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Id,
    Type,
    Sku,
    Gtin,
    Name,
    Published,
    Visibility,
    Short,
    Description,
    SaleFrom,
    SaleUntil,
    TaxStatus,
    TaxClass,
    InStock,
    Stock,
    Backorders,
    Weight,
    Sale,
    Regular,
    Categories,
    Pictures,
    Parent,
    Grouped,
    Brands,
    AttributeName(u16),
    AttributeValues(u16),
}

use Column::{
    Backorders, Brands, Categories, Description, Grouped, Gtin, Id, InStock, Name, Parent, Pictures, Published,
    Regular, Sale, SaleFrom, SaleUntil, Short, Sku, Stock, TaxClass, TaxStatus, Type, Visibility,
};

/// As many attributes as a file may have columns of; the widest have some dozens.
const MAX_ATTRIBUTES: u16 = 500;

/// The names in English and German, lower-case.
const TAKEN: [(&str, Column); 52] = [
    ("id", Id),
    ("type", Type),
    ("typ", Type),
    ("sku", Sku),
    ("artikelnummer", Sku),
    ("gtin, upc, ean, or isbn", Gtin),
    ("gtin, upc, ean oder isbn", Gtin),
    ("gtin", Gtin),
    ("ean", Gtin),
    ("name", Name),
    ("published", Published),
    ("veröffentlicht", Published),
    ("visibility in catalog", Visibility),
    ("visibility in catalogue", Visibility),
    ("sichtbarkeit im katalog", Visibility),
    ("short description", Short),
    ("kurzbeschreibung", Short),
    ("description", Description),
    ("beschreibung", Description),
    ("date sale price starts", SaleFrom),
    ("datum, an dem angebotspreis beginnt", SaleFrom),
    ("date sale price ends", SaleUntil),
    ("datum, an dem angebotspreis endet", SaleUntil),
    ("tax status", TaxStatus),
    ("steuerstatus", TaxStatus),
    ("tax class", TaxClass),
    ("steuerklasse", TaxClass),
    ("in stock?", InStock),
    ("vorrätig?", InStock),
    ("stock", Stock),
    ("lager", Stock),
    ("bestand", Stock),
    ("lagerbestand", Stock),
    ("backorders allowed?", Backorders),
    ("lieferrückstände erlaubt?", Backorders),
    ("lieferrückstande erlaubt?", Backorders),
    ("rückstände erlaubt?", Backorders),
    ("sale price", Sale),
    ("angebotspreis", Sale),
    ("regular price", Regular),
    ("regulärer preis", Regular),
    ("categories", Categories),
    ("kategorien", Categories),
    ("images", Pictures),
    ("bilder", Pictures),
    ("parent", Parent),
    ("übergeordnetes produkt", Parent),
    ("grouped products", Grouped),
    ("gruppierte produkte", Grouped),
    ("brands", Brands),
    ("marken", Brands),
    ("marke", Brands),
];

const MEASURES: &str = "measures are not taken over; delivery goes by weight";
const DOWNLOADS: &str = "the shop sells no downloads";
const RELATED: &str = "what goes with what is not taken over";

/// Columns that are known and not taken, by how they begin, with the reason.
const LEFT_OUT: [(&str, &str); 36] = [
    ("tags", "the shop has no tags; collections and facts take their part"),
    ("schlagwörter", "the shop has no tags; collections and facts take their part"),
    ("is featured?", "the home page says what is shown first"),
    ("ist hervorgehoben?", "the home page says what is shown first"),
    ("low stock amount", "the shop warns by a threshold of its own"),
    ("geringe lagermenge", "the shop warns by a threshold of its own"),
    ("sold individually?", "a cart takes as many as there are"),
    ("nur einzeln verkaufen?", "a cart takes as many as there are"),
    ("length", MEASURES),
    ("länge", MEASURES),
    ("width", MEASURES),
    ("breite", MEASURES),
    ("height", MEASURES),
    ("höhe", MEASURES),
    ("allow customer reviews?", "the shop has no reviews"),
    ("kundenrezensionen erlauben?", "the shop has no reviews"),
    ("kundenbewertungen erlauben?", "the shop has no reviews"),
    ("purchase note", "mails have texts of their own"),
    ("hinweis zum kauf", "mails have texts of their own"),
    ("shipping class", "delivery goes by weight"),
    ("versandklasse", "delivery goes by weight"),
    ("download", DOWNLOADS),
    ("ablauftage des downloads", DOWNLOADS),
    ("upsells", RELATED),
    ("zusatzverkäufe", RELATED),
    ("cross-sells", RELATED),
    ("external url", "the shop sells nothing that others sell"),
    ("externe url", "the shop sells nothing that others sell"),
    ("button text", "the shop sells nothing that others sell"),
    ("button-text", "the shop sells nothing that others sell"),
    ("position", "lists have an order of their own"),
    ("swatches attributes", "how a choice is shown is not taken over"),
    ("attribute", "of an attribute its name and values are taken"),
    ("attribut", "of an attribute its name and values are taken"),
    ("meta:", "what other programs keep with a product is not taken over"),
    ("metadaten:", "what other programs keep with a product is not taken over"),
];

/// Which column of a file holds what.
pub struct Columns {
    places: HashMap<Column, usize>,
    /// What is not taken: its place, and what is to be told of it.
    left_out: Vec<(usize, ColumnLeftOut)>,
    /// The unit of weights, as the header names it.
    pub weight_unit: String,
    /// The numbers of the attributes, in their order.
    pub attributes: Vec<u16>,
    /// How many columns there are.
    pub count: usize,
}

impl Columns {
    /// Reads the header.
    pub fn of(header: &TableRow) -> Self {
        let mut columns = Self {
            places: HashMap::new(),
            left_out: Vec::new(),
            weight_unit: "kg".to_owned(),
            attributes: Vec::new(),
            count: header.cells.len(),
        };
        for (place, written) in header.cells.iter().enumerate() {
            let name = normal(written);
            let reason = match meaning(&name) {
                Some(column) if columns.places.contains_key(&column) => TWICE,
                Some(column) => {
                    if let (Column::Weight, Some((_, unit))) = (column, name.split_once('(')) {
                        unit.trim_end_matches(')').trim().clone_into(&mut columns.weight_unit);
                    }
                    if let Column::AttributeName(number) = column {
                        columns.attributes.push(number);
                    }
                    columns.places.insert(column, place);
                    continue;
                }
                None if name.is_empty() => "it has no name",
                None => LEFT_OUT.iter().find(|(begin, _)| name.starts_with(begin)).map_or(UNKNOWN, |(_, why)| *why),
            };
            columns.left_out.push((place, ColumnLeftOut { name: written.trim().to_owned(), values: 0, reason }));
        }
        columns.attributes.sort_unstable();
        columns
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.places.contains_key(&column)
    }

    /// What the row says in this column; empty if nothing. The apostrophe by which WooCommerce keeps a text from
    /// becoming a formula is taken away.
    pub fn get<'r>(&self, row: &'r TableRow, column: Column) -> &'r str {
        let cell = self.places.get(&column).and_then(|place| row.cells.get(*place)).map_or("", String::as_str);
        let cell = spreadsheet::content(cell);
        cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
    }

    /// Counts what the row says in columns that are not taken.
    pub fn count_left_out(&mut self, row: &TableRow) {
        for (place, left_out) in &mut self.left_out {
            left_out.values += u64::from(row.cells.get(*place).is_some_and(|cell| !cell.trim().is_empty()));
        }
    }

    /// The columns that were not taken; those that are known and say nothing are not worth a word.
    pub fn left_out(&self) -> Vec<ColumnLeftOut> {
        let worth = |left_out: &&ColumnLeftOut| left_out.values > 0 || left_out.reason == UNKNOWN;
        self.left_out.iter().map(|(_, left_out)| left_out).filter(worth).cloned().collect()
    }
}

/// All columns of a header that are not taken, whatever they say.
pub fn not_taken(header: &TableRow) -> Vec<ColumnLeftOut> {
    Columns::of(header).left_out.into_iter().map(|(_, left_out)| left_out).collect()
}

/// What a column can mean that a header lacks, by the English name of each.
pub fn fields(header: &TableRow) -> Vec<String> {
    let columns = Columns::of(header);
    let mut named = HashSet::new();
    let all = TAKEN.into_iter().chain([("weight (kg)", Column::Weight)]);
    let lacked = all.filter(|(_, column)| !columns.has(*column) && named.insert(*column));
    lacked.map(|(name, _)| name.to_owned()).collect()
}

fn meaning(name: &str) -> Option<Column> {
    if let Some((_, column)) = TAKEN.iter().find(|(known, _)| *known == name) {
        return Some(*column);
    }
    if ["weight", "gewicht"].iter().any(|word| name.strip_prefix(word).is_some_and(|rest| rest.trim().starts_with('(')))
    {
        return Some(Column::Weight);
    }
    let rest = name.strip_prefix("attribute ").or_else(|| name.strip_prefix("attribut "))?;
    let (number, what) = rest.split_once(' ')?;
    let number = number.parse::<u16>().ok().filter(|number| (1..=MAX_ATTRIBUTES).contains(number))?;
    match what {
        "name" => Some(Column::AttributeName(number)),
        "value(s)" | "values" | "wert(e)" | "werte" => Some(Column::AttributeValues(number)),
        _ => None,
    }
}

/// The parts of a cell, which are separated by commas; one that belongs to a part stands behind a backslash.
pub fn parts(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(last) = parts.last_mut() else { break };
        match letter {
            '\\' if letters.peek() == Some(&',') => last.extend(letters.next()),
            ',' => parts.push(String::new()),
            letter => last.push(letter),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        for (name, _) in TAKEN {
            assert_eq!(normal(name), name);
        }
        for (begin, _) in LEFT_OUT {
            assert_eq!((normal(begin).as_str(), meaning(begin)), (begin, None));
        }
    }

    #[test]
    fn a_comma_behind_a_backslash_belongs_to_its_part() {
        assert_eq!(parts("Red, Blue\\, dark ,, Green"), ["Red", "Blue, dark", "Green"]);
        assert_eq!(parts(" \\ "), ["\\"]);
        assert!(parts("").is_empty());
    }
}
