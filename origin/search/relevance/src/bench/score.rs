//! What an engine's answers are worth, and what they cost.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;

use super::exchange::{queries, rows};
use crate::judgements::{Judgements, ndcg};
use crate::measure::mistypings;

/// A figure: what, how much, of what.
pub(super) type Figure = (String, f64, String);

pub(super) fn score(dir: &Path, engine: &str, judgements: &Judgements) -> anyhow::Result<Vec<Figure>> {
    let found = found(&rows(&dir.join(format!("{engine}.run")))?)?;
    let none = Vec::new();
    let of = |number: usize| found.get(&number).unwrap_or(&none);
    let clean: Vec<_> = judgements.answerable().collect();
    let mut next = clean.len();
    let (mut sum, mut losses) = (0.0, Vec::new());
    for (number, (query, ratings)) in clean.iter().enumerate() {
        let right = ndcg(of(number), ratings);
        sum += right;
        for _ in mistypings(query) {
            losses.push(right - ndcg(of(next), ratings));
            next += 1;
        }
    }
    let mean = |sum: f64, count: usize| if count == 0 { 0.0 } else { sum / count as f64 };
    let empty = |numbers: std::ops::Range<usize>| numbers.filter(|number| of(*number).is_empty()).count();
    let all = queries(judgements).len();
    let share = |none: usize, of: usize| 100.0 * mean(none as f64, of);
    let figure = |metric: &str, value: f64, unit: &str| (metric.to_owned(), value, unit.to_owned());
    let mut figures = vec![
        figure("NDCG@10", mean(sum, clean.len()), ""),
        figure("typo loss", mean(losses.iter().sum(), losses.len()), ""),
        figure("no hits", share(empty(0..clean.len()), clean.len()), "%"),
        figure("no hits, typo", share(empty(clean.len()..all), all - clean.len()), "%"),
    ];
    let [right, mistyped] = times(&rows(&dir.join(format!("{engine}.times")))?, clean.len())?;
    let at = |times: &[f64], part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default() / 1e3;
    figures.extend([
        figure("p50", at(&right, 50), "ms"),
        figure("p99", at(&right, 99), "ms"),
        figure("p50, typo", at(&mistyped, 50), "ms"),
        figure("p99, typo", at(&mistyped, 99), "ms"),
        figure("rate", 1e6 / mean(right.iter().sum(), right.len()).max(1e-3), "queries/s"),
    ]);
    for row in rows(&dir.join(format!("{engine}.costs")))? {
        let [metric, value, unit] = row.try_into().map_err(|row| anyhow::anyhow!("{row:?} is no cost"))?;
        figures.push((metric, value.parse().context("a number of costs")?, unit));
    }
    Ok(figures)
}

/// The ids of each query's hits in their order.
fn found(rows: &[Vec<String>]) -> anyhow::Result<HashMap<usize, Vec<String>>> {
    let mut found: HashMap<usize, Vec<String>> = HashMap::new();
    for row in rows {
        let [number, _, id] = row.as_slice() else { anyhow::bail!("{row:?} is no hit") };
        found.entry(number.parse().context("a query's number")?).or_default().push(id.clone());
    }
    Ok(found)
}

/// Microseconds of the queries before `clean`, and of the others, the shortest first.
fn times(rows: &[Vec<String>], clean: usize) -> anyhow::Result<[Vec<f64>; 2]> {
    let mut times = [Vec::new(), Vec::new()];
    for row in rows {
        let [number, microseconds] = row.as_slice() else { anyhow::bail!("{row:?} is no time") };
        let is_mistyped = number.parse::<usize>().context("a query's number")? >= clean;
        times[usize::from(is_mistyped)].push(microseconds.parse().context("microseconds")?);
    }
    times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn judgements(dir: &Path) -> Judgements {
        let file = dir.join("judgements.csv");
        fs::write(&file, "query,docid,rating\nusb hub,a,3\nusb hub,b,1\n").expect("room");
        Judgements::read(&file).expect("a table")
    }

    #[test]
    fn an_engine_is_scored_by_what_it_has_left_in_files() {
        let dir = tempfile::tempdir().expect("room");
        let judgements = judgements(dir.path());
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("room");
        write("x.run", "0\t1\ta\n0\t2\tb\n");
        write("x.times", "0\t500\n0\t1500\n1\t9000\n");
        write("x.costs", "build\t2.5\ts\n");
        let figures = score(dir.path(), "x", &judgements).expect("complete");
        let of = |metric: &str| figures.iter().find(|figure| figure.0 == metric).map(|figure| figure.1);
        assert_eq!((of("NDCG@10"), of("no hits"), of("build")), (Some(1.0), Some(0.0), Some(2.5)));
        assert_eq!((of("p99"), of("p50, typo"), of("rate")), (Some(1.5), Some(9.0), Some(1000.0)));
        // “hub” is too short to be mistyped; no query with a mistake stands in its place.
        assert_eq!(of("typo loss"), Some(0.0));
        write("x.run", "0\tbroken\n");
        assert!(score(dir.path(), "x", &judgements).is_err());
    }
}
