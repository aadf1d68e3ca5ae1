//! Tables of products as shops export them: whose export one is, and reading it product by product.

mod dialect;
#[cfg(test)]
mod memory;

use std::collections::VecDeque;
use std::io;

use anyhow::Context as _;
use api::catalog::admin::{ImportColumns, check_import_columns};

use self::dialect::Dialect;
use crate::encoding::Text;
use crate::medusa;
use crate::note::shown;
use crate::options::{Format, Reading};
use crate::own::{self, Own};
use crate::report::{ColumnLeftOut, FileSummary};
use crate::row::{Item, Items, Row};
use crate::said::{Said, Teller, add_attributes};
use crate::shopify::columns::{Column, Columns};
use crate::shopify::fields;
use crate::shopify::groups::{Group, Groups};
use crate::shopify::product::Products;
use crate::table::{Next, Table, TableRow};
use crate::woocommerce::{self, Woo};

/// Whose export a table is, by its header.
fn format_of(header: &TableRow) -> Format {
    if Own::is_header(header) {
        Format::SelvedgeCsv
    } else if Woo::is_header(header) {
        Format::WoocommerceCsv
    } else if medusa::is_header(header) {
        Format::MedusaCsv
    } else {
        Format::ShopifyCsv
    }
}

/// What a table says, product by product. One whose header lacks what it needs is no error where a person can be asked:
/// whoever reads what its columns are called can say what they mean.
///
/// # Errors
/// If the header cannot be read or is not that of a product export, or what a command says of its columns cannot be meant.
pub(crate) fn items(text: Text, reading: &Reading, teller: Teller<'_>) -> anyhow::Result<Items> {
    let mut table = Table::new(text).context("the file cannot be read")?;
    let written = loop {
        match table.next().context("the header cannot be read")? {
            // Separators alone, above the table.
            Some(Next::Row(row)) if row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(Next::Row(header)) => break header,
            Some(Next::Unreadable(line, reason)) => anyhow::bail!("line {line}, the header: {reason}"),
            None => anyhow::bail!("the file is empty"),
        }
    };
    let mut said = Said::of(&written, teller.said());
    let header = said.header(&written);
    let found = format_of(&header);
    let format = if reading.format == Format::Csv { found } else { reading.format };
    said.fields = fields_of(format, &written, reading);
    let looks = Looks { found, format, encoding: table.encoding(), separator: table.separator() };
    if let Teller::Command(columns) = teller {
        check(columns, &written, format, &said.fields)?;
    }
    match (dialect(&header, reading, &looks), teller) {
        (Ok(dialect), _) => Ok(Box::new(Exports { said, ..Exports::new(table, dialect) })),
        (Err(error), Teller::Person(_)) if said.can_be_asked() => unread(table, said, &header, format, &error),
        (Err(error), Teller::Command(_)) => {
            let fields = said.fields.join(", ");
            Err(error.context(format!(
                "If it is one whose columns are called otherwise, say what they mean by --column \"NAME=FIELD\"; FIELD is one of: {fields}"
            )))
        }
        (Err(error), _) => Err(error),
    }
}

/// Refuses what a command says of columns and no column of the header can mean.
fn check(said: &ImportColumns, written: &TableRow, format: Format, fields: &[String]) -> anyhow::Result<()> {
    let nothing = ImportColumns::new();
    let columns = Said::of(written, Some(&nothing)).columns(&not_taken(format, written));
    check_import_columns(said, &columns, fields).map_err(|reason| {
        let names: Vec<String> = columns.iter().map(|column| shown(&column.name)).collect();
        let (names, fields) = (names.join(", "), fields.join(", "));
        anyhow::anyhow!("{reason}\nColumns of which it can be said: {names}\nFields that the file lacks: {fields}")
    })
}

/// The columns of a header that are not taken by themselves.
fn not_taken(format: Format, header: &TableRow) -> Vec<ColumnLeftOut> {
    match format {
        Format::SelvedgeCsv => own::unknown(header),
        Format::WoocommerceCsv => woocommerce::not_taken(header),
        Format::MedusaCsv => medusa::columns(header).not_taken(),
        _ => Columns::of(header).not_taken(),
    }
}

/// What a table looks like.
struct Looks {
    /// Whose export it is by its header.
    found: Format,
    /// What it is read as.
    format: Format,
    encoding: &'static str,
    separator: char,
}

/// How the rows below a header are read.
///
/// # Errors
/// If it is not that of a product export.
fn dialect(header: &TableRow, reading: &Reading, looks: &Looks) -> anyhow::Result<Box<dyn Dialect + Send>> {
    let hint = match looks.found {
        found if found == looks.format => "",
        Format::WoocommerceCsv => ". It looks like an export of WooCommerce: read it as woocommerce-csv",
        Format::MedusaCsv => ". It looks like an export of Medusa: read it as medusa-csv",
        Format::SelvedgeCsv => ". It looks like an export of this shop: read it as selvedge-csv",
        _ => "",
    };
    let semicolons = looks.separator == ';';
    let seen = || {
        let names: Vec<String> = header.cells.iter().take(6).map(|name| shown(name)).collect();
        format!(
            "Read as {} with fields separated by “{}”, its columns begin {}{hint}",
            looks.encoding,
            looks.separator.escape_default(),
            names.join(" | ")
        )
    };
    match looks.format {
        Format::SelvedgeCsv => {
            let own = Own::new(header, semicolons)
                .map_err(|reason| anyhow::anyhow!("this is not an export of the shop's own: {reason}. {}", seen()))?;
            Ok(Box::new(own))
        }
        Format::WoocommerceCsv => {
            anyhow::ensure!(
                Woo::is_header(header),
                "this is not a product export of WooCommerce: it needs the columns Type, Name and Regular price, or Typ, \
                 Name and Regulärer Preis; export it with English or German set as your language. {}",
                seen()
            );
            Ok(Box::new(Woo::new(header, reading, semicolons)))
        }
        Format::MedusaCsv => {
            anyhow::ensure!(
                medusa::is_header(header),
                "this is not a product export of Medusa: it needs a column Product Handle or Product Title, and one that \
                 begins with Variant. {}",
                seen()
            );
            Ok(Box::new(Products::new(medusa::columns(header), reading, semicolons)))
        }
        _ => {
            let columns = Columns::of(header);
            let addressed = columns.has(Column::Handle) || columns.has(Column::Title);
            anyhow::ensure!(
                addressed && columns.has(Column::Price),
                "this is not a product export: it needs a column Handle (or URL handle, slug) or Title, and a column Price \
                 (or Variant Price). {}",
                seen()
            );
            Ok(Box::new(Products::new(columns, reading, semicolons)))
        }
    }
}

/// What a column can mean that the header lacks, as exports of this kind call it.
fn fields_of(format: Format, header: &TableRow, reading: &Reading) -> Vec<String> {
    match format {
        Format::SelvedgeCsv => own::fields(header, reading.currency),
        Format::WoocommerceCsv => woocommerce::fields(header),
        Format::MedusaCsv => medusa::fields(header, reading.currency),
        _ => fields::fields(header),
    }
}

/// What is told of a table that cannot be read before somebody says what its columns mean.
fn unread(
    mut table: Table,
    mut said: Said,
    header: &TableRow,
    format: Format,
    error: &anyhow::Error,
) -> anyhow::Result<Items> {
    for _ in 0..MAX_LOOKED_AT {
        match table.next()? {
            Some(Next::Row(row)) => said.look_at(&row),
            Some(Next::Unreadable(..)) => {}
            None => break,
        }
    }
    let left_out = match format {
        Format::SelvedgeCsv => own::unknown(header),
        _ => Columns::of(header).left_out(),
    };
    let summary = FileSummary {
        encoding: table.encoding(),
        separator: Some(table.separator()),
        notes: vec![format!("{error:#}")],
        columns: said.columns(&left_out),
        columns_left_out: said.left_out(left_out),
        header: said.key(),
        fields: said.fields,
    };
    Ok(Box::new(std::iter::once(Ok(Item::FileSummary(summary)))))
}

/// Rows that are looked at of a table that cannot be read.
const MAX_LOOKED_AT: usize = 200;

/// What is read next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Rows,
    Groups,
    Done,
}

struct Exports<D> {
    table: Table,
    dialect: D,
    groups: Groups,
    /// Refusals to be told before the next product.
    ready: VecDeque<Row>,
    state: State,
    /// What is said of columns that the dialect does not know.
    said: Said,
}

impl<D: Dialect> Iterator for Exports<D> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.step();
        // Whatever was made of what is not remembered may be wrong.
        let Some(fault) = self.groups.fault().or_else(|| self.dialect.fault()) else { return item };
        self.state = State::Done;
        self.ready.clear();
        Some(Err(fault))
    }
}

impl<D: Dialect> Exports<D> {
    fn new(table: Table, dialect: D) -> Self {
        let (groups, ready, said) = (Groups::default(), VecDeque::new(), Said::default());
        Self { table, dialect, groups, ready, state: State::Rows, said }
    }

    fn product(&mut self, group: Group) -> Item {
        let attributes = self.said.attributes(&group.rows);
        let mut row = self.dialect.row(group);
        add_attributes(&mut row, attributes);
        Item::Row(Box::new(row))
    }

    fn step(&mut self) -> Option<io::Result<Item>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(Item::Row(Box::new(row))));
            }
            match self.state {
                State::Rows => {
                    if let Some(group) = self.groups.overflow() {
                        return Some(Ok(self.product(group)));
                    }
                    match self.table.next() {
                        Ok(None) => self.state = State::Groups,
                        Ok(Some(Next::Row(row))) => self.take(row),
                        Ok(Some(Next::Unreadable(line, reason))) => self.ready.push_back(Row::plain(line, Err(reason))),
                        Err(error) => {
                            self.state = State::Done;
                            return Some(Err(error));
                        }
                    }
                }
                State::Groups => match self.groups.next() {
                    Some(group) => return Some(Ok(self.product(group))),
                    None => {
                        self.state = State::Done;
                        return Some(Ok(Item::FileSummary(self.file_summary())));
                    }
                },
                State::Done => return None,
            }
        }
    }

    fn take(&mut self, row: TableRow) {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.said.look_at(&row);
        let line = row.line;
        match self.dialect.place(&row) {
            Err(reason) => self.ready.push_back(Row::plain(line, Err(reason))),
            Ok(place) => {
                if let Err((line, reason)) = self.groups.take_at(row, &place) {
                    self.ready.push_back(Row { name: place.handle, ..Row::plain(line, Err(reason)) });
                }
            }
        }
    }

    fn file_summary(&self) -> FileSummary {
        let mut notes = Vec::new();
        let encoding = self.table.encoding();
        if encoding == encoding_rs::WINDOWS_1252.name() {
            notes.push(format!(
                "The file is no UTF-8 and was read as {encoding}; if letters look wrong, save it as UTF-8 or name its encoding by --encoding."
            ));
        }
        notes.extend(self.dialect.notes());
        let left_out = self.dialect.left_out();
        FileSummary {
            encoding,
            separator: Some(self.table.separator()),
            columns: self.said.columns(&left_out),
            columns_left_out: self.said.left_out(left_out),
            notes,
            fields: self.said.fields.clone(),
            header: self.said.key(),
        }
    }
}
