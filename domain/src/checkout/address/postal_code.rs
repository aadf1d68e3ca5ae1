//! Postal codes: how each country writes them.

use std::borrow::Cow;

use crate::checkout::Country;

/// How a country writes its codes. In a pattern `9` is a digit, `A` a letter and `X` either; blanks and dashes
/// are written whether or not they were typed.
struct Rule {
    country: Country,
    patterns: &'static [&'static str],
    example: &'static str,
    required: bool,
}

const fn rule(country: Country, patterns: &'static [&'static str], example: &'static str) -> Rule {
    Rule { country, patterns, example, required: true }
}

/// By the Universal Postal Union's addressing sheets of each country (upu.int, "Postal addressing systems").
static RULES: [Rule; 25] = [
    rule(Country::At, &["9999"], "1010"),
    rule(Country::Au, &["9999"], "3000"),
    rule(Country::Be, &["9999"], "1000"),
    rule(Country::Br, &["99999-999"], "01310-100"),
    rule(Country::Ca, &["A9A 9A9"], "M5V 2T6"),
    rule(Country::Ch, &["9999"], "8001"),
    rule(Country::Cn, &["999999"], "100000"),
    rule(Country::De, &["99999"], "10115"),
    rule(Country::Dk, &["9999"], "1050"),
    rule(Country::Es, &["99999"], "28013"),
    rule(Country::Fi, &["99999"], "00100"),
    rule(Country::Fr, &["99999"], "75001"),
    rule(Country::Gb, &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"], "SW1A 1AA"),
    rule(Country::Gr, &["999 99"], "105 57"),
    // An Eircode is a household's own, and many do not know theirs; a parcel finds them without it.
    Rule { country: Country::Ie, patterns: &["A99 XXXX", "A9A XXXX"], example: "D02 AF30", required: false },
    rule(Country::In, &["999999"], "400001"),
    rule(Country::It, &["99999"], "20121"),
    rule(Country::Jp, &["999-9999"], "100-0001"),
    rule(Country::Lu, &["9999"], "1111"),
    rule(Country::Mx, &["99999"], "06000"),
    rule(Country::Nl, &["9999 AA"], "1012 AB"),
    rule(Country::Pl, &["99-999"], "00-001"),
    // The last three digits are the street's; a parcel arrives without them.
    rule(Country::Pt, &["9999-999", "9999"], "1100-148"),
    rule(Country::Se, &["999 99"], "111 20"),
    rule(Country::Us, &["99999-9999", "99999"], "94105"),
];

fn rule_of(country: Country) -> &'static Rule {
    // A test has every country in the table.
    RULES.iter().find(|rule| rule.country == country).unwrap_or(&RULES[0])
}

/// Whether an address of the country needs a code.
pub fn is_required(country: Country) -> bool {
    rule_of(country).required
}

/// A code as it looks in the country.
pub fn example(country: Country) -> &'static str {
    rule_of(country).example
}

/// The code as the country writes it: `sw1a1aa` is `SW1A 1AA`, `D-10115` is `10115`. None if it is no code there.
/// Where codes may be left out an empty one is one.
pub fn read(country: Country, typed: &str) -> Option<String> {
    let rule = rule_of(country);
    let compact: String =
        typed.chars().map(ascii).filter(|c| !is_separator(*c)).collect::<String>().to_ascii_uppercase();
    if compact.is_empty() {
        return (!rule.required).then(String::new);
    }
    rule.patterns.iter().find_map(|pattern| written(pattern, &without_country(pattern, &compact)))
}

/// The code without blanks and dashes, to compare: `SW1A1AA`.
pub(crate) fn compact(country: Country, typed: &str) -> Option<String> {
    Some(read(country, typed)?.chars().filter(|c| !is_separator(*c)).collect())
}

/// Full-width digits and letters are what Japanese keyboards write.
fn ascii(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_separator(c: char) -> bool {
    crate::line::is_blank(c) || matches!(c, '-' | '.' | '‐' | '‑' | '–' | '−' | 'ー')
}

/// `D-10115`, `CH 8001`, `AX-22100`: what used to stand before the codes of other countries.
fn without_country<'a>(pattern: &str, compact: &'a str) -> Cow<'a, str> {
    let digits = compact.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_prefixed = pattern.starts_with('9') && compact.len() - digits.len() <= 3;
    Cow::Borrowed(if is_prefixed { digits } else { compact })
}

fn written(pattern: &str, compact: &str) -> Option<String> {
    let mut typed = compact.chars();
    let mut code = String::new();
    for place in pattern.chars() {
        code.push(match place {
            '9' => typed.next().filter(char::is_ascii_digit)?,
            'A' => typed.next().filter(char::is_ascii_uppercase)?,
            'X' => typed.next().filter(char::is_ascii_alphanumeric)?,
            separator => separator,
        });
    }
    typed.next().is_none().then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_rule_that_its_example_keeps() {
        for (country, code) in Country::ALL {
            assert_eq!(rule_of(country).country, country, "{code}");
            let example = example(country);
            assert_eq!(read(country, example).as_deref(), Some(example), "{code}");
            let squeezed = example.replace([' ', '-'], "").to_lowercase();
            assert_eq!(read(country, &squeezed).as_deref(), Some(example), "{code}");
            assert_eq!(read(country, "x"), None, "{code}");
            assert_eq!(read(country, &format!("{example}1")), None, "{code}");
        }
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        let check = |country, typed: &str, expect: Option<&str>| {
            assert_eq!(read(country, typed).as_deref(), expect, "{country:?} {typed}");
        };
        check(Country::De, " D-10115 ", Some("10115"));
        check(Country::De, "1011", None);
        check(Country::De, "10115 Berlin", None);
        check(Country::Ch, "CH-8001", Some("8001"));
        check(Country::Fi, "AX-22100", Some("22100"));
        check(Country::Gb, "je2 3ab", Some("JE2 3AB"));
        check(Country::Gb, "ec1a1bb", Some("EC1A 1BB"));
        check(Country::Gb, "10115", None);
        check(Country::Nl, "NL-1012ab", Some("1012 AB"));
        check(Country::Pt, "1100", Some("1100"));
        check(Country::Us, "941051234", Some("94105-1234"));
        check(Country::Us, "94105–1234", Some("94105-1234"));
        check(Country::Jp, "〒100", None);
        check(Country::Jp, "１００－０００１", Some("100-0001"));
        check(Country::Se, "111\u{a0}20", Some("111 20"));
    }

    #[test]
    fn c07_ireland_needs_no_eircode_and_takes_one() {
        assert_eq!(read(Country::Ie, " ").as_deref(), Some(""));
        assert_eq!(read(Country::Ie, "d6wxh92").as_deref(), Some("D6W XH92"));
        assert_eq!(read(Country::Ie, "D02AF30").as_deref(), Some("D02 AF30"));
        assert_eq!(read(Country::Ie, "Dublin 2"), None);
        let required = Country::ALL.iter().filter(|entry| is_required(entry.0)).count();
        assert_eq!(required, Country::ALL.len() - 1);
    }
}
