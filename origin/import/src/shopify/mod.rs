//! Product exports as tables, Shopify's and their like: one row a variant, the first row of a product holding its
//! texts; further rows add pictures and prices in other currencies.

mod axes;
mod columns;
mod groups;
mod measure;
mod metafields;
mod product;
mod skus;
mod status;
mod variants;

use std::collections::VecDeque;
use std::io;

use anyhow::Context as _;

use crate::encoding::Text;
use crate::options::Reading;
use crate::report::FileSummary;
use crate::row::{Item, Row};
use crate::table::{Next, Table, TableRow};
use columns::{Column, Columns};
use groups::Groups;
use product::Products;

/// What a table says, product by product.
///
/// # Errors
/// If the header cannot be read or is not that of a product export.
pub(crate) fn items(
    text: Text,
    reading: &Reading,
) -> anyhow::Result<impl Iterator<Item = io::Result<Item>> + Send + use<>> {
    let mut table = Table::new(text).context("the file cannot be read")?;
    let header = loop {
        match table.next().context("the header cannot be read")? {
            // Separators alone, above the table.
            Some(Next::Row(row)) if row.cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(Next::Row(header)) => break header,
            Some(Next::Unreadable(line, reason)) => anyhow::bail!("line {line}, the header: {reason}"),
            None => anyhow::bail!("the file is empty"),
        }
    };
    let columns = Columns::of(&header);
    let addressed = columns.has(Column::Handle) || columns.has(Column::Title);
    if !addressed || !columns.has(Column::Price) {
        let names: Vec<String> = header.cells.iter().take(6).map(|name| crate::note::shown(name)).collect();
        anyhow::bail!(
            "this is not a product export: it needs a column Handle (or URL handle, slug) or Title, and a column Price \
             (or Variant Price). Read as {} with fields separated by “{}”, its columns begin {}",
            table.encoding(),
            table.separator().escape_default(),
            names.join(" | ")
        );
    }
    let products = Products::new(columns, reading, table.separator() == ';');
    Ok(Exports { table, products, groups: Groups::default(), ready: VecDeque::new(), state: State::Rows })
}

/// What is read next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Rows,
    Groups,
    Done,
}

struct Exports {
    table: Table,
    products: Products,
    groups: Groups,
    /// Refusals to be told before the next product.
    ready: VecDeque<Row>,
    state: State,
}

impl Iterator for Exports {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(Item::Row(Box::new(row))));
            }
            match self.state {
                State::Rows => {
                    if let Some(group) = self.groups.overflow() {
                        return Some(Ok(Item::Row(Box::new(self.products.row(group)))));
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
                    Some(group) => return Some(Ok(Item::Row(Box::new(self.products.row(group))))),
                    None => {
                        self.state = State::Done;
                        return Some(Ok(Item::FileSummary(self.file_summary())));
                    }
                },
                State::Done => return None,
            }
        }
    }
}

impl Exports {
    fn take(&mut self, row: TableRow) {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let columns = &mut self.products.columns;
        columns.count_left_out(&row);
        let (handle, title) =
            (columns.get(&row, Column::Handle).to_owned(), columns.get(&row, Column::Title).to_owned());
        if let Err((line, reason)) = self.groups.take(row, &handle, &title) {
            self.ready.push_back(Row { name: handle, ..Row::plain(line, Err(reason)) });
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
        notes.extend(self.products.notes());
        FileSummary {
            encoding,
            separator: Some(self.table.separator()),
            columns_left_out: self.products.columns.left_out(),
            notes,
        }
    }
}

#[cfg(test)]
mod tests;
