//! The shop's own engine: the first page of a search with all that a hit shows, and what it can be narrowed by.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};

use super::exchange::{add_costs, ask_all, begin_costs, memory};
use super::{HITS, ROUNDS};
use crate::catalogue::{self, Catalogue, Products, bytes_in};

const NAME: &str = "selvedge";

/// Products that are written at once while others search, and how often: fifty thousand a minute.
const BATCH: usize = 1_250;
const RHYTHM: Duration = Duration::from_millis(1_500);
/// So long searches are measured while the index changes.
const CHANGING: Duration = Duration::from_secs(20);

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
    let [p50, p99] = shares(&mut times);
    let facets = format!("facets p50\t{p50}\tms\nfacets p99\t{p99}\tms\n");
    add_costs(dir, NAME, &format!("{facets}{}", memory("memory")?))
}

/// Asks the queries while another thread writes products anew, as many a minute as a large catalogue changes in an hour.
pub(super) fn change(dir: &Path, index: &Path, products: &Products, queries: &[String]) -> anyhow::Result<()> {
    let catalogue = Catalogue::at(index)?;
    for query in queries {
        catalogue.search(query, HITS)?;
    }
    let is_over = AtomicBool::new(false);
    let (written, mut times) = std::thread::scope(|scope| {
        let writing = scope.spawn(|| write(&catalogue, products, &is_over));
        let asked = ask_for(CHANGING, &catalogue, queries);
        is_over.store(true, Ordering::Relaxed);
        let written = writing.join().map_err(|_| anyhow!("the writer panicked"))??;
        anyhow::Ok((written, asked?))
    })?;
    let [p50, p99] = shares(&mut times);
    let text = format!("p50, changing\t{p50}\tms\np99, changing\t{p99}\tms\nchanges\t{written}\ta minute\n");
    add_costs(dir, NAME, &text)
}

/// How nice the thread is that writes, as that of the job `search` is; those that it starts are, too.
const NICE: i32 = 10;

/// Writes batch after batch until it is over; returns how many products a minute that were.
fn write(catalogue: &Catalogue, products: &Products, is_over: &AtomicBool) -> anyhow::Result<f64> {
    rustix::process::nice(NICE).context("giving way to whoever searches")?;
    let mut writer = catalogue.writer()?;
    let begun = Instant::now();
    let mut written = 0_usize;
    for (number, batch) in products.chunks(BATCH).cycle().enumerate() {
        let due = RHYTHM * u32::try_from(number).context("it is over long before")?;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        writer.upsert(batch)?;
        writer.commit()?;
        written += batch.len();
    }
    Ok(written as f64 * 60.0 / begun.elapsed().as_secs_f64())
}

/// The times of searches for all queries, again and again.
fn ask_for(duration: Duration, catalogue: &Catalogue, queries: &[String]) -> anyhow::Result<Vec<Duration>> {
    let (end, mut times) = (Instant::now() + duration, Vec::new());
    for query in queries.iter().cycle().take_while(|_| Instant::now() < end) {
        let begun = Instant::now();
        catalogue.search(query, HITS)?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// The time of the slower half, at least, and of the slowest hundredth, in milliseconds.
fn shares(times: &mut [Duration]) -> [f64; 2] {
    times.sort_unstable();
    [50, 99].map(|share| times.get(times.len() * share / 100).map_or(0.0, Duration::as_secs_f64) * 1e3)
}
