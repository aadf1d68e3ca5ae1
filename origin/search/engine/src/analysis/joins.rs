//! Words as they are written by others: `tshirt` for “t-shirt”, `teapot` for “tea pot”, `500ml` for “500 ml”,
//! `90x200` for “90 x 200 cm”.
//!
//! A joined word says that its parts stand beside each other, which single words cannot.

use super::lexemes::{Gap, Lexeme};
use super::measures::Measure;

/// Parts of a word written as one with signs: `all-in-one`.
const MAX_PARTS: usize = 4;
/// Numbers of a size: width, depth, height, and one to spare.
const MAX_NUMBERS: usize = 4;
/// Letters of what may stand between a size's number and its ×: `90 cm x 200 cm`.
const MAX_UNIT: usize = 3;
/// What is longer joined is no word. In bytes.
const MAX_JOINED: usize = 40;

/// The joined words of a text.
pub(crate) fn joined(lexemes: &[Lexeme]) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_times = vec![false; lexemes.len()];
    for start in 0..lexemes.len() {
        let Some(size) = Size::at(lexemes, start) else { continue };
        found.extend((2..=size.numbers.len()).map(|count| size.joined(count)));
        for place in start..size.end {
            is_times[place] |= lexemes[place].text == "x";
        }
    }
    for start in 0..lexemes.len() {
        if let Some(measure) = Measure::at(lexemes, start).filter(|measure| measure.is_renamed) {
            found.extend(measure.words);
        }
        let behind = lexemes[start + 1..].iter().take(MAX_PARTS - 1);
        let parts = behind.take_while(|lexeme| lexeme.gap.is_tight()).count().max(1);
        for end in start + 1..=start + parts {
            let Some(part) = lexemes.get(start..=end) else { break };
            // In “90 x 200” neither `x200` nor `90x` was meant, and two numbers are two.
            let is_word = part[1..].iter().all(|lexeme| lexeme.gap != Gap::Break)
                && part.iter().any(|lexeme| !lexeme.is_number)
                && !is_times[start..=end].contains(&true);
            if is_word {
                combine(part, &mut found);
            }
        }
    }
    found.retain(|word| word.len() <= MAX_JOINED);
    found
}

/// The joined spellings of `parts`.
pub(crate) fn combine(parts: &[Lexeme], found: &mut Vec<String>) {
    let mut words = vec![String::new()];
    for part in parts {
        words = words.iter().flat_map(|word| part.forms().map(move |form| format!("{word}{form}"))).collect();
    }
    found.extend(words);
}

/// A size such as “90 x 200 cm”.
pub(crate) struct Size {
    /// Its numbers in their order.
    numbers: Vec<String>,
    /// The lexeme behind its last number.
    pub(crate) end: usize,
}

impl Size {
    /// The size that begins with the number at `start`.
    pub(crate) fn at(lexemes: &[Lexeme], start: usize) -> Option<Self> {
        let number = |place: usize| lexemes.get(place).filter(|lexeme| lexeme.is_number);
        let goes_on = |place: usize| lexemes.get(place).filter(|lexeme| lexeme.gap != Gap::Break);
        let mut size = Self { numbers: vec![number(start)?.text.clone()], end: start + 1 };
        while size.numbers.len() < MAX_NUMBERS {
            let is_unit = |lexeme: &Lexeme| !lexeme.is_number && lexeme.text != "x" && lexeme.text.len() <= MAX_UNIT;
            let times = size.end + usize::from(goes_on(size.end).is_some_and(is_unit));
            if goes_on(times).is_none_or(|lexeme| lexeme.text != "x") || goes_on(times + 1).is_none() {
                break;
            }
            let Some(next) = number(times + 1) else { break };
            size.numbers.push(next.text.clone());
            size.end = times + 2;
        }
        (size.numbers.len() > 1).then_some(size)
    }

    /// Its first `count` numbers in one word.
    fn joined(&self, count: usize) -> String {
        self.numbers[..count].join("x")
    }

    /// All of it in one word.
    pub(crate) fn word(&self) -> String {
        self.joined(self.numbers.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{fold, lexemes::lexemes};

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(joined(&lexemes(&fold(text))), expect, "{text}");
    }

    #[test]
    fn words_beside_each_other_are_joined() {
        check("T-Shirt", &["tshirt"]);
        check("L’Orangerie Seife", &["lorangerie", "orangerieseife"]);
        check("tea pot, red", &["teapot"]);
        check("all-in-one", &["allin", "allinone", "inone"]);
        check("tea. Pot", &[]);
        check("38 39", &[]);
        check("", &[]);
    }

    #[test]
    fn numbers_are_joined_with_their_units() {
        check("500 ml", &["500ml"]);
        check("500ml", &["500ml"]);
        check("1,5 l", &["1.5l"]);
        check("1.500 ml", &["1.5ml", "1500ml"]);
        check("27 Zoll", &["27inch", "27zoll"]);
        check("(27\")", &["27inch"]);
        check("2 in 1", &["2in", "in1"]);
    }

    #[test]
    fn sizes_are_one_word_whatever_their_spelling() {
        for size in ["90x200", "90 x 200", "90 × 200", "90X200", "90*200", "90 cm x 200"] {
            let found = joined(&lexemes(&fold(size)));
            assert!(found.contains(&"90x200".to_owned()), "{size}: {found:?}");
            assert!(!found.contains(&"x200".to_owned()) && !found.contains(&"90x".to_owned()), "{size}: {found:?}");
        }
        let found = joined(&lexemes(&fold("10 x 20 x 30 cm")));
        for size in ["10x20", "20x30", "10x20x30"] {
            assert!(found.contains(&size.to_owned()), "{size}: {found:?}");
        }
    }
}
