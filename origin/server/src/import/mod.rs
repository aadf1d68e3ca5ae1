//! `origin import` and `origin seed`: products from a file into the catalogue, their stock into
//! the stock room; and `origin export`, the way back.
//!
//! A file is read in its own thread (`origin-import`) and landed in batches, each in one transaction. A row that
//! cannot be read or kept is reported with its line and the rest goes on. An import that broke off
//! is resumed by running it again: rows that are there already are only compared.

mod ahead;
mod batch;
mod columns;
mod export;
#[cfg(test)]
mod field_cases;
mod files;
mod landing;
#[cfg(test)]
pub(crate) mod real_catalogues;
#[cfg(test)]
mod testing;
mod undo;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use api::catalog::admin::ImportColumnMeaning;
use clap::{Args, ValueEnum};
use domain::{Currency, Slug};
use origin_catalog::imports;
use origin_import::{Reading, Report};
use origin_orders::inventory::has_moved_stock;

use crate::options::DatabaseOptions;
use landing::{Landing, StockRule};

pub use export::Export;
pub use files::files_job;
#[cfg(test)]
pub use files::step as work_on_files;
#[cfg(test)]
pub use undo::undo_all;
pub use undo::{Imports, undo_job};

/// What a file looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line: products, and collections before the products in them. Pictures that lie elsewhere
    /// (`pictures`) are fetched if --fetch-pictures says so.
    #[default]
    Jsonl,
    /// A product export of Shopify, of either generation, or its like with lower-case columns (slug, sku, name, price,
    /// …); fields separated by commas, semicolons, tabs or bars. Descriptions become plain text; pictures are fetched
    /// if --fetch-pictures says so.
    ShopifyCsv,
    /// A product export of WooCommerce, with its columns named in English or German: simple and variable products with
    /// their variations; a grouped product becomes a collection.
    WoocommerceCsv,
    /// A product export of Medusa, of version 1 (prices in the smallest unit) or 2.
    MedusaCsv,
    /// The shop's own table, as `origin export --format csv` writes it.
    SelvedgeCsv,
    /// Any of these four: which, the names of its columns say.
    Csv,
    /// Icecat products as one JSON object a line. Their price in US cents is taken as that many
    /// euro cents too. No pictures; all in the collection `electronics`.
    Icecat,
}

/// How a file is read.
#[derive(Args)]
struct ReadingOptions {
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
    /// What the file is encoded in, such as windows-1252. Without it UTF-8, UTF-16 and Windows-1252 are told apart.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

impl ReadingOptions {
    fn reading(self) -> anyhow::Result<Reading> {
        let Self { format, collection, currency, on_hand, encoding } = self;
        let format = match format {
            Format::Jsonl => origin_import::Format::Jsonl,
            Format::ShopifyCsv => origin_import::Format::ShopifyCsv,
            Format::WoocommerceCsv => origin_import::Format::WoocommerceCsv,
            Format::MedusaCsv => origin_import::Format::MedusaCsv,
            Format::SelvedgeCsv => origin_import::Format::SelvedgeCsv,
            Format::Csv => origin_import::Format::Csv,
            Format::Icecat => origin_import::Format::Icecat,
        };
        let encoding =
            encoding.map(|label| origin_import::encoding_of(&label)).transpose().map_err(anyhow::Error::msg)?;
        let now = origin_platform::clock::utc().unix_timestamp();
        Ok(Reading { format, collection, currency, on_hand, encoding, now })
    }
}

/// Options of `origin import`.
#[derive(Args)]
pub struct Import {
    /// The file, plain or compressed with gzip; `-` is standard input.
    file: PathBuf,
    #[command(flatten)]
    reading: ReadingOptions,
    /// What a column is whose name the import does not know; for each such column once. It is a field of the product, by
    /// the name that the format has for it (“Marke=vendor”), a fact with a name of yours (“Stoff=fact:Material”), or
    /// nothing that is taken over (“Regal=nothing”). What can be said of a file is told by anything that is wrong.
    #[arg(long = "column", value_name = "NAME=MEANING", value_parser = columns::parse)]
    columns: Vec<(String, ImportColumnMeaning)>,
    /// Set the stock of products that are there already, too: what was sold since the last import
    /// comes back. Without it only new products get their stock, so that an import can be repeated.
    #[arg(long)]
    set_stock: bool,
    /// Have the worker fetch the pictures that a Shopify file or a product of JSON lines names, from the hosts that are
    /// named in the office or by its MEDIA_HOSTS; each becomes its product's. What was fetched before is not fetched again, and what failed is.
    #[arg(long)]
    fetch_pictures: bool,
    /// Write what became of every row to this file as one JSON document.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Change nothing, and tell what would be changed.
    #[arg(long)]
    dry_run: bool,
    /// Do not note how what is changed was before: the import cannot be taken back, and is somewhat faster.
    #[arg(long)]
    without_undo: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Import {
    /// Reads the file. The exit code is 0 if everything was taken, 2 if every row was refused, 3 if some were.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let columns = columns::all(self.columns)?;
        let items = self.reading.reading()?.items_told(origin_import::open(&self.file)?, &columns)?;
        let stock = if self.set_stock { StockRule::AsGiven } else { StockRule::OfNewProducts };
        let file = self.report.as_deref().map(create).transpose()?;
        let report = Report::begin(file)?;
        let db = self.database.pool()?;
        let landing = Landing::new(db.clone(), stock, report).with_pictures(self.fetch_pictures).trying(self.dry_run);
        if self.without_undo || self.dry_run {
            let report = landing.land(items).await?;
            eprintln!("{report}");
            return Ok(report.exit_code());
        }
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let import = imports::begin(&db, &name, self.fetch_pictures).await?;
        let report = landing
            .noting(import)
            .land(items)
            .await
            .with_context(|| format!("what it did is taken back by: origin imports undo {}", import.id))?;
        eprintln!("{report}");
        let moved_stock = has_moved_stock(&db, import.id).await?;
        if imports::end(&db, import, moved_stock).await? {
            eprintln!("To take it back: origin imports undo {}", import.id);
        }
        Ok(report.exit_code())
    }
}

fn create(path: &Path) -> anyhow::Result<Box<dyn Write + Send + Sync>> {
    let file = File::create(path).with_context(|| format!("cannot write the report to {}", path.display()))?;
    Ok(Box::new(BufWriter::new(file)))
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
        let format = origin_import::Format::Jsonl;
        let reading =
            Reading { format, collection: None, currency: Currency::Eur, on_hand: None, encoding: None, now: 0 };
        let items = reading.items(origin_import::open(&self.catalog)?)?;
        let landing = Landing::new(self.database.pool()?, StockRule::OfNewProducts, Report::begin(None)?);
        let report = landing.land(items).await?;
        eprintln!("{report}");
        Ok(report.exit_code())
    }
}
