//! What somebody says of columns whose names an import does not know, and what they are shown of them to say it by.

use api::catalog::ProductDocument;
use api::catalog::admin::{ImportColumn, ImportColumnMeaning, ImportColumns, MAX_IMPORT_COLUMNS};
use domain::search::facet_code;
use serde_json::{Value, json};

use crate::note::{Note, Topic, shown};
use crate::own::unguarded;
use crate::report::ColumnLeftOut;
use crate::row::{Record, Row};
use crate::shopify::metafields;
use crate::table::TableRow;
use crate::values::spreadsheet;

/// Rows that are looked at for values to show.
const MAX_LOOKED_AT: usize = 1_000;
/// Values of a column that are shown, and characters of each.
const MAX_FIRST: usize = 3;
const MAX_VALUE: usize = 60;
/// Characters of a column's name of which something can be said.
const MAX_NAME: usize = 120;
/// Bytes of a header by which a file of the same columns is known.
const MAX_HEADER: usize = 64 * 1024;

/// Who says what columns mean.
#[derive(Clone, Copy)]
pub(crate) enum Teller<'a> {
    /// Nobody.
    Nobody,
    /// Whoever runs a command, and cannot be asked: what they say has to be right.
    Command(&'a ImportColumns),
    /// Whoever gave the file, and is shown what can be said of it.
    Person(&'a ImportColumns),
}

impl<'a> Teller<'a> {
    /// What is said, if anything is, or if somebody is to be shown what can be.
    pub fn said(self) -> Option<&'a ImportColumns> {
        match self {
            Self::Nobody => None,
            Self::Command(columns) => Some(columns).filter(|columns| !columns.is_empty()),
            Self::Person(columns) => Some(columns),
        }
    }
}

/// The columns of a file.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// What was said, if whoever reads the file can be asked at all.
    said: Option<ImportColumns>,
    /// The names in the file's header.
    names: Vec<String>,
    /// What columns can mean.
    pub fields: Vec<String>,
    /// The first values of each.
    first: Vec<Vec<String>>,
    looked_at: usize,
}

impl Said {
    /// What is said of the columns of this header.
    pub fn of(header: &TableRow, said: Option<&ImportColumns>) -> Self {
        let names: Vec<String> = header.cells.iter().map(|name| name_of(name).to_owned()).collect();
        let first = vec![Vec::new(); names.len()];
        Self { said: said.cloned(), names, fields: Vec::new(), first, looked_at: 0 }
    }

    fn meaning(&self, name: &str) -> Option<&ImportColumnMeaning> {
        self.said.as_ref()?.get(name)
    }

    /// The header with columns called as the fields that they are said to be.
    pub fn header(&self, header: &TableRow) -> TableRow {
        let called = |(name, cell): (&String, &String)| match self.meaning(name) {
            Some(ImportColumnMeaning::Field { name }) => name.clone(),
            _ => cell.clone(),
        };
        let cells = self.names.iter().zip(&header.cells).map(called).collect();
        TableRow { line: header.line, cells, odd_quote: header.odd_quote }
    }

    /// Whether somebody can say what columns mean, and there are any to be told apart.
    pub fn can_be_asked(&self) -> bool {
        self.said.is_some() && self.names.iter().filter(|name| !name.is_empty()).count() > 1
    }

    /// Looks at what a row says, for the first values.
    pub fn look_at(&mut self, row: &TableRow) {
        if self.said.is_none() || self.looked_at == MAX_LOOKED_AT {
            return;
        }
        self.looked_at += 1;
        for (first, cell) in self.first.iter_mut().zip(&row.cells) {
            if first.len() == MAX_FIRST || cell.trim().is_empty() {
                continue;
            }
            let value = short(cell.trim(), MAX_VALUE);
            if !first.contains(&value) {
                first.push(value);
            }
        }
    }

    /// The facts that the rows of a product say in columns of facts: each with its name, its value and its line.
    pub fn attributes(&self, rows: &[TableRow]) -> Vec<(String, String, u64)> {
        let mut attributes = Vec::new();
        for (place, name) in self.names.iter().enumerate() {
            let Some(ImportColumnMeaning::Attribute { name }) = self.meaning(name) else { continue };
            let mut cells = rows.iter().filter_map(|row| {
                let cell = unguarded(spreadsheet::content(row.cells.get(place)?));
                (!cell.is_empty()).then(|| (name.clone(), cell.to_owned(), row.line))
            });
            attributes.extend(cells.next());
        }
        attributes
    }

    /// The columns that were not taken, without those of which that was said.
    pub fn left_out(&self, all: Vec<ColumnLeftOut>) -> Vec<ColumnLeftOut> {
        all.into_iter().filter(|column| self.meaning(name_of(&column.name)).is_none()).collect()
    }

    /// The columns of which it can be said what they mean: those of which it was, and those that were not taken.
    pub fn columns(&self, left_out: &[ColumnLeftOut]) -> Vec<ImportColumn> {
        if self.said.is_none() {
            return Vec::new();
        }
        let column = |(place, name): (usize, &String)| {
            let left_out = left_out.iter().find(|column| name_of(&column.name) == name);
            let reason = match (self.meaning(name), left_out) {
                (Some(_), _) => "",
                (None, Some(column)) => column.reason,
                (None, None) => return None,
            };
            let is_one = self.names.iter().filter(|other| *other == name).count() == 1;
            let is_plain = !name.chars().any(char::is_control) && name.chars().count() <= MAX_NAME;
            let first = self.first[place].clone();
            let (name, reason) = (name.clone(), reason.to_owned());
            (is_one && is_plain && !name.is_empty()).then_some(ImportColumn { name, reason, first })
        };
        self.names.iter().enumerate().filter_map(column).take(MAX_IMPORT_COLUMNS).collect()
    }

    /// What a file of the same columns has too.
    pub fn key(&self) -> Option<String> {
        let key = self.names.join("\u{1f}");
        (self.said.is_some() && key.len() <= MAX_HEADER).then_some(key)
    }
}

/// A column's name as people see it.
fn name_of(cell: &str) -> &str {
    cell.trim_start_matches('\u{feff}').trim()
}

/// The beginning of a text, without what nobody sees.
fn short(text: &str, most: usize) -> String {
    text.chars().take(most).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Puts facts into the product of a row. What the product says of itself stays.
pub(crate) fn add_attributes(row: &mut Row, attributes: Vec<(String, String, u64)>) {
    let Ok(Record::Product(product, _)) = &mut row.record else { return };
    for (name, cell, line) in attributes {
        if let Err(reason) = add_attribute(product, &name, &cell) {
            row.notes.push(Note::new(line, Topic::LeftOut, format!("“{}”: {reason}", shown(&name))));
        }
    }
}

fn add_attribute(product: &mut ProductDocument, name: &str, cell: &str) -> Result<(), String> {
    let key = facet_code(name).replace('-', "_");
    if key.is_empty() {
        return Err("its name has no letters".to_owned());
    }
    if product.attributes.contains_key(&key) {
        return Err("the product has such a fact already".to_owned());
    }
    let value = metafields::value(cell)?;
    if value == Value::String(String::new()) {
        return Ok(());
    }
    let is_plain = api::catalog::properties::readable_key(&key) == name;
    let value = if is_plain { value } else { json!({ "label": { "en": name }, "value": value, "unit": "" }) };
    product.attributes.insert(key, value);
    Ok(())
}

#[cfg(test)]
mod tests;
