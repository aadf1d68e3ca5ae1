//! `cargo xtask bench search`: the same queries over the same products, answered by several engines. Each engine is a
//! process of its own, so that its memory is its own; they agree on files:
//!
//! | file | lines |
//! |---|---|
//! | `products.tsv` | the products: id, title, model, summary, brand, attributes, codes |
//! | `queries.tsv` | number and query: first those that people have judged, then each of them mistyped |
//! | `clean.tsv` | the former alone |
//! | `<engine>.run` | number, place and id: the first ten hits of each query |
//! | `<engine>.times` | number and microseconds, of every time that a query was asked |
//! | `<engine>.costs` | what else was measured: its name, a number and its unit |

mod exchange;
mod ours;
mod score;
mod stock;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::catalogue::{folder, read};
use crate::judgements::Judgements;

/// Every query is asked so many times, each time behind all others, after once before it counts.
pub(crate) const ROUNDS: usize = 10;
/// So many hits are asked for.
pub(crate) const HITS: usize = 10;

/// Does one step: `write DIR`, `fill DIR ENGINE TIMES`, `ask DIR ENGINE`, `change DIR ENGINE` or `score DIR ENGINE`, of
/// which the last prints its figures. Engines are `selvedge` and `tantivy`; any can be scored.
///
/// # Errors
/// If the step is not known, a file is missing, or an engine fails.
pub fn run(arguments: &[String], out: &mut impl Write) -> anyhow::Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let products = std::env::var_os("BENCH_PRODUCTS").map(PathBuf::from);
    let products = products.unwrap_or_else(|| folder().join("icecat/products.jsonl.gz"));
    let judgements = || Judgements::read(&folder().join("icecat/judgements.csv"));
    match arguments.as_slice() {
        ["write", dir] => {
            let dir = Path::new(dir);
            exchange::write_products(&dir.join("products.tsv"), &read(&products)?)?;
            let judgements = judgements()?;
            let queries = exchange::queries(&judgements);
            exchange::write_queries(&dir.join("clean.tsv"), exchange::clean(&queries, &judgements))?;
            exchange::write_queries(&dir.join("queries.tsv"), &queries)
        }
        ["fill", dir, engine, times] => {
            let (dir, products) = (Path::new(dir), read(&products)?);
            let times = times.parse().context("how many times each product is there")?;
            let index = dir.join(format!("{engine}-index"));
            match *engine {
                "selvedge" => ours::fill(dir, &index, &products, times),
                "tantivy" => stock::fill(dir, &index, &products, times),
                _ => bail!("there is no engine `{engine}` here"),
            }
        }
        ["ask", dir, engine] => {
            let dir = Path::new(dir);
            let queries = exchange::read_queries(&dir.join("queries.tsv"))?;
            let index = dir.join(format!("{engine}-index"));
            match *engine {
                "selvedge" => ours::ask(dir, &index, &queries),
                "tantivy" => stock::ask(dir, &index, &queries),
                _ => bail!("there is no engine `{engine}` here"),
            }
        }
        // How the others take changes in is not measured.
        ["change", dir, "selvedge"] => {
            let (dir, products) = (Path::new(dir), read(&products)?);
            let queries = exchange::read_queries(&dir.join("queries.tsv"))?;
            let clean = exchange::clean(&queries, &judgements()?);
            ours::change(dir, &dir.join("selvedge-index"), &products, clean)
        }
        ["score", dir, engine] => {
            for (metric, value, unit) in score::score(Path::new(dir), engine, &judgements()?)? {
                writeln!(out, "{metric}\t{value}\t{unit}")?;
            }
            Ok(())
        }
        _ => bail!("bench: write DIR, fill DIR ENGINE TIMES, ask DIR ENGINE, change DIR selvedge, or score DIR ENGINE"),
    }
}
