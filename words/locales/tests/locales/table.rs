//! The table of `domain`, written from ICU4X.

use std::fmt::Write as _;

use domain::locale::{Locale, SymbolPosition};

use crate::icu::Icu;

const HEAD: &str = "\
// How each language of `words/` writes numbers, days and plurals, by ICU4X.
// Written by `WRITE_LOCALES=1 cargo test -p words-locales`; do not edit.

locales! {
";

/// The table of these languages.
pub fn table(codes: &[String]) -> String {
    let rows: String = codes.iter().map(|code| row(code)).collect();
    format!("{HEAD}{rows}}}\n")
}

fn row(code: &str) -> String {
    let icu = Icu::of(code);
    let variant: String = code.split('-').map(|part| part[..1].to_uppercase() + &part[1..].to_lowercase()).collect();
    let (group, point, min_grouping) = separators(&icu);
    let (pattern, months) = days(&icu);
    let plurals = icu.plurals();
    let names: Vec<&str> = plurals.iter().map(|(name, _)| *name).collect();
    let mut category = String::new();
    for (name, condition) in plurals.iter().filter(|(_, condition)| !condition.is_empty()) {
        let _ = write!(category, "if {condition} {{ Plural::{name} }} else ");
    }
    let category = if category.is_empty() { "Plural::Other".to_owned() } else { category + "{ Plural::Other }" };
    let quoted: Vec<String> = months.iter().map(|month| format!("{month:?}")).collect();
    let (first, second) = (quoted[..6].join(", "), quoted[6..].join(", "));
    format!(
        "    {variant} {{
        code: {code:?},
        group: {group:?},
        point: {point:?},
        min_grouping: {min_grouping},
        symbol: {symbol:?},
        date: {pattern:?},
        months: [
            {first},
            {second},
        ],
        plurals: [{all}],
        plural: |{n}| {category},
    }}
",
        symbol = symbol(code),
        all = names.join(", "),
        n = if names.len() > 1 { "n" } else { "_n" },
    )
}

/// What stands between groups and before the decimals, and from how many digits on there are groups.
fn separators(icu: &Icu) -> (char, char, usize) {
    let long = icu.number("1234567.89");
    let signs: Vec<char> = long.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let [group, second, point] = signs[..] else { panic!("{long}: write this language's numbers in domain first") };
    let plain: String = long.chars().filter(char::is_ascii_digit).collect();
    let expect = format!("1{group}234{group}567{point}89");
    assert!(group == second && plain == "123456789" && long == expect, "{long}: domain groups by three, in digits");
    (group, point, if icu.number("1234").contains(group) { 1 } else { 2 })
}

/// The pattern of a day, and the months as they stand in it.
fn days(icu: &Icu) -> (String, Vec<String>) {
    let filled: Vec<String> =
        (1..=12).map(|month| icu.day(2026, month, 9).replacen("2026", "{year}", 1).replacen('9', "{day}", 1)).collect();
    let common = |ends: &dyn Fn(&str, &str) -> bool, cut: &dyn Fn(usize) -> String| {
        let lengths = (0..=filled[0].len()).filter(|at| filled[0].is_char_boundary(*at));
        lengths.map(cut).filter(|part| filled.iter().all(|day| ends(day, part))).max_by_key(String::len)
    };
    let before = common(&|day, part| day.starts_with(part), &|at| filled[0][..at].to_owned()).unwrap_or_default();
    let after = common(&|day, part| day.ends_with(part), &|at| filled[0][at..].to_owned()).unwrap_or_default();
    let months = filled.iter().map(|day| day[before.len()..day.len() - after.len()].to_owned()).collect();
    (format!("{before}{{month}}{after}"), months)
}

/// Where a currency's symbol stands. ICU4X does not tell yet: what the table says stays, and of a
/// new language the translator says whether [`SymbolPosition::Last`] is right.
fn symbol(code: &str) -> SymbolPosition {
    Locale::of_code(code).map_or(SymbolPosition::Last, |locale| locale.numbers().symbol)
}
