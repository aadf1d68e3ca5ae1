//! Tables of products as shops export them: whose export one is, and reading it product by product.

#[cfg(test)]
mod memory;

use std::collections::VecDeque;
use std::io;

use anyhow::Context as _;

use crate::encoding::Text;
use crate::medusa;
use crate::note::shown;
use crate::options::{Format, Reading};
use crate::own::Own;
use crate::report::{ColumnLeftOut, FileSummary};
use crate::row::{Item, Items, Row};
use crate::shopify::columns::{Column, Columns};
use crate::shopify::groups::{Group, Groups, Place};
use crate::shopify::product::Products;
use crate::table::{Next, Table, TableRow};
use crate::woocommerce::Woo;

/// How a program writes its products into rows.
trait Dialect {
    /// The product that a row is about.
    fn place(&mut self, row: &TableRow) -> Result<Place, String>;
    /// The product of its rows.
    fn row(&mut self, group: Group) -> Row;
    /// The columns that were not taken.
    fn left_out(&self) -> Vec<ColumnLeftOut>;
    /// What is to be said of the file as such.
    fn notes(&self) -> Vec<String>;
    /// What went wrong with what is remembered of the file, if anything did.
    fn fault(&mut self) -> Option<io::Error>;
}

impl Dialect for Products {
    fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        self.columns.count_left_out(row);
        let get = |column| self.columns.get(row, column).to_owned();
        Ok(Place { key: get(Column::Handle), handle: get(Column::Handle), title: get(Column::Title) })
    }

    fn row(&mut self, group: Group) -> Row {
        Products::row(self, group)
    }

    fn left_out(&self) -> Vec<ColumnLeftOut> {
        self.columns.left_out()
    }

    fn notes(&self) -> Vec<String> {
        Products::notes(self).into_iter().collect()
    }

    fn fault(&mut self) -> Option<io::Error> {
        Products::fault(self)
    }
}

impl Dialect for Woo {
    fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        Woo::place(self, row)
    }

    fn row(&mut self, group: Group) -> Row {
        Woo::row(self, group)
    }

    fn left_out(&self) -> Vec<ColumnLeftOut> {
        Woo::left_out(self)
    }

    fn notes(&self) -> Vec<String> {
        Woo::notes(self)
    }

    fn fault(&mut self) -> Option<io::Error> {
        Woo::fault(self)
    }
}

impl Dialect for Own {
    fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        Own::place(self, row)
    }

    fn row(&mut self, group: Group) -> Row {
        Own::row(self, group)
    }

    fn left_out(&self) -> Vec<ColumnLeftOut> {
        Own::left_out(self)
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    fn fault(&mut self) -> Option<io::Error> {
        None
    }
}

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

/// What a table says, product by product.
///
/// # Errors
/// If the header cannot be read or is not that of a product export.
pub(crate) fn items(text: Text, reading: &Reading) -> anyhow::Result<Items> {
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
    let found = format_of(&header);
    let format = if reading.format == Format::Csv { found } else { reading.format };
    let hint = match found {
        _ if found == format => "",
        Format::WoocommerceCsv => ". It looks like an export of WooCommerce: read it as woocommerce-csv",
        Format::MedusaCsv => ". It looks like an export of Medusa: read it as medusa-csv",
        Format::SelvedgeCsv => ". It looks like an export of this shop: read it as selvedge-csv",
        _ => "",
    };
    let semicolons = table.separator() == ';';
    let seen = || {
        let names: Vec<String> = header.cells.iter().take(6).map(|name| shown(name)).collect();
        format!(
            "Read as {} with fields separated by “{}”, its columns begin {}{hint}",
            table.encoding(),
            table.separator().escape_default(),
            names.join(" | ")
        )
    };
    match format {
        Format::SelvedgeCsv => {
            let own = Own::new(&header, semicolons)
                .map_err(|reason| anyhow::anyhow!("this is not an export of the shop's own: {reason}. {}", seen()))?;
            Ok(Box::new(Exports::new(table, own)))
        }
        Format::WoocommerceCsv => {
            anyhow::ensure!(
                Woo::is_header(&header),
                "this is not a product export of WooCommerce: it needs the columns Type, Name and Regular price, or Typ, \
                 Name and Regulärer Preis; export it with English or German set as your language. {}",
                seen()
            );
            let woo = Woo::new(&header, reading, semicolons);
            Ok(Box::new(Exports::new(table, woo)))
        }
        Format::MedusaCsv => {
            anyhow::ensure!(
                medusa::is_header(&header),
                "this is not a product export of Medusa: it needs a column Product Handle or Product Title, and one that \
                 begins with Variant. {}",
                seen()
            );
            let products = Products::new(medusa::columns(&header), reading, semicolons);
            Ok(Box::new(Exports::new(table, products)))
        }
        _ => {
            let columns = Columns::of(&header);
            let addressed = columns.has(Column::Handle) || columns.has(Column::Title);
            anyhow::ensure!(
                addressed && columns.has(Column::Price),
                "this is not a product export: it needs a column Handle (or URL handle, slug) or Title, and a column Price \
                 (or Variant Price). {}",
                seen()
            );
            Ok(Box::new(Exports::new(table, Products::new(columns, reading, semicolons))))
        }
    }
}

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
        Self { table, dialect, groups: Groups::default(), ready: VecDeque::new(), state: State::Rows }
    }

    fn step(&mut self) -> Option<io::Result<Item>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(Item::Row(Box::new(row))));
            }
            match self.state {
                State::Rows => {
                    if let Some(group) = self.groups.overflow() {
                        return Some(Ok(Item::Row(Box::new(self.dialect.row(group)))));
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
                    Some(group) => return Some(Ok(Item::Row(Box::new(self.dialect.row(group))))),
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
        FileSummary {
            encoding,
            separator: Some(self.table.separator()),
            columns_left_out: self.dialect.left_out(),
            notes,
        }
    }
}
