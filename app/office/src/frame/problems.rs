//! What the origin refuses, as staff read it.

use std::borrow::Cow;

use api::{Code, Problem};
use domain::Locale;
use maud::{Markup, html};

use crate::reports;

/// What addresses of the API begin with. No page of the office names one; a value that somebody typed may have it inside.
const ROUTES: &str = "/v1/";
/// The member of a reply that has a thing as it is by now. Forms show that themselves.
const CURRENT: &str = "“current”";

/// Why something did not work, in the language of whoever reads it. The origin speaks English: elsewhere its code is told in
/// a sentence, and its own words stand behind that only if they say more.
pub fn told(locale: Locale, problem: &Problem) -> Markup {
    let (english, detail) = (Locale::default(), for_people(problem));
    let code = words::staff_problem(locale, problem.code);
    // What it says is known here in other languages, too, or is not.
    let own = detail.as_deref().and_then(|detail| reports::own(locale, detail));
    html! {
        @match (own, detail) {
            (Some(own), _) => (as_sentence(&own)),
            (None, Some(detail)) if locale == english => (as_sentence(&detail)),
            (None, Some(detail)) if !words::says_all(problem.code) => {
                (code)
                span.soft { (words::office_problems(locale).in_particular()) " " span lang=(english.code()) { (&*detail) } }
            },
            _ => (code),
        }
    }
}

/// What a detail says to people. What it says to programs is left out: how to go on by addresses of the API, which are
/// clauses of their own, and what a reply holds of the thing as it is by now. None if nothing is left.
fn for_people(problem: &Problem) -> Option<Cow<'_, str>> {
    let detail = problem.detail.as_str();
    if problem.code == Code::VersionOutdated && detail.contains(CURRENT) {
        return None;
    }
    if !names_route(detail) {
        return Some(Cow::Borrowed(detail)).filter(|detail| !detail.is_empty());
    }
    let clauses = detail
        .split_inclusive(". ")
        .flat_map(|one| one.split_inclusive("; "))
        .flat_map(|one| one.split_inclusive(": "));
    let said: String = clauses.filter(|clause| !names_route(clause)).collect();
    let said = said.trim_end_matches([' ', ':', ';', '.']);
    if said.is_empty() { None } else { Some(Cow::Owned(format!("{said}."))) }
}

/// Whether one of its words is an address of the API.
fn names_route(text: &str) -> bool {
    text.split([' ', '`']).any(|word| word.starts_with(ROUTES))
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
    match for_people(problem) {
        Some(Cow::Borrowed(detail)) if locale == Locale::default() => detail,
        _ => words::staff_problem(locale, problem.code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_in_the_office_is_told_an_address_of_the_api() {
        for (detail, said) in [
            (
                "Collections stand under it: a; b. Have them stand elsewhere first, or delete them: PATCH or DELETE /v1/admin/collections/{slug}.",
                "Collections stand under it: a; b. Have them stand elsewhere first, or delete them.",
            ),
            (
                "A rule fills it. Change the rule, or end it first: PUT /v1/a/{slug}/rule.",
                "A rule fills it. Change the rule, or end it first.",
            ),
            ("There is no such view. GET /v1/admin/product-views lists them.", "There is no such view."),
            ("“staff.x” is none; `GET /v1/admin/openapi.json` names them.", "“staff.x” is none."),
            ("GET /v1/facets names them.", words::staff_problem(Locale::En, Code::WrongState)),
            ("no such key", "No such key."),
        ] {
            let problem = Problem::new(Code::WrongState, detail);
            assert_eq!(told(Locale::En, &problem).into_string(), said);
            let german = told(Locale::De, &problem).into_string();
            assert!(german.starts_with(words::staff_problem(Locale::De, Code::WrongState)), "{german}");
            assert!(!german.contains(ROUTES) && !sentence(Locale::En, &problem).contains(ROUTES), "{german}");
        }
    }

    #[test]
    fn what_somebody_typed_is_told_whatever_it_has_inside() {
        let problem = Problem::field(
            "url",
            "“https://hooks.example.com/v1/orders” answers with 301. Give the address at the end.",
        );
        assert_eq!(told(Locale::En, &problem).into_string(), problem.detail);
        assert!(told(Locale::De, &problem).into_string().contains(&problem.detail));
    }

    #[test]
    fn what_is_known_in_the_reader_s_language_is_said_in_it_alone() {
        let problem = Problem::field("name", "The name of a key: there is nothing to read in it.");
        let german = told(Locale::De, &problem).into_string();
        assert_eq!(german, "Der Name eines Schlüssels: Darin ist nichts zu lesen.");
        assert_eq!(told(Locale::En, &problem).into_string(), problem.detail);
    }

    #[test]
    fn who_was_late_is_not_told_what_a_reply_holds() {
        let problem = Problem::new(Code::VersionOutdated, "“current” is how it is now, of version 3.");
        for locale in [Locale::En, Locale::De] {
            assert_eq!(told(locale, &problem).into_string(), words::staff_problem(locale, Code::VersionOutdated));
        }
        let roles = Problem::new(Code::VersionOutdated, "Somebody has given them other roles meanwhile.");
        assert_eq!(told(Locale::En, &roles).into_string(), roles.detail);
    }
}
