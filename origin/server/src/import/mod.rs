//! `origin import` and `origin seed`: products from a file into the catalogue, their stock into
//! the stock room.
//!
//! A file is read in its own thread and landed in batches, each in one transaction. A row that
//! cannot be read or kept is reported with its line and the rest goes on. An import that broke off
//! is resumed by running it again: rows that are there already are only compared.

mod csv_columns;
mod csv_groups;
mod gtin;
mod icecat;
mod input;
mod jsonl;
mod landing;
mod plain_text;
#[cfg(test)]
mod real_catalogues;
mod report;
mod row;
mod shopify;
#[cfg(test)]
mod testing;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use domain::{Currency, Slug};

use crate::options::DatabaseOptions;
use landing::{Landing, StockRule};
use row::Rows;

/// What a file looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line: products, and collections before the products in them.
    #[default]
    Jsonl,
    /// A product export of Shopify, or its like with lower-case columns (slug, sku, name, price, …).
    /// Descriptions become plain text; pictures stay behind, because the shop serves its own.
    ShopifyCsv,
    /// Icecat products as one JSON object a line. Their price in US cents is taken as that many
    /// euro cents too. No pictures; all in the collection `electronics`.
    Icecat,
}

/// How a file is read.
#[derive(Clone, Args)]
pub struct Reading {
    /// What the file looks like.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Put every product into this collection instead of those the file names; it is made if it is not there.
    #[arg(long, value_name = "SLUG")]
    collection: Option<Slug>,
    /// The currency of prices that name none.
    #[arg(long, default_value = "EUR")]
    currency: Currency,
    /// Pieces in stock of variants of which the file does not say it; Icecat files never do: 25.
    #[arg(long, value_name = "PIECES")]
    on_hand: Option<u32>,
}

/// Options of `origin import`.
#[derive(Args)]
pub struct Import {
    /// The file, plain or compressed with gzip; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Set the stock of products that are there already, too: what was sold since the last import
    /// comes back. Without it only new products get their stock, so that an import can be repeated.
    #[arg(long)]
    set_stock: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Import {
    /// Reads the file. The exit code is 2 if every row was bad.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let rows = self.reading.rows(input::open(&self.file)?)?;
        let stock = if self.set_stock { StockRule::AsGiven } else { StockRule::OfNewProducts };
        let report = Landing::new(self.database.pool()?, stock).land(rows).await?;
        eprintln!("{report}");
        Ok(report.exit_code())
    }
}

/// Options of `origin seed`.
#[derive(Args)]
pub struct Seed {
    /// The catalogue, one JSON object a line.
    #[arg(long, value_name = "FILE", default_value = "demo/catalog.jsonl")]
    catalog: PathBuf,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Seed {
    /// Reads the catalogue.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let reading = Reading { format: Format::Jsonl, collection: None, currency: Currency::Eur, on_hand: None };
        let rows = reading.rows(input::open(&self.catalog)?)?;
        let report = Landing::new(self.database.pool()?, StockRule::OfNewProducts).land(rows).await?;
        eprintln!("{report}");
        Ok(report.exit_code())
    }
}

impl Reading {
    /// The rows of a file. Nothing is read yet but what the format needs to know first.
    fn rows(&self, input: input::Input) -> anyhow::Result<Rows> {
        let rows: Rows = match self.format {
            Format::Jsonl => Box::new(jsonl::rows(input)),
            Format::Icecat => Box::new(icecat::rows(input)),
            Format::ShopifyCsv => Box::new(shopify::rows(input, self.currency)?),
        };
        let reading = self.clone();
        Ok(Box::new(rows.map(move |row| row.map(|row| row.adjusted(&reading)))))
    }
}
