//! The files by which engines agree on what is searched and what was found.

use std::fs;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api::catalog::ProductDocument;
use domain::Locale;
use serde_json::Value;

use super::{HITS, ROUNDS};
use crate::catalogue::Products;
use crate::judgements::Judgements;
use crate::measure::mistypings;
use crate::speed::most_memory;

/// A product as plain texts, for engines that know no more.
pub(super) struct Plain {
    pub(super) id: String,
    pub(super) texts: [String; 6],
}

/// What the texts of [`Plain`] are, in their order.
pub(super) const COLUMNS: [&str; 6] = ["title", "model", "summary", "brand", "attributes", "codes"];

pub(super) fn plain(product: &ProductDocument) -> Plain {
    let locale = Locale::default();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let model = product.attributes.get("part_number").and_then(text).unwrap_or_default();
    let others = product.attributes.iter().filter(|(key, _)| *key != "part_number");
    let attributes: Vec<String> = others.filter_map(|(_, value)| text(value)).collect();
    let codes = product.variants.iter().flat_map(|variant| {
        std::iter::once(variant.sku.to_string()).chain(variant.gtin.as_ref().map(ToString::to_string))
    });
    let texts = [
        product.title.get(locale).to_owned(),
        model,
        product.summary.get(locale).to_owned(),
        product.brand.clone(),
        attributes.join(" "),
        codes.collect::<Vec<_>>().join(" "),
    ];
    let id = product.variants.first().map(|variant| variant.sku.to_string()).unwrap_or_default();
    Plain { id, texts: texts.map(|text| on_one_line(&text)) }
}

/// Signs that would part lines or cells, or that PostgreSQL reads otherwise, as blanks.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '\\' { ' ' } else { c }).collect()
}

pub(super) fn write_products(file: &Path, products: &Products) -> anyhow::Result<()> {
    let mut out = writer(file)?;
    for (_, _, product) in products {
        let Plain { id, texts } = plain(product);
        writeln!(out, "{id}\t{}", texts.join("\t"))?;
    }
    out.flush().with_context(|| format!("writing {}", file.display()))
}

/// Those of the queries that people have judged: they come first.
pub(super) fn clean<'a>(queries: &'a [String], judgements: &Judgements) -> &'a [String] {
    &queries[..judgements.answerable().count().min(queries.len())]
}

/// The judged queries, and then each of them with one mistake in a word, as often as it is measured.
pub(super) fn queries(judgements: &Judgements) -> Vec<String> {
    let clean: Vec<&str> = judgements.answerable().map(|(query, _)| query).collect();
    let mistyped = clean.iter().flat_map(|query| mistypings(query));
    clean.iter().map(|query| (*query).to_owned()).chain(mistyped).collect()
}

pub(super) fn write_queries(file: &Path, queries: &[String]) -> anyhow::Result<()> {
    let mut out = writer(file)?;
    for (number, query) in queries.iter().enumerate() {
        writeln!(out, "{number}\t{}", on_one_line(query))?;
    }
    out.flush().with_context(|| format!("writing {}", file.display()))
}

pub(super) fn read_queries(file: &Path) -> anyhow::Result<Vec<String>> {
    rows(file)?.into_iter().map(|row| row.into_iter().nth(1).context("a query")).collect()
}

/// The cells of a file's lines.
pub(super) fn rows(file: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

/// Asks all queries once, and keeps what is found; then again and again, and keeps how long each took.
pub(super) fn ask_all(
    dir: &Path,
    engine: &str,
    queries: &[String],
    mut search: impl FnMut(&str) -> anyhow::Result<Vec<String>>,
) -> anyhow::Result<()> {
    let mut run = writer(&dir.join(format!("{engine}.run")))?;
    for (number, query) in queries.iter().enumerate() {
        for (place, id) in search(query)?.into_iter().take(HITS).enumerate() {
            writeln!(run, "{number}\t{}\t{id}", place + 1)?;
        }
    }
    run.flush()?;
    let mut times = writer(&dir.join(format!("{engine}.times")))?;
    for (number, query) in std::iter::repeat_n(queries.iter().enumerate(), ROUNDS).flatten() {
        let begun = Instant::now();
        search(query)?;
        writeln!(times, "{number}\t{}", begun.elapsed().as_micros())?;
    }
    Ok(times.flush()?)
}

/// Begins the costs of an engine with how its index was made.
pub(super) fn begin_costs(dir: &Path, engine: &str, filled_in: Duration, bytes: u64) -> anyhow::Result<()> {
    let seconds = filled_in.as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    let text = format!("build\t{seconds}\ts\nindex\t{megabytes}\tMB\n{}", memory("build memory")?);
    fs::write(dir.join(format!("{engine}.costs")), text).context("writing costs")
}

/// Adds further costs.
pub(super) fn add_costs(dir: &Path, engine: &str, text: &str) -> anyhow::Result<()> {
    let mut file = File::options().append(true).create(true).open(dir.join(format!("{engine}.costs")))?;
    file.write_all(text.as_bytes()).context("writing costs")
}

/// The most memory that this process has had, as a line of costs.
pub(super) fn memory(what: &str) -> anyhow::Result<String> {
    let kilobytes = most_memory().context("this system does not say how much memory a process has")?;
    Ok(format!("{what}\t{}\tMB\n", kilobytes as f64 * 1_024.0 / 1e6))
}

fn writer(file: &Path) -> anyhow::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(file).with_context(|| format!("writing {}", file.display()))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_cells_is_in_none() {
        assert_eq!(on_one_line("a\tb\\c\nd"), "a b c d");
    }
}
