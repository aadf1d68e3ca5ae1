//! The shop's own engine: the first page of a search with all that a hit shows, and what it can be narrowed by.

use std::path::Path;
use std::time::{Duration, Instant};

use super::exchange::{add_costs, ask_all, begin_costs, memory};
use super::{HITS, ROUNDS};
use crate::catalogue::{self, Catalogue, Products, bytes_in};

const NAME: &str = "selvedge";

pub(super) fn fill(dir: &Path, index: &Path, products: &Products, times: usize) -> anyhow::Result<()> {
    let filled_in = catalogue::fill(index, products, times)?;
    begin_costs(dir, NAME, filled_in, bytes_in(index)?)
}

pub(super) fn ask(dir: &Path, index: &Path, queries: &[String]) -> anyhow::Result<()> {
    let catalogue = Catalogue::at(index)?;
    ask_all(dir, NAME, queries, |query| Ok(catalogue.search(query, HITS)?.0))?;
    let mut times = Vec::new();
    for query in std::iter::repeat_n(queries, ROUNDS.div_ceil(5)).flatten() {
        let begun = Instant::now();
        catalogue.facets(query)?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, Duration::as_secs_f64) * 1e3;
    let facets = format!("facets p50\t{}\tms\nfacets p99\t{}\tms\n", at(50), at(99));
    add_costs(dir, NAME, &format!("{facets}{}", memory("memory")?))
}
