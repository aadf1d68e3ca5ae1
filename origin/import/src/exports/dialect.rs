//! What tables of several programs have in common.

use std::io;

use crate::own::Own;
use crate::report::ColumnLeftOut;
use crate::row::Row;
use crate::shopify::columns::Column;
use crate::shopify::groups::{Group, Place};
use crate::shopify::product::Products;
use crate::table::TableRow;
use crate::woocommerce::Woo;

/// How a program writes its products into rows.
pub trait Dialect {
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

impl<D: Dialect + ?Sized> Dialect for Box<D> {
    fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        (**self).place(row)
    }

    fn row(&mut self, group: Group) -> Row {
        (**self).row(group)
    }

    fn left_out(&self) -> Vec<ColumnLeftOut> {
        (**self).left_out()
    }

    fn notes(&self) -> Vec<String> {
        (**self).notes()
    }

    fn fault(&mut self) -> Option<io::Error> {
        (**self).fault()
    }
}
