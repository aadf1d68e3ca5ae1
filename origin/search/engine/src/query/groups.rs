//! The words of a query, with those taken together that mean one thing.

use std::ops::Range;

use crate::analysis::{Gap, Lexeme, Measure, Size, UNITS, combine};

/// Words of a query that stand for one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Where its lexemes are.
    pub(super) range: Range<usize>,
    /// If it is a measure or a size, the words it is found by. Its numbers alone say something else.
    pub(super) exact: Option<Vec<String>>,
}

/// The groups of a query's lexemes.
pub(super) fn groups(lexemes: &[Lexeme]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    while start < lexemes.len() {
        let group = size(lexemes, start).or_else(|| measure(lexemes, start)).unwrap_or_else(|| word(lexemes, start));
        start = group.range.end;
        groups.push(group);
    }
    groups
}

/// “90 x 200”. A unit written right behind it is left out: “90 x 200 cm” is as good.
fn size(lexemes: &[Lexeme], start: usize) -> Option<Group> {
    let size = Size::at(lexemes, start)?;
    let has_unit = lexemes.get(size.end).is_some_and(|next| next.gap == Gap::Nothing);
    Some(Group { range: start..size.end + usize::from(has_unit), exact: Some(vec![size.word()]) })
}

/// “500 ml”, “27″”, or a number with whatever is written right behind it: “3d”.
fn measure(lexemes: &[Lexeme], start: usize) -> Option<Group> {
    if let Some(Measure { words, end, .. }) = Measure::at(lexemes, start) {
        return Some(Group { range: start..end, exact: Some(words) });
    }
    let [number, unit] = lexemes.get(start..start + 2)? else { return None };
    let is_known = unit.gap != Gap::Break && UNITS.contains(&unit.text.as_str());
    if !number.is_number || unit.is_number || !(is_known || unit.gap == Gap::Nothing) {
        return None;
    }
    let mut exact = Vec::new();
    combine(&[number.clone(), unit.clone()], &mut exact);
    Some(Group { range: start..start + 2, exact: Some(exact) })
}

/// A word, with all that is written as one with it.
fn word(lexemes: &[Lexeme], start: usize) -> Group {
    let behind = lexemes[start + 1..].iter().take_while(|lexeme| lexeme.gap.is_tight()).count();
    Group { range: start..start + 1 + behind, exact: None }
}

/// The parts of a word that must be found. A letter cut off by an apostrophe need not be: `l’orangerie`, `men’s`.
pub(super) fn needed(parts: &[Lexeme]) -> Vec<&Lexeme> {
    let is_cut_off = |place: usize| {
        let before = place > 0 && parts[place].gap == Gap::Apostrophe;
        let behind = parts.get(place + 1).is_some_and(|next| next.gap == Gap::Apostrophe);
        (before || behind) && parts[place].text.chars().count() == 1
    };
    let needed: Vec<&Lexeme> =
        parts.iter().enumerate().filter(|(place, _)| !is_cut_off(*place)).map(|(_, part)| part).collect();
    if needed.is_empty() { parts.iter().collect() } else { needed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{fold, lexemes};

    fn check(query: &str, expect: &[&str]) {
        let lexemes = lexemes(&fold(query));
        let found: Vec<String> = groups(&lexemes)
            .into_iter()
            .map(|group| match group.exact {
                Some(words) => format!("={}", words.join("|")),
                None => {
                    let parts = needed(&lexemes[group.range]);
                    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("+")
                }
            })
            .collect();
        assert_eq!(found, expect, "{query}");
    }

    #[test]
    fn what_means_one_thing_is_taken_together() {
        check("red t-shirt", &["red", "t+shirt"]);
        check("flasche 500 ml", &["flasche", "=500ml"]);
        check("flasche 500ml", &["flasche", "=500ml"]);
        check("1,5 l", &["=1.5l"]);
        check("1.500 ml", &["=1.5ml|1500ml"]);
        check("27\" monitor", &["=27inch", "monitor"]);
        check("monitor 27 zoll", &["monitor", "=27inch"]);
        check("2 in 1", &["=2in", "1"]);
        check("laken 90 × 200 cm", &["laken", "=90x200", "cm"]);
        check("90x200cm", &["=90x200"]);
        check("iphone 15 pro", &["iphone", "15", "pro"]);
        check("l’orangerie", &["orangerie"]);
        check("men's", &["men"]);
        check("l'", &["l"]);
    }
}
