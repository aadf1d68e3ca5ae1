//! Folded text cut into numbers and words, each knowing how it hangs together with the one before.

use super::units::{INCH, inches};

/// Longer words are not words. In bytes.
const MAX_LENGTH: usize = 64;

/// A number or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lexeme {
    /// Its letters and digits. A number's decimals follow a point, whatever was written.
    pub(crate) text: String,
    /// What it is as well, if the sign in it groups thousands: 1500 for `1.500`.
    pub(crate) other: Option<String>,
    /// Whether it is a number, perhaps with decimals.
    pub(crate) is_number: bool,
    /// The unit of a number behind which that is drawn: `27"`.
    pub(super) unit: Option<&'static str>,
    /// What stands between it and the one before.
    pub(crate) gap: Gap,
}

impl Lexeme {
    fn word(text: &str, gap: Gap) -> Self {
        Self { text: text.to_owned(), other: None, is_number: false, unit: None, gap }
    }

    /// Every way to read it.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.text.as_str()).chain(self.other.as_deref())
    }
}

/// What stands between two lexemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: `500` and `ml` in “500ml”.
    Nothing,
    /// An apostrophe: `l’orangerie`.
    Apostrophe,
    /// Another sign that joins: `t-shirt`, `and/or`.
    Sign,
    /// Blanks alone.
    Blank,
    /// The beginning of the text, or punctuation that parts.
    Break,
}

impl Gap {
    /// Whether the two were written as one, without a blank.
    pub(crate) fn is_tight(self) -> bool {
        matches!(self, Self::Nothing | Self::Apostrophe | Self::Sign)
    }

    fn of(between: &str) -> Self {
        let mut signs = between.chars();
        match (signs.next(), signs.next()) {
            (None, _) => Self::Nothing,
            (Some('\'' | '’' | '‘' | 'ʼ' | '´' | '`'), None) => Self::Apostrophe,
            (Some('-' | '‐' | '‑' | '–' | '.' | '/' | '_' | '&' | '+' | '#' | '~'), None) => Self::Sign,
            _ if between.chars().all(char::is_whitespace) => Self::Blank,
            _ => Self::Break,
        }
    }
}

/// The lexemes of folded text.
pub(crate) fn lexemes(folded: &str) -> Vec<Lexeme> {
    let mut found = Vec::new();
    let mut rest = folded;
    // A sign of inches goes with its number, so that what is left of them are quotation marks.
    let mut is_quoted = false;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        is_quoted ^= rest[..start].matches(['"', '“', '„', '”']).count() % 2 == 1;
        let gap = if rest.len() == folded.len() { Gap::Break } else { Gap::of(&rest[..start]) };
        rest = &rest[start..];
        rest = match rest.starts_with(|c: char| c.is_ascii_digit()) {
            true => read_number(rest, gap, is_quoted, &mut found),
            false => read_word(rest, gap, &mut found),
        };
    }
    found.retain(|lexeme| lexeme.text.len() <= MAX_LENGTH);
    found
}

/// A word; one that ends in a digit may go on with a decimal part: `v1.2`. Gives what is left.
fn read_word<'a>(rest: &'a str, gap: Gap, found: &mut Vec<Lexeme>) -> &'a str {
    let mut length = length_of(rest, char::is_alphanumeric);
    if rest[..length].ends_with(|c: char| c.is_ascii_digit())
        && let Some(decimals) = rest[length..].strip_prefix('.')
    {
        let more = digits(decimals);
        length += if more > 0 { 1 + more } else { 0 };
    }
    let (word, rest) = rest.split_at(length);
    found.push(Lexeme::word(word, gap));
    rest
}

/// A number with what is written right behind it: `500ml`, `90x200cm`. Gives what is left.
fn read_number<'a>(rest: &'a str, gap: Gap, is_quoted: bool, found: &mut Vec<Lexeme>) -> &'a str {
    let (groups, length) = groups(rest);
    let behind = &rest[length..];
    let is_size = matches!(behind.as_bytes(), [b'x', b'0'..=b'9', ..]);
    // Of a size only its × is looked at here: to look at all of it for each of its numbers would cost the square of
    // its length.
    let tail = if is_size { "" } else { &behind[..length_of(behind, char::is_alphanumeric)] };
    let is_unit = tail.chars().all(char::is_alphabetic);
    if groups.len() == 1 && !is_unit {
        // A model's number: `2in1`.
        let (word, rest) = rest.split_at(length + tail.len());
        found.push(Lexeme::word(word, gap));
        return rest;
    }
    let numbers = numbers(&groups).into_iter().enumerate();
    found.extend(numbers.map(|(place, (text, other))| Lexeme {
        text,
        other,
        is_number: true,
        unit: None,
        gap: if place == 0 { gap } else { Gap::Break },
    }));
    if is_size {
        // The number behind it is next.
        found.push(Lexeme::word("x", Gap::Nothing));
        return &behind[1..];
    }
    if !tail.is_empty() {
        found.push(Lexeme::word(tail, Gap::Nothing));
    } else if !is_quoted
        && let Some(number) = found.last_mut()
        && let Some(length) = inches(&number.text, behind)
    {
        number.unit = Some(INCH);
        return &behind[length..];
    }
    &behind[tail.len()..]
}

/// Groups of digits, each but the first with the point or comma before it, and the bytes they take.
fn groups(text: &str) -> (Vec<(char, &str)>, usize) {
    let mut end = digits(text);
    let mut groups = vec![('.', &text[..end])];
    while let Some(sign) = text[end..].chars().next().filter(|sign| matches!(sign, '.' | ','))
        && let more @ 1.. = digits(&text[end + 1..])
    {
        groups.push((sign, &text[end + 1..end + 1 + more]));
        end += 1 + more;
    }
    (groups, end)
}

/// The numbers that groups of digits are, each with its other reading.
fn numbers(groups: &[(char, &str)]) -> Vec<(String, Option<String>)> {
    let plain = |text: &str| (text.to_owned(), None);
    match groups {
        [(_, only)] => vec![plain(only)],
        [(_, whole), (_, part)] => {
            let groups_thousands = part.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            vec![(decimal(whole, part), groups_thousands.then(|| format!("{whole}{part}")))]
        }
        [(_, first), (sign, _), ..] if first.len() <= 3 => {
            let same = groups[1..].iter().take_while(|(other, part)| other == sign && part.len() == 3).count();
            let whole: String = groups[..=same].iter().map(|(_, part)| *part).collect();
            match &groups[1 + same..] {
                [] => vec![plain(&whole)],
                [(other, part)] if other != sign && same > 0 => vec![plain(&decimal(&whole, part))],
                _ => listed(groups),
            }
        }
        _ => listed(groups),
    }
}

/// A list of numbers, `38,39,40`, or a version, `1.2.3`, of which two parts belong together.
fn listed(groups: &[(char, &str)]) -> Vec<(String, Option<String>)> {
    let is_version = groups[1..].iter().all(|(sign, _)| *sign == '.');
    let (first, rest) =
        if is_version { (decimal_as_is(groups), &groups[2..]) } else { (groups[0].1.to_owned(), &groups[1..]) };
    std::iter::once(first).chain(rest.iter().map(|(_, part)| (*part).to_owned())).map(|text| (text, None)).collect()
}

fn decimal_as_is(groups: &[(char, &str)]) -> String {
    format!("{}.{}", groups[0].1, groups[1].1)
}

/// A decimal number without the zeros at its end, but one: 1.50 is 1.5, and 2.0 is what a version is called.
fn decimal(whole: &str, part: &str) -> String {
    let trimmed = part.trim_end_matches('0');
    format!("{whole}.{}", if trimmed.is_empty() { "0" } else { trimmed })
}

fn digits(text: &str) -> usize {
    length_of(text, |c| c.is_ascii_digit())
}

fn length_of(text: &str, is_part: fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold;

    fn check(text: &str, expect: &[&str]) {
        let found = lexemes(&fold(text));
        let found: Vec<&str> = found.iter().flat_map(Lexeme::forms).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn numbers_part_from_what_is_written_behind_them() {
        check("500ml", &["500", "ml"]);
        check("1,5l", &["1.5", "l"]);
        check("90x200cm", &["90", "x", "200", "cm"]);
        check("90 × 200", &["90", "x", "200"]);
        check("90*200", &["90", "x", "200"]);
        check("2in1 4k", &["2in1", "4", "k"]);
    }

    #[test]
    fn a_comma_is_a_point_and_either_may_group_thousands() {
        check("1,5 and 1.5 and 1.50", &["1.5", "and", "1.5", "and", "1.5"]);
        check("1.500 1,500", &["1.5", "1500", "1.5", "1500"]);
        check("1.234.567,89", &["1234567.89"]);
        check("1,234,567", &["1234567"]);
        check("38,39,40", &["38", "39", "40"]);
        check("1.2.3 usb 2.0", &["1.2", "3", "usb", "2.0"]);
        check("0,750", &["0.75"]);
        check("end. Next, 5.", &["end", "next", "5"]);
    }

    #[test]
    fn gaps_tell_what_was_written_as_one() {
        let gaps = |text: &str| lexemes(&fold(text)).into_iter().map(|lexeme| lexeme.gap).collect::<Vec<_>>();
        assert_eq!(gaps("t-shirt"), [Gap::Break, Gap::Sign]);
        assert_eq!(gaps("L’Orangerie"), [Gap::Break, Gap::Apostrophe]);
        assert_eq!(gaps("tea pot, red"), [Gap::Break, Gap::Blank, Gap::Break]);
        assert_eq!(gaps("tea - pot"), [Gap::Break, Gap::Break]);
        assert_eq!(gaps("500ml"), [Gap::Break, Gap::Nothing]);
    }
}
