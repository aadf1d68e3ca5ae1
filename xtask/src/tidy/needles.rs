//! What a test looks for in a page must not be there by chance. A page is full of ids and times: `-2` was taken for a movement
//! of stock, and stood in the day of the month.

use crate::tidy::Finding;
use crate::tidy::source::{Source, leading_name, line_of};

/// What looks into a page.
const LOOKS: &str = "body.contains(";

/// The most letters of an id that are met by chance: of three there are 4,096, and a page has some hundred places.
const MAX_BY_CHANCE: usize = 3;

/// Checks Rust files, tests above all.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().flat_map(check_one).collect()
}

fn check_one(source: &Source) -> Vec<Finding> {
    // A quotation mark within a text ends none.
    let code = source.code().replace("\\\"", "''");
    let found = code.match_indices(LOOKS).flat_map(|(at, looks)| {
        let looked_for = literals(&code, at, at + looks.len());
        looked_for.into_iter().filter(|text| is_of_ids(text)).map(move |text| (at, text))
    });
    let finding = |(at, text): (usize, &str)| {
        let advice = format!("`{text}` stands in ids and times too: look for it with what is around it in the page");
        Finding::new(&source.path, line_of(&code, at), advice)
    };
    found.map(finding).collect()
}

/// Whether an id or a time may be written so, in part.
fn is_of_ids(text: &str) -> bool {
    let of_ids = |letter: char| matches!(letter, '0'..='9' | 'a'..='f' | '-' | '+' | ':');
    (1..=MAX_BY_CHANCE).contains(&text.len()) && text.chars().all(of_ids)
}

/// The texts that are looked for: the one that stands at `argument`, or those of the list that its name goes through.
fn literals(code: &str, at: usize, argument: usize) -> Vec<&str> {
    let argument = &code[argument..];
    if let Some(rest) = argument.strip_prefix('"') {
        return rest.split('"').next().into_iter().collect();
    }
    let list = format!("for {} in [", leading_name(argument));
    let Some(begun) = code[..at].rfind(&list) else { return Vec::new() };
    let list = code[begun + list.len()..at].split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        check(&[Source::of("tests/journeys/a.rs", text)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn what_is_part_of_an_id_is_no_proof() {
        assert_eq!(lines("\nassert!(page.body.contains(\"-2\"));"), [2]);
        assert_eq!(lines("for said in [\n  \"Cellar\", \"4e\"] {\n  assert!(page.body.contains(said));\n}"), [3]);
        let behind_a_quotation = "for said in [\"Units\\\">+2<\", \"-2\"] { page.body.contains(said) }";
        assert_eq!(lines(behind_a_quotation), [1]);
        assert_eq!(lines("for said in [\"+2\", \"-2\"] { assert!(page.body.contains(said)); }"), [1, 1]);
    }

    #[test]
    fn what_can_stand_nowhere_else_is_fine() {
        for text in [
            "page.body.contains(\">-2<\")",
            "page.body.contains(\"Jug\")",
            "seen.names.contains(\"0\")",
            "for said in [\"Units\\\">−2<\", \"Cellar\"] { page.body.contains(said) }",
            "for said in all { page.body.contains(said) }",
        ] {
            assert_eq!(lines(text), Vec::<usize>::new(), "{text}");
        }
    }
}
