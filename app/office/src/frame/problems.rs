//! What the origin refuses, as staff read it.

use api::Problem;
use domain::Locale;
use maud::{Markup, html};

/// Why something did not work, in the language of whoever reads it. The origin speaks English: elsewhere its code is told in
/// a sentence, and its own words stand behind that only if they say more.
pub fn told(locale: Locale, problem: &Problem) -> Markup {
    let english = Locale::default();
    html! {
        @if locale == english { (as_sentence(&problem.detail)) }
        @else {
            (words::staff_problem(locale, problem.code))
            @if !words::says_all(problem.code) && !problem.detail.is_empty() {
                span.soft { (words::office_problems(locale).in_particular()) " " span lang=(english.code()) { (problem.detail) } }
            }
        }
    }
}

/// A detail as a sentence, for some are what is wrong with a value alone. One that begins with a SKU stays as it is.
pub fn as_sentence(detail: &str) -> String {
    let begins_with_a_word = detail.split(' ').next().is_some_and(|word| word.chars().all(char::is_alphabetic));
    let mut letters = detail.chars();
    let first = letters.next().filter(|_| begins_with_a_word);
    let rest = if first.is_some() { letters.as_str() } else { detail };
    let end = if detail.ends_with(char::is_alphanumeric) || detail.ends_with('@') { "." } else { "" };
    first.into_iter().flat_map(char::to_uppercase).chain(rest.chars()).chain(end.chars()).collect()
}

/// The same where there is room for a sentence alone.
pub fn sentence(locale: Locale, problem: &Problem) -> &str {
    if locale == Locale::default() { &problem.detail } else { words::staff_problem(locale, problem.code) }
}
