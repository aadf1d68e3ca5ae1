//! What searches cost: time, room on the disk, memory.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

use crate::catalogue::Catalogue;

/// Every query is asked so many times.
const ROUNDS: usize = 20;

/// What the queries cost, one after the other, on one processor.
#[derive(Clone, Debug)]
pub struct Speed {
    /// Products in the index.
    pub products: u64,
    /// How long it took to fill.
    pub filled_in: Duration,
    /// Bytes of the index on the disk.
    pub bytes: u64,
    /// Searches a second.
    pub per_second: f64,
    /// Time of the slower half of the searches, at least, and of the slowest hundredth.
    pub times: [Duration; 2],
    /// The most memory that this process has had at once, in kilobytes; none where the system does not say.
    pub memory: Option<u64>,
}

/// Asks the queries again and again: the first page of hits, with all that a hit shows.
///
/// # Errors
/// If the index cannot be read.
pub fn speed(catalogue: &Catalogue, queries: &[String]) -> anyhow::Result<Speed> {
    // Files are read once before it counts.
    for query in queries {
        catalogue.search(query, 1)?;
    }
    let mut times = Vec::new();
    for query in std::iter::repeat_n(queries, ROUNDS).flatten() {
        let begun = Instant::now();
        catalogue.search(query, 1)?;
        times.push(begun.elapsed());
    }
    let sum: Duration = times.iter().sum();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let per_second = if sum.is_zero() { 0.0 } else { times.len() as f64 / sum.as_secs_f64() };
    Ok(Speed {
        products: catalogue.products()?,
        filled_in: catalogue.filled_in,
        bytes: catalogue.bytes()?,
        per_second,
        times: [at(50), at(99)],
        memory: most_memory(),
    })
}

/// What Linux calls the high-water mark of the resident set.
pub(crate) fn most_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MB: u64 = 1_000_000;
        writeln!(f, "products               {}", self.products)?;
        writeln!(f, "index filled in        {:?}", self.filled_in)?;
        writeln!(f, "index on the disk      {} MB", self.bytes / MB)?;
        writeln!(f, "searches a second      {:.0}", self.per_second)?;
        writeln!(f, "time, p50 and p99      {:?}, {:?}", self.times[0], self.times[1])?;
        match self.memory {
            Some(memory) => {
                write!(f, "memory at most         {} MB, the products to fill it with included", memory * 1_024 / MB)
            }
            None => write!(f, "memory at most         not told by this system"),
        }
    }
}
