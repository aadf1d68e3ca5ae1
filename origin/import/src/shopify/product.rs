//! A product of its rows.

use std::collections::{BTreeMap, HashSet};
use std::io;

use api::catalog::{CollectionDocument, ProductDocument};
use domain::catalog::{Localized, ProductStatus};
use domain::{Currency, Slug};
use serde_json::{Value, json};

use crate::html;
use crate::note::{Note, Topic, shown};
use crate::noted::Noted;
use crate::options::Reading;
use crate::row::{Record, Row, named};
use crate::shopify::axes::Axes;
use crate::shopify::columns::{Column, Columns};
use crate::shopify::groups::{Group, hash};
use crate::shopify::variants::Variants;
use crate::shopify::{metafields, status};
use crate::table::TableRow;
use crate::values::{address, spreadsheet};

/// What every product of a file shares.
pub struct Products {
    pub columns: Columns,
    pub currency: Currency,
    /// Fields are separated by semicolons, so that a comma may be a decimal one.
    pub semicolons: bool,
    /// The command line says how many units there are where the file does not.
    on_hand: bool,
    /// The addresses that were given, as hashes, and to the product on which line.
    slugs: Noted,
    /// The collections that were made, and of which title, as hashes.
    collections: Noted,
    /// Variants whose stock is counted and of which the file does not say how many there are.
    uncounted: u64,
}

/// What is found out about a product on the way.
pub struct Findings {
    pub notes: Vec<Note>,
    /// Rows that cannot be part of it, with the reason.
    pub refused: Vec<(u64, String)>,
    /// Where its pictures lie.
    pub pictures: Vec<String>,
}

impl Products {
    pub fn new(columns: Columns, reading: &Reading, semicolons: bool) -> Self {
        Self {
            columns,
            currency: reading.currency,
            semicolons,
            on_hand: reading.on_hand.is_some(),
            slugs: Noted::default(),
            collections: Noted::default(),
            uncounted: 0,
        }
    }

    /// Whether a product has the address that is made of this text.
    pub fn has_address(&mut self, text: &str) -> bool {
        self.slugs.get(hash(address::of(text).as_str())).is_some()
    }

    /// The product of some rows.
    pub fn row(&mut self, group: Group) -> Row {
        let lines = group.rows.iter().map(|row| row.line).collect();
        let name = if group.handle.is_empty() { group.title.clone() } else { group.handle.clone() };
        let mut found = Findings { notes: Vec::new(), refused: Vec::new(), pictures: Vec::new() };
        let record = self.record(&group, &mut found);
        let types = Some(self.types(&group.rows));
        Row { lines, name, record, refused: found.refused, notes: found.notes, pictures: found.pictures, types }
    }

    /// What the rows call its type: by the column of that name, or by how the path of its category ends.
    fn types(&self, rows: &[TableRow]) -> Vec<String> {
        let kind = rows.iter().map(|row| self.columns.get(row, Column::Type).trim()).find(|cell| !cell.is_empty());
        let place = self.columns.category;
        let paths = rows.iter().filter_map(|row| Some(spreadsheet::content(row.cells.get(place?)?)));
        let category = paths.filter_map(|path| path.rsplit('>').next()).map(str::trim).find(|end| !end.is_empty());
        kind.into_iter().chain(category).map(str::to_owned).collect()
    }

    /// What is to be said of the file as such.
    pub fn notes(&self) -> Option<String> {
        let why = match self.columns.has(Column::Quantity) {
            true => "the file leaves their quantity blank",
            false => "the file has no column Variant Inventory Qty (or Inventory quantity)",
        };
        (self.uncounted > 0 && !self.on_hand).then(|| {
            format!(
                "{} variants are sold out until their stock is counted, because {why}: --on-hand PIECES says how many there are, \
                 --set-stock that it holds for products that are there already.",
                self.uncounted
            )
        })
    }

    /// What went wrong with what is remembered, if anything did.
    pub fn fault(&mut self) -> Option<io::Error> {
        self.slugs.fault().or_else(|| self.collections.fault())
    }

    fn record(&mut self, group: &Group, found: &mut Findings) -> Result<Record, String> {
        let rows = &group.rows;
        let first = rows[0].line;
        if rows.iter().any(|row| status::truth(self.columns.get(row, Column::GiftCard)) == Some(true)) {
            return Err("it is a gift card of another shop: this one sells its own".to_owned());
        }
        let status = self.status(rows, found)?;
        if status != ProductStatus::Active {
            found.notes.push(Note::new(
                first,
                Topic::OffSale,
                format!("“{}” is {}", shown(&group.title), status.code()),
            ));
        }
        self.look_at_rows(rows, found);
        let slug = self.slug(group, found)?;
        let mut axes = Axes::of(&self.columns, rows, &mut found.notes);
        let (variants, uncounted) = Variants::new(self).of(&slug, rows, &mut axes, found)?;
        self.uncounted += uncounted;
        let body = self.text(rows, Column::Body, found)?;
        let summary = self.text(rows, Column::SeoDescription, found)?;
        let (collections, implied) = self.collections(rows, found);
        let title = if group.title.is_empty() { &group.handle } else { &group.title };
        if group.title.is_empty() {
            found.notes.push(Note::new(first, Topic::MadeUp, "there is no title: it has its handle for one"));
        }
        let document = ProductDocument {
            status,
            on_sale: Default::default(),
            product_type: None,
            handle: (!group.handle.is_empty() && group.handle != slug.as_str()).then(|| group.handle.clone()),
            title: Localized::same(one_line(&html::plain_text(title)?.text)),
            summary: Localized::same(summary),
            description: Localized::same(body),
            brand: one_line(self.one(rows, Column::Vendor, "vendor", found)),
            collections,
            attributes: self.attributes(rows, found),
            safety: Default::default(),
            released_on: self.released_on(rows, found),
            options: axes.finish(),
            media: Vec::new(),
            variants,
            slug,
        };
        Ok(Record::Product(Box::new(document), implied))
    }

    /// Whether it is on sale: only if no row of it says otherwise.
    fn status(&self, rows: &[TableRow], found: &mut Findings) -> Result<ProductStatus, String> {
        let mut of_columns = Vec::new();
        for column in [Column::Status, Column::Published] {
            let mut said: Vec<(u64, ProductStatus)> = Vec::new();
            for row in rows {
                let status = match (self.columns.get(row, column), column) {
                    ("", _) => continue,
                    (cell, Column::Status) => status::of(cell, "")?,
                    (cell, _) => status::of("", cell)?,
                };
                said.push((row.line, status));
            }
            let strictest = status::strictest(said.iter().map(|(_, status)| *status));
            if let Some((line, other)) = said.iter().find(|(_, status)| *status != strictest) {
                let text = format!("the row says “{}”, and another that it is {}", other.code(), strictest.code());
                found.notes.push(Note::new(*line, Topic::OffSale, text));
            }
            of_columns.push(strictest);
        }
        Ok(status::strictest(of_columns))
    }

    /// What is to be said of rows as such: pictures, cells without a column, odd quotation marks.
    fn look_at_rows(&self, rows: &[TableRow], found: &mut Findings) {
        let mut seen = HashSet::new();
        let pictures = rows.iter().flat_map(|row| self.columns.all(row, Column::Picture));
        let pictures: Vec<&str> = pictures.filter(|address| seen.insert(*address)).collect();
        found.pictures = pictures.iter().map(|address| (*address).to_owned()).collect();
        if !pictures.is_empty() {
            let pictures =
                if pictures.len() == 1 { "1 picture".to_owned() } else { format!("{} pictures", pictures.len()) };
            found.notes.push(Note::new(rows[0].line, Topic::Media, pictures));
        }
        for row in rows {
            let beyond = row.cells.iter().skip(self.columns.count).filter(|cell| !cell.trim().is_empty()).count();
            if beyond > 0 {
                found.notes.push(Note::new(
                    row.line,
                    Topic::LeftOut,
                    format!("{beyond} values beyond the last column"),
                ));
            }
            if row.odd_quote {
                let text = "a quotation mark inside a quoted field is not doubled; it was taken as it stands";
                found.notes.push(Note::new(row.line, Topic::Changed, text));
            }
        }
    }

    /// An address that no other product of the file has.
    fn slug(&mut self, group: &Group, found: &mut Findings) -> Result<Slug, String> {
        let line = group.rows[0].line;
        let (given, what) = match group.handle.as_str() {
            "" => (group.title.as_str(), "title"),
            handle => (handle, "handle"),
        };
        let mut slug = address::of(given);
        if self.slugs.get(hash(slug.as_str())).is_some() {
            slug = address::told_apart(given);
        }
        if let Some(other) = self.slugs.get(hash(slug.as_str())) {
            let reason = format!(
                "its address would be “{slug}”, which the product that begins on line {other} has: give it another handle"
            );
            return Err(reason);
        }
        if given != slug.as_str() {
            let topic = if what == "handle" { Topic::Changed } else { Topic::MadeUp };
            found.notes.push(Note::new(
                line,
                topic,
                format!("its address is “{slug}”, made of its {what} “{}”", shown(given)),
            ));
        }
        self.slugs.insert(hash(slug.as_str()), line);
        Ok(slug)
    }

    /// What the first row that says anything in this column says.
    fn first<'r>(&self, rows: &'r [TableRow], column: Column) -> &'r str {
        rows.iter().map(|row| self.columns.get(row, column)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// The same; a row that says otherwise is named.
    fn one<'r>(&self, rows: &'r [TableRow], column: Column, what: &str, found: &mut Findings) -> &'r str {
        let kept = self.first(rows, column);
        for row in rows {
            let other = self.columns.get(row, column);
            if !other.is_empty() && other != kept {
                let text = format!("its {what} “{}” is another than above, which was kept", shown(other));
                found.notes.push(Note::new(row.line, Topic::LeftOut, text));
            }
        }
        kept
    }

    fn text(&self, rows: &[TableRow], column: Column, found: &mut Findings) -> Result<String, String> {
        let plain = html::plain_text(self.one(rows, column, "text", found))?;
        for (kind, count) in &plain.left_out {
            found.notes.push(Note::new(rows[0].line, Topic::Media, format!("{count} {kind} in its text")));
        }
        Ok(plain.text)
    }

    /// One collection: the first part of a category path (`Kitchen -> Kettles`), else the type.
    fn collections(&mut self, rows: &[TableRow], found: &mut Findings) -> (Vec<Slug>, Vec<CollectionDocument>) {
        let kind = self.one(rows, Column::Type, "type", found);
        let path = self.one(rows, Column::CategoryPath, "category", found);
        let first = path.split("->").next().unwrap_or_default().trim();
        let title = if first.is_empty() { kind } else { first };
        if title.is_empty() {
            return Default::default();
        }
        if first != path || (!first.is_empty() && !kind.is_empty() && first != kind) {
            let text = format!("of “{}” and “{}” the collection “{}” was made", shown(path), shown(kind), shown(title));
            found.notes.push(Note::new(rows[0].line, Topic::LeftOut, text));
        }
        let mut slug = address::of(title);
        if self.collections.get(hash(slug.as_str())).is_some_and(|other| other != hash(title)) {
            slug = address::told_apart(title);
        }
        self.collections.insert_new(hash(slug.as_str()), hash(title));
        (vec![slug.clone()], vec![named(slug, title)])
    }

    fn attributes(&self, rows: &[TableRow], found: &mut Findings) -> BTreeMap<String, Value> {
        let mut attributes = BTreeMap::new();
        for (field, place) in &self.columns.metafields {
            let cells = rows.iter().filter_map(|row| Some((row.line, spreadsheet::content(row.cells.get(*place)?))));
            let mut cells = cells.filter(|(_, cell)| !cell.is_empty());
            let Some((line, kept)) = cells.next() else { continue };
            for (line, other) in cells.filter(|(_, other)| *other != kept) {
                let text =
                    format!("the fact “{}” is “{}” here and another above, which was kept", field.key, shown(other));
                found.notes.push(Note::new(line, Topic::LeftOut, text));
            }
            match (metafields::value(kept), &field.label) {
                (Ok(value), None) => drop(attributes.insert(field.key.clone(), value)),
                (Ok(value), Some(label)) => {
                    attributes.insert(field.key.clone(), json!({ "label": { "en": label }, "value": value }));
                }
                (Err(reason), _) => {
                    let text = format!("the fact “{}”, “{}”: {reason}", field.key, shown(kept));
                    found.notes.push(Note::new(line, Topic::LeftOut, text));
                }
            }
        }
        attributes
    }

    fn released_on(&self, rows: &[TableRow], found: &mut Findings) -> Option<String> {
        let cell = self.one(rows, Column::AvailableOn, "date", found);
        let date = cell.get(..10).filter(|date| {
            date.bytes()
                .enumerate()
                .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
        });
        if date.is_none() && !cell.is_empty() {
            let text = format!("“{}” is no date such as 2026-03-01", shown(cell));
            found.notes.push(Note::new(rows[0].line, Topic::LeftOut, text));
        }
        date.map(str::to_owned)
    }
}

/// The text with one space wherever it has blanks or line ends.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
