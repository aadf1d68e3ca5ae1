//! What people think of products as answers to queries.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::Context as _;

/// The ratings of documents by query: 0, no answer at all, to 3, just that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgements(BTreeMap<String, HashMap<String, u32>>);

impl Judgements {
    /// Reads a table of `query,docid,rating` with a line of names.
    ///
    /// # Errors
    /// If the file cannot be read, or a line has no rating.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", file.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut judgements = Self::default();
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let mut cells = line.rsplitn(3, ',');
            let mut cell = || cells.next().map(unquoted).with_context(|| format!("`{line}` has too few columns"));
            let (rating, document, query) = (cell()?, cell()?, cell()?);
            let rating = rating.parse().with_context(|| format!("`{line}` has no rating"))?;
            judgements.0.entry(query).or_default().insert(document, rating);
        }
        Ok(judgements)
    }

    /// The queries of which some document is an answer, with the ratings.
    pub fn answerable(&self) -> impl Iterator<Item = (&str, &HashMap<String, u32>)> {
        let answerable = self.0.iter().filter(|(_, ratings)| ratings.values().any(|rating| *rating > 0));
        answerable.map(|(query, ratings)| (query.as_str(), ratings))
    }

    /// All queries, in their order.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The queries of a file, one a line.
///
/// # Errors
/// If the file cannot be read.
pub fn read_queries(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// A cell of a table without the quotation marks around it.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""))
}

/// NDCG of the first ten: how much of what could be gained is, what comes later counting less. The gain of a rating r is
/// 2^r − 1; what nobody judged gains nothing.
pub(crate) fn ndcg(ranked: &[String], ratings: &HashMap<String, u32>) -> f64 {
    let gain = |rating: u32| f64::from((1_u32 << rating.min(20)) - 1);
    let discounted = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(10).enumerate().map(|(place, gain)| gain / (place as f64 + 2.0).log2()).sum()
    };
    let mut best: Vec<u32> = ratings.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    let most = discounted(&mut best.into_iter().map(gain));
    let rated = ranked.iter().map(|id| ratings.get(id).copied().map_or(0.0, gain));
    if most > 0.0 { discounted(&mut rated.into_iter()) / most } else { 0.0 }
}

/// The same without what nobody judged.
pub(crate) fn condensed(ranked: &[String], ratings: &HashMap<String, u32>) -> f64 {
    let judged: Vec<String> = ranked.iter().filter(|id| ratings.contains_key(*id)).cloned().collect();
    ndcg(&judged, ratings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn judgements_are_read_from_a_table() {
        let read =
            Judgements::parse("query,docid,rating\nusb hub,1,3\n\"tv 17\"\"\",2,0\nusb hub,2,1\n").expect("a table");
        assert_eq!(read.queries().collect::<Vec<_>>(), ["tv 17\"", "usb hub"]);
        let answerable: Vec<_> = read.answerable().collect();
        assert_eq!(answerable.len(), 1);
        assert_eq!((answerable[0].0, answerable[0].1["1"]), ("usb hub", 3));
        assert!(Judgements::parse("query,docid,rating\nusb hub,1,good\n").is_err());
    }

    #[test]
    fn what_comes_first_counts_most() {
        let ratings = HashMap::from([("a".to_owned(), 3), ("b".to_owned(), 1), ("c".to_owned(), 0)]);
        assert!((ndcg(&ids("a b"), &ratings) - 1.0).abs() < 1e-9);
        let later = (1.0 + 7.0 / 3f64.log2()) / (7.0 + 1.0 / 3f64.log2());
        assert!((ndcg(&ids("b a"), &ratings) - later).abs() < 1e-9);
        assert!(ndcg(&ids("x a b"), &ratings) < 1.0 && (condensed(&ids("x a b"), &ratings) - 1.0).abs() < 1e-9);
        assert_eq!(ndcg(&ids("c x"), &ratings), 0.0);
    }
}
