//! `origin export`: the catalogue as a file that an import reads, all of it as it was in one moment.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use origin_import::Sheet;
use origin_orders::inventory::{begin_snapshot, export_page};
use origin_platform::Database;

use crate::options::DatabaseOptions;

/// What a file is to look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// One JSON object a line: types of products, collections, then products. Everything that an import takes.
    #[default]
    Jsonl,
    /// A table with a row a variant, for spreadsheets. Products alone; their collections are named.
    Csv,
}

/// Options of `origin export`.
#[derive(Args)]
pub struct Export {
    /// The file, which is replaced if it is there; `-` is standard output.
    file: PathBuf,
    /// What it is to look like.
    #[arg(long, value_enum, default_value_t)]
    format: Written,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Export {
    /// Writes the file. It has its name once it is whole.
    pub async fn run(self) -> anyhow::Result<()> {
        let db = self.database.pool()?;
        if self.file.as_os_str() == "-" {
            let written = export(&db, self.format, &mut BufWriter::new(io::stdout())).await?;
            eprintln!("{written}");
            return Ok(());
        }
        let unfinished = unfinished(&self.file);
        let outcome = to_file(&db, self.format, &unfinished).await.and_then(|written| {
            fs::rename(&unfinished, &self.file).with_context(|| format!("cannot write {}", self.file.display()))?;
            Ok(written)
        });
        if outcome.is_err() {
            // It may not even be there.
            fs::remove_file(&unfinished).ok();
        }
        eprintln!("{}", outcome?);
        Ok(())
    }
}

/// Where a file lies while it is written.
fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

async fn to_file(db: &Database, format: Written, path: &Path) -> anyhow::Result<String> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut out = BufWriter::with_capacity(256 * 1024, file);
    let written = export(db, format, &mut out).await?;
    out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all())?;
    Ok(written)
}

/// Writes the catalogue as it is now, page by page, and says how much that was.
pub async fn export(db: &Database, format: Written, out: &mut (impl Write + Send)) -> anyhow::Result<String> {
    let (mut collections, mut products) = (0_u64, 0_u64);
    let mut tx = db.begin().await?;
    begin_snapshot(&mut tx).await?;
    let (mut after, mut sheet) = (None, None);
    loop {
        let page = export_page(&mut tx, after.as_deref(), true).await?.context("a page named a place of its own")?;
        if after.is_none() && format == Written::Csv {
            let begun = Sheet::new(&page.currencies, &page.locations);
            out.write_all(begun.header().as_bytes())?;
            sheet = Some(begun);
        }
        for line in page.lines {
            products += u64::from(line["kind"] == "product");
            collections += u64::from(line["kind"] == "collection");
            match &sheet {
                None => {
                    serde_json::to_writer(&mut *out, &line)?;
                    out.write_all(b"\n")?;
                }
                Some(sheet) => out.write_all(sheet.of_line(&line).map_err(anyhow::Error::msg)?.as_bytes())?,
            }
        }
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    out.flush()?;
    Ok(match format {
        Written::Jsonl => format!("{collections} collections and {products} products"),
        Written::Csv => format!("{products} products"),
    })
}

#[cfg(test)]
mod tests;
