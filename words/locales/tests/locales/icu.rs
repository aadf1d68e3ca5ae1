//! What ICU4X knows of a language.

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use icu_plurals::provider::rules::runtime::ast::Rule;
use icu_plurals::provider::{Baked, PluralsCardinalV1};
use icu_plurals::{PluralCategory, PluralRules};
use icu_provider::{DataIdentifierBorrowed, DataLocale, DataProvider, DataRequest};

/// Days are written as the world's English writes them, `9 March 2026`: shoppers of three continents
/// read the same pages.
const REGIONS: [(&str, &str); 1] = [("en", "en-001")];

/// A language as ICU4X writes it.
pub struct Icu {
    locale: Locale,
    decimal: DecimalFormatter,
    date: DateTimeFormatter<YMD>,
    plurals: PluralRules,
}

impl Icu {
    pub fn of(code: &str) -> Self {
        let locale: Locale = code.parse().expect("a BCP 47 tag");
        let region = REGIONS.iter().find(|(language, _)| *language == code).map_or(code, |(_, region)| region);
        let region: Locale = region.parse().expect("a BCP 47 tag");
        Self {
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).expect("numbers"),
            date: DateTimeFormatter::try_new((&region).into(), YMD::long()).expect("days"),
            plurals: PluralRules::try_new((&locale).into(), Default::default()).expect("plurals"),
            locale,
        }
    }

    /// A number given as digits with a point.
    pub fn number(&self, digits: &str) -> String {
        self.decimal.format(&digits.parse().expect("a number")).to_string()
    }

    pub fn day(&self, year: i32, month: u8, day: u8) -> String {
        self.date.format(&Date::try_new_iso(year, month, day).expect("a day")).to_string()
    }

    pub fn plural(&self, count: u64) -> PluralCategory {
        self.plurals.category_for(count)
    }

    /// The categories that whole numbers come to, `Other` last, each with what must be true of `n`;
    /// `Other` is whatever nothing else is.
    pub fn plurals(&self) -> Vec<(&'static str, String)> {
        let load = |locale: DataLocale| {
            let id = DataIdentifierBorrowed::for_locale(&locale);
            DataProvider::<PluralsCardinalV1>::load(&Baked, DataRequest { id, ..Default::default() })
        };
        // `pt-BR` counts as `pt` does, unless it has rules of its own.
        let rules = load((&self.locale.id).into()).or_else(|_| load((self.locale.id.language, None, None).into()));
        let rules = rules.expect("rules of plurals").payload;
        let rules = rules.get();
        let named: [(&str, &Option<Rule<'_>>); 5] = [
            ("Zero", &rules.zero),
            ("One", &rules.one),
            ("Two", &rules.two),
            ("Few", &rules.few),
            ("Many", &rules.many),
        ];
        let condition =
            |(name, rule): (&'static str, &Option<Rule<'_>>)| Some((name, whole_numbers(&rule.as_ref()?.to_string())?));
        let mut plurals: Vec<_> = named.into_iter().filter_map(condition).collect();
        plurals.push(("Other", String::new()));
        plurals
    }
}

/// A rule of CLDR as a condition on the whole number `n`; none if no whole number meets it.
fn whole_numbers(rule: &str) -> Option<String> {
    let any = rule.split(" or ").filter_map(|all| {
        let all: Option<Vec<String>> = all.split(" and ").map(relation).collect();
        Some(all?.into_iter().filter(|condition| !condition.is_empty()).collect::<Vec<_>>().join(" && "))
    });
    let any: Vec<String> = any.collect();
    (!any.is_empty()).then(|| any.join(" || "))
}

/// A relation such as `n % 10 = 2..4,7`: empty if it is true of every whole number, none if of none.
fn relation(text: &str) -> Option<String> {
    let negated = text.contains("!=");
    let (left, list) = text.split_once(if negated { "!=" } else { "=" }).expect("a relation");
    let (left, list) = (left.trim(), list.trim());
    let ranges: Vec<String> = list.split(',').map(|range| range.trim().replace("..", "..=")).collect();
    // All that is after the point, and all exponents, are zero.
    if !left.starts_with(['n', 'i']) {
        let holds_zero = ranges.iter().any(|range| range.split("..=").next() == Some("0"));
        return (holds_zero != negated).then(String::new);
    }
    let left = left.replacen('i', "n", 1);
    let not = if negated { "!" } else { "" };
    Some(match (left.split_once(" % "), &ranges[..]) {
        (Some((n, step)), [zero]) if zero == "0" => format!("{not}{n}.is_multiple_of({step})"),
        (_, [one]) if !one.contains("..") => format!("{left} {}= {one}", if negated { "!" } else { "=" }),
        _ => format!("{not}matches!({left}, {})", ranges.join(" | ")),
    })
}
