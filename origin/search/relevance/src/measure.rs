//! The figures.

use std::fmt;
use std::time::{Duration, Instant};

use crate::catalogue::Catalogue;
use crate::judgements::{Judgements, condensed, ndcg};
use crate::typos::{Random, mistyped};

/// So many hits of each query are looked at.
pub const DEPTH: usize = 100;
/// Every query is mistyped so many times.
const SEEDS: u64 = 5;

/// How well queries are answered.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Queries of which some document is an answer.
    pub queries: usize,
    /// The mean NDCG of the first ten hits.
    pub ndcg: f64,
    /// The same without hits that nobody judged.
    pub condensed: f64,
    /// Queries for which nothing was found.
    pub without_hits: Vec<String>,
    /// By how much the mean NDCG falls if a word is mistyped.
    pub typo_loss: f64,
    /// Queries whose first ten hits are others than those of their own words.
    pub changed: Vec<String>,
    /// Time of the slower half of the searches, at least, and of the slowest hundredth; mistyped ones included.
    pub times: [Duration; 2],
    /// Each query with its NDCG, the worst first.
    pub by_query: Vec<(String, f64)>,
    /// The mistyped queries that lost most: what was typed, what it was taken for, and the loss.
    pub losses: Vec<(String, Option<String>, f64)>,
}

/// Asks the catalogue all judged queries.
///
/// # Errors
/// If the index cannot be read.
pub fn measure(catalogue: &Catalogue, judgements: &Judgements) -> anyhow::Result<Measured> {
    let mut times = Vec::new();
    let mut search = |query: &str| {
        let begun = Instant::now();
        let found = catalogue.search(query, 10);
        times.push(begun.elapsed());
        found
    };
    let (mut by_query, mut losses, mut changed, mut condensed_sum) = (Vec::new(), Vec::new(), Vec::new(), 0.0);
    for (query, ratings) in judgements.answerable() {
        let (clean, _) = search(query)?;
        let (as_written, _) = search(&format!("\"{query}\""))?;
        if clean != as_written {
            changed.push(query.to_owned());
        }
        let score = ndcg(&clean, ratings);
        condensed_sum += condensed(&catalogue.search(query, DEPTH)?.0, ratings);
        for typed in mistypings(query) {
            let (found, taken_for) = search(&typed)?;
            losses.push((typed, taken_for, score - ndcg(&found, ratings)));
        }
        by_query.push((query.to_owned(), score));
    }
    let mut without_hits = Vec::new();
    for query in judgements.queries() {
        if catalogue.search(query, 1)?.0.is_empty() {
            without_hits.push(query.to_owned());
        }
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let mean = |sum: f64, count: usize| if count == 0 { 0.0 } else { sum / count as f64 };
    let typo_loss = mean(losses.iter().map(|(_, _, loss)| loss).sum(), losses.len());
    by_query.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    losses.sort_by(|(_, _, one), (_, _, other)| other.total_cmp(one));
    Ok(Measured {
        queries: by_query.len(),
        ndcg: mean(by_query.iter().map(|(_, score)| score).sum(), by_query.len()),
        condensed: mean(condensed_sum, by_query.len()),
        without_hits,
        typo_loss,
        changed,
        times: [at(50), at(99)],
        by_query,
        losses,
    })
}

/// The query with one mistake, by each seed; none if no word of it is long enough.
pub(crate) fn mistypings(query: &str) -> Vec<String> {
    let mistype = |seed: u64| {
        let letters = query.bytes().fold(seed + 1, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        mistyped(query, &mut Random::new(letters))
    };
    (0..SEEDS).filter_map(mistype).collect()
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "judged queries         {}", self.queries)?;
        writeln!(f, "NDCG@10                {:.3}", self.ndcg)?;
        writeln!(f, "NDCG@10, condensed     {:.3}", self.condensed)?;
        writeln!(f, "queries without hits   {} {:?}", self.without_hits.len(), self.without_hits)?;
        writeln!(f, "typo loss              {:.3}", self.typo_loss)?;
        writeln!(f, "first ten corrected    {} {:?}", self.changed.len(), self.changed)?;
        write!(f, "time, p50 and p99      {:?}, {:?}", self.times[0], self.times[1])
    }
}
