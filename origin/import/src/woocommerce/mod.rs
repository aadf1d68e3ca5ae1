//! Product exports of WooCommerce: a row a product, and one for each variation, which names its product as `id:12` or by
//! its SKU and may stand before it. They are put into rows as Shopify has them, and read as those are.

mod collections;
mod columns;
mod prices;
mod variations;

use std::io;

use domain::catalog::ProductStatus;

use crate::note::{Note, Topic, shown};
use crate::noted::Noted;
use crate::options::Reading;
use crate::report::ColumnLeftOut;
use crate::row::{Record, Row};
use crate::shopify::columns::{Column as Known, Columns as KnownColumns, MAX_OPTIONS};
use crate::shopify::groups::{Group, Place, hash};
use crate::shopify::product::Products;
use crate::shopify::status;
use crate::table::TableRow;
pub(crate) use columns::{fields, not_taken};

use collections::Collections;
use columns::{Column, Columns};

/// What the rows are put into, but for the options, of which each has two columns behind these.
const KNOWN: [Known; 17] = [
    Known::Handle,
    Known::Title,
    Known::Body,
    Known::SeoDescription,
    Known::Vendor,
    Known::Published,
    Known::Sku,
    Known::Barcode,
    Known::Price,
    Known::CompareAt,
    Known::Taxable,
    Known::TaxClass,
    Known::Tracked,
    Known::Quantity,
    Known::Backorder,
    Known::Grams,
    Known::Variant,
];

/// Exports of WooCommerce being read.
pub struct Woo {
    columns: Columns,
    products: Products,
    collections: Collections,
    semicolons: bool,
    /// When reductions have begun or ended.
    now: i64,
    /// The keys of products, as hashes, by hashes of what else variations call them.
    keys: Noted,
}

/// A row of a product in the making, and what is said of it.
struct Cells(Vec<String>);

impl Cells {
    fn new() -> Self {
        Self(vec![String::new(); KNOWN.len() + 2 * usize::from(MAX_OPTIONS)])
    }

    fn set(&mut self, column: Known, text: impl Into<String>) {
        let place = match column {
            Known::OptionName(number) => Some(KNOWN.len() + 2 * (usize::from(number) - 1)),
            Known::OptionValue(number) => Some(KNOWN.len() + 2 * (usize::from(number) - 1) + 1),
            other => KNOWN.iter().position(|known| *known == other),
        };
        if let Some(cell) = place.and_then(|place| self.0.get_mut(place)) {
            *cell = text.into();
        }
    }
}

impl Woo {
    /// Whether the names of the columns are WooCommerce's.
    pub fn is_header(header: &TableRow) -> bool {
        let columns = Columns::of(header);
        columns.has(Column::Type) && columns.has(Column::Name) && columns.has(Column::Regular)
    }

    /// A file with this header.
    pub fn new(header: &TableRow, reading: &Reading, semicolons: bool) -> Self {
        let mut known = KNOWN.to_vec();
        for number in 1..=MAX_OPTIONS {
            known.extend([Known::OptionName(number), Known::OptionValue(number)]);
        }
        Self {
            columns: Columns::of(header),
            // The cells are written by this, so that what a comma means was decided before.
            products: Products::new(KnownColumns::known(&known), reading, semicolons),
            collections: Collections::default(),
            semicolons,
            now: reading.now,
            keys: Noted::default(),
        }
    }

    /// The product that a row is about.
    ///
    /// # Errors
    /// Why it is about none.
    pub fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        self.columns.count_left_out(row);
        let kind = Kind::of(self.columns.get(row, Column::Type))?;
        let id = number_of(self.columns.get(row, Column::Id));
        let sku = self.columns.get(row, Column::Sku);
        if kind == Kind::Variation {
            let parent = self.columns.get(row, Column::Parent);
            if parent.is_empty() {
                return Err("it is a variation and names no product in the column Parent".to_owned());
            }
            let name = match parent.get(..3).filter(|begin| begin.eq_ignore_ascii_case("id:")) {
                Some(_) => format!("id:{}", number_of(&parent[3..])),
                None => format!("sku:{}", parent.to_lowercase()),
            };
            let key = self.key(kind, std::slice::from_ref(&name));
            return Ok(Place { key, handle: name, title: String::new() });
        }
        let mut names = Vec::new();
        names.extend((!id.is_empty()).then(|| format!("id:{id}")));
        names.extend((!sku.is_empty()).then(|| format!("sku:{}", sku.to_lowercase())));
        let title = self.columns.get(row, Column::Name).to_owned();
        if names.is_empty() && title.is_empty() {
            return Err("it has neither an ID nor a SKU nor a name: give it one".to_owned());
        }
        if kind == Kind::Grouped {
            let members = columns::parts(self.columns.get(row, Column::Grouped));
            self.collections.group(&title, &members)?;
        }
        let key = if names.is_empty() { String::new() } else { self.key(kind, &names) };
        Ok(Place { key, handle: names.into_iter().next().unwrap_or_default(), title })
    }

    /// The key of a product that has these names, of which one may have been heard of already. What the first name alone
    /// tells is not remembered, and of simple products nothing: there may be millions.
    fn key(&mut self, kind: Kind, names: &[String]) -> String {
        let hashes: Vec<u64> = names.iter().map(|name| hash(name)).collect();
        let heard = hashes.iter().find_map(|name| self.keys.get(*name));
        let is_remembered = kind != Kind::Simple || heard.is_some();
        let key = heard.or_else(|| hashes.first().copied()).unwrap_or_default();
        for (name, own) in names.iter().zip(hashes) {
            let is_found_by_it = own != key || (kind == Kind::Variation && name.starts_with("sku:"));
            if is_remembered && is_found_by_it {
                self.keys.insert_new(own, key);
            }
        }
        format!("{key:016x}")
    }

    /// What went wrong with what is remembered, if anything did.
    pub fn fault(&mut self) -> Option<io::Error> {
        self.keys.fault().or_else(|| self.products.fault()).or_else(|| self.collections.fault())
    }

    /// The product, or for a grouped one the collection, of its rows.
    pub fn row(&mut self, group: Group) -> Row {
        let lines: Vec<u64> = group.rows.iter().map(|row| row.line).collect();
        let name = if group.title.is_empty() { group.handle.clone() } else { group.title.clone() };
        let mut notes = Vec::new();
        let refused = |reason| Row {
            lines: lines.clone(),
            name: name.clone(),
            record: Err(reason),
            refused: Vec::new(),
            notes: Vec::new(),
            pictures: Vec::new(),
            types: None,
        };
        let kind = |row: &TableRow| Kind::of(self.columns.get(row, Column::Type)).unwrap_or(Kind::Simple);
        let (of_product, variations): (Vec<&TableRow>, Vec<&TableRow>) =
            group.rows.iter().partition(|row| kind(row) != Kind::Variation);
        let Some(&first) = of_product.first() else {
            return refused(format!(
                "the product “{}” of these variations is not in the file: export it with them",
                shown(&group.handle)
            ));
        };
        let mut too_many: Vec<(u64, String)> = Vec::new();
        for again in of_product.iter().skip(1) {
            let reason = format!("line {} is about the same product: one of the two is too many", first.line);
            too_many.push((again.line, reason));
        }
        for row in &group.rows {
            let beyond = row.cells.iter().skip(self.columns.count).filter(|cell| !cell.trim().is_empty()).count();
            if beyond > 0 {
                notes.push(Note::new(row.line, Topic::LeftOut, format!("{beyond} values beyond the last column")));
            }
        }
        let pictures = self.pictures(first, &variations, &mut notes);
        let kind = kind(first);
        if kind == Kind::Grouped {
            let document = self.collections.document(&group.title, self.columns.get(first, Column::Description));
            too_many.extend(variations.iter().map(|row| (row.line, "a grouped product has no variations".to_owned())));
            let record = document.map(|document| Record::Collection(Box::new(document)));
            return Row { lines, name, record, refused: too_many, notes, pictures: Vec::new(), types: None };
        }
        let mut made = match self.rows(kind, first, &variations, &mut notes) {
            Ok(made) => made,
            Err(reason) => return refused(reason),
        };
        let handle = self.handle(&group.title, first);
        if let Some(row) = made.rows.first_mut() {
            row.cells[0].clone_from(&handle);
        }
        let rows = made.rows;
        let mut row = self.products.row(Group { handle, title: group.title, rows });
        row.lines.clone_from(&lines);
        row.name = name;
        row.pictures = pictures;
        row.refused.extend(too_many);
        row.refused.sort_by_key(|(line, _)| *line);
        row.refused.dedup_by_key(|(line, _)| *line);
        notes.append(&mut row.notes);
        if let Ok(Record::Product(document, implied)) = &mut row.record {
            if self.columns.get(first, Column::Visibility).eq_ignore_ascii_case("hidden")
                && document.status == ProductStatus::Active
            {
                document.status = ProductStatus::Draft;
                let text = "it is hidden in its catalogue: it was taken as a draft";
                notes.push(Note::new(first.line, Topic::OffSale, text));
            }
            document.attributes.extend(made.attributes);
            let names = [
                format!("id:{}", number_of(self.columns.get(first, Column::Id))),
                format!("sku:{}", self.columns.get(first, Column::Sku).to_lowercase()),
            ];
            let categories = self.columns.get(first, Column::Categories);
            (document.collections, *implied) = self.collections.of(categories, &names, first.line, &mut notes);
        }
        row.notes = notes;
        row
    }

    /// A handle for a product whose name another has already.
    fn handle(&mut self, title: &str, row: &TableRow) -> String {
        if !self.products.has_address(title) {
            return String::new();
        }
        let get = |column| self.columns.get(row, column);
        let apart = if get(Column::Sku).is_empty() { get(Column::Id) } else { get(Column::Sku) };
        format!("{title} {apart}").trim().to_owned()
    }

    /// Where the pictures of a product and its variations lie.
    fn pictures(&self, first: &TableRow, variations: &[&TableRow], notes: &mut Vec<Note>) -> Vec<String> {
        let mut pictures: Vec<String> = Vec::new();
        for row in std::iter::once(&first).chain(variations) {
            for address in columns::parts(self.columns.get(row, Column::Pictures)) {
                let lower = address.to_lowercase();
                if !lower.starts_with("http://") && !lower.starts_with("https://") {
                    let text = format!("the picture “{}” is no address: give it in the office", shown(&address));
                    notes.push(Note::new(row.line, Topic::Media, text));
                } else if !pictures.contains(&address) && pictures.len() < MAX_PICTURES {
                    pictures.push(address);
                }
            }
        }
        if !pictures.is_empty() {
            let text =
                if pictures.len() == 1 { "1 picture".to_owned() } else { format!("{} pictures", pictures.len()) };
            notes.push(Note::new(first.line, Topic::Media, text));
        }
        pictures
    }

    /// The columns that were not taken.
    pub fn left_out(&self) -> Vec<ColumnLeftOut> {
        self.columns.left_out()
    }

    /// What is to be said of the file as such.
    pub fn notes(&self) -> Vec<String> {
        self.products.notes().into_iter().collect()
    }
}

/// As many pictures as a product has.
const MAX_PICTURES: usize = 250;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Simple,
    Variable,
    Variation,
    Grouped,
}

impl Kind {
    /// By what Type says: `simple`, or `variation, virtual`.
    ///
    /// # Errors
    /// If such a thing cannot be sold here.
    fn of(words: &str) -> Result<Self, String> {
        let mut kind = None;
        for word in words.split(',').map(|word| word.trim().to_lowercase()) {
            let found = match word.as_str() {
                "" | "virtual" => continue,
                "simple" => Self::Simple,
                "variable" => Self::Variable,
                "variation" => Self::Variation,
                "grouped" => Self::Grouped,
                "downloadable" => return Err("it is a download, and the shop sells none".to_owned()),
                "external" | "affiliate" => {
                    let reason =
                        "it is sold on another site, to which a link would lead: the shop sells only its own things";
                    return Err(reason.to_owned());
                }
                other => {
                    let reason = format!(
                        "its type “{}” is none of simple, variable, variation and grouped: plugins' kinds are not known here",
                        shown(other)
                    );
                    return Err(reason);
                }
            };
            kind = Some(found);
        }
        Ok(kind.unwrap_or(Self::Simple))
    }
}

/// An ID without what spreadsheets add: `44.0`.
fn number_of(cell: &str) -> String {
    let cell = cell.trim();
    cell.strip_suffix(".0").unwrap_or(cell).to_lowercase()
}

/// Whether it is on sale, as the shop's own column says it: 1 is published, 0 private, -1 a draft.
fn published(word: &str) -> String {
    match word {
        "-1" | "-1.0" => "false".to_owned(),
        word if status::truth(word).is_none() && word.eq_ignore_ascii_case("draft") => "false".to_owned(),
        word => word.to_owned(),
    }
}

/// A text whose line ends WooCommerce has written as `\n`.
fn text(cell: &str) -> String {
    cell.replace("\\r\\n", "\n").replace("\\n", "\n")
}

#[cfg(test)]
mod tests;
