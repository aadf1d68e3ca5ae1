//! What reports say of single rows, in the language of whoever reads them. The origin says it in English; what it is known
//! to say is said here in other languages, too, and anything else stays as it came, with its language named.

mod known;

use domain::Locale;
use maud::{Markup, html};

use self::known::KNOWN;

/// In place of a value, to find out how a sentence is made. No value of a row has it: the origin writes none.
const PLACEHOLDER: &str = "\u{1}";

/// The most values that one sentence has.
const MAX_VALUES: usize = 3;

/// How deep a sentence may stand in another.
const MAX_DEPTH: usize = 2;

/// A sentence of the origin's.
pub fn said(locale: Locale, sentence: &str) -> Markup {
    match own(locale, sentence) {
        Some(own) => html! { span { (own) } },
        None => html! { span lang=(Locale::default().code()) { (sentence) } },
    }
}

/// A sentence of the origin's in a language that is not its own, if it is known.
pub fn own(locale: Locale, sentence: &str) -> Option<String> {
    translated(locale, sentence, MAX_DEPTH).or_else(|| of_sku(locale, sentence))
}

/// A sentence about some goods of an order begins with their SKU.
fn of_sku(locale: Locale, sentence: &str) -> Option<String> {
    let (sku, rest) = sentence.split_once(": ").filter(|(sku, _)| !sku.contains(' '))?;
    translated(locale, rest, MAX_DEPTH).map(|own| format!("{sku}: {own}"))
}

fn translated(locale: Locale, sentence: &str, depth: usize) -> Option<String> {
    if locale == Locale::default() || depth == 0 {
        return None;
    }
    let english = words::office_reports(Locale::default());
    let found = KNOWN.iter().filter_map(|make| {
        let pattern = make(english, [PLACEHOLDER; MAX_VALUES]);
        let literal = pattern.len();
        Some((literal, make, values(&pattern, sentence)?))
    });
    // Of two that fit, that which says more itself.
    let (_, make, values) = found.max_by_key(|(literal, ..)| *literal)?;
    let values: Vec<String> = values.into_iter().map(|value| inner(locale, value, depth)).collect();
    let value = |place: usize| values.get(place).map_or("", String::as_str);
    Some(make(words::office_reports(locale), [value(0), value(1), value(2)]))
}

/// A value may be a sentence itself.
fn inner(locale: Locale, value: &str, depth: usize) -> String {
    let is_sentence = value.contains(' ');
    let own = is_sentence.then(|| translated(locale, value, depth - 1)).flatten();
    own.unwrap_or_else(|| value.to_owned())
}

/// What stands in the placeholders of the pattern where the sentence is made by it.
fn values<'a>(pattern: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split(PLACEHOLDER);
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let mut values = Vec::with_capacity(MAX_VALUES);
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let at = match parts.peek() {
            Some(_) => rest.find(part)?,
            // The last part stands at the end, whatever a value says before.
            None => rest.strip_suffix(part)?.len(),
        };
        values.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    // One that begins with a value begins with a number or a path: more than a word is another sentence.
    let is_other = pattern.starts_with(PLACEHOLDER) && values.first().is_some_and(|value| value.contains(' '));
    (rest.is_empty() && !is_other).then_some(values)
}

#[cfg(test)]
mod tests;
